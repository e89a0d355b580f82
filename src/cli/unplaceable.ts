import type { Chronicle } from "../fuzz/chronicle/chronicle.ts";
import type { ReportData } from "../report/page/report-data.ts";

type Unplaceable = NonNullable<ReportData["linearizability"]>;

/** As the checker says it: who asked, in which event, and what speaks against each state that was possible then. */
const REFUSAL = /^(.*) of client (\d+), from event (\d+) to event \d+: (.*)$/s;

/** The operation that has no place in any order of all; undefined if it is not linearizability that is violated. */
export function unplaceableIn({ steps, violation }: Chronicle): Unplaceable | undefined {
  if (violation?.invariant !== "linearizability") return undefined;
  const [, what, client, invoked, objections] = REFUSAL.exec(violation.message) ?? [];
  if (what === undefined) throw new Error(`Linearizability was violated in other words: ${violation.message}`);
  const facts = steps.filter(({ event }) => event === Number(invoked)).flatMap((step) => step.facts);
  const begun = facts
    .filter((fact) => fact.name === "clientInvoked" || fact.name === "clientRead")
    .find(({ args }) => args[0] === Number(client));
  if (begun === undefined) throw new Error(`Client ${client} began nothing in event ${invoked}.`);
  return { client: Number(client), sequence: begun.args[1], why: what, legalBefore: objections!.split("; ") };
}
