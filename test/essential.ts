import type { Scenario } from "../src/chaos/index.ts";
import { THINGS } from "../src/fuzz/exercised/exercised.ts";
import { meansOf } from "../src/fuzz/exercised/means.ts";

/** What the faults that a scenario names bring: a campaign in which one of these never happened has proved little. */
export function essentialIn(scenario: Scenario): string[] {
  const means = meansOf(scenario);
  return THINGS.filter(({ needs, isCertain }) => isCertain && needs!.some((mean) => means.has(mean))).map(
    ({ name }) => name,
  );
}

/** A campaign of kraft-fuzz without one of these has proved little: a test of the commands fails on it. */
export const ESSENTIAL: readonly string[] = [
  "contested elections",
  "leaders elected",
  "votes refused",
  "entries committed",
  "conflicts truncated",
  "leader crashes",
  "restarts",
  "crashes that lost unsynced writes",
  "writes torn",
  "log fetches",
  "partitions",
  "one-way partitions",
  "messages lost",
  "messages stopped by a cut",
  "messages cut in flight",
  "messages to a crashed node",
  "messages duplicated",
  "messages delayed",
  "messages overtaken",
  "client operations given up",
  "client retries",
  "client redirects",
  "retries deduplicated",
  "sessions expired",
  "sessions crowded out",
  "joint configurations entered",
  "joint configurations left",
  "joint configurations rolled back",
  "leaders removed",
  "learners promoted",
  "snapshots taken",
  "snapshots installed",
  "logs compacted",
  "snapshot chunks sent",
  "snapshot streams resumed",
  "snapshots refused as old",
  "restarts from a snapshot",
  "transfers whose target led next",
  "transfers that timed out",
  "transfers aborted",
  "linearizable reads",
  "lease reads",
  "reads answered by lease",
  "stale reads",
  "reads forwarded",
  "refused: too-many-reads",
];
