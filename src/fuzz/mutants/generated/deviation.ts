import { EXERCISE, type Exercised, type Kill } from "./hunting.ts";

/** What happens less often than this may as well have happened otherwise. */
const OFTEN = 200;
/** So many times as often, or as seldom, is no chance. */
const FACTOR = 10;

/**
 * What a mutant does in many runs beside what the core does as it ships. Where leases are never held, or snapshots come in
 * floods, no invariant falls; but every run says how often it exercised what, and what never happened, and a campaign
 * that no longer exercises what it did is a failure to whoever keeps it. Undefined where nothing stands out.
 */
export function deviationOf(shipped: Exercised, mutant: Exercised): Kill | undefined {
  const things = [...new Set([...Object.keys(shipped), ...Object.keys(mutant)])];
  const messages = things.flatMap((thing) => {
    const [usual, now] = [shipped[thing] ?? 0, mutant[thing] ?? 0];
    const standsOut = (usual >= OFTEN && now * FACTOR < usual) || (now >= OFTEN && now > usual * FACTOR);
    return standsOut ? [`${thing}: ${now} times, ${usual} without the mutant`] : [];
  });
  return messages.length === 0 ? undefined : { by: [EXERCISE], message: messages.join("; ") };
}
