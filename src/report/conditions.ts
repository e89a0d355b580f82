import type { RunRecord } from "../fuzz/campaign/seed-task.ts";
import { rounded, span } from "./numbers.ts";

type Fault = RunRecord["result"]["lastFaults"][number]["fault"];
type SetConditions = Extract<Fault, { kind: "set-conditions" }>;

/** What happens to messages from now on: the shares that were set, those that are nothing only where all are. */
export function conditionsInWords({ changes, scope }: SetConditions): string {
  const fates = [
    { share: changes.lossPerMillion, fate: "lost" },
    { share: changes.delayPerMillion, fate: delayed(changes) },
    { share: changes.duplicationPerMillion, fate: "duplicated" },
    { share: changes.reorderingPerMillion, fate: "reordered" },
    { share: changes.corruptionPerMillion, fate: "corrupted" },
  ].filter(({ share }) => share !== undefined);
  const some = fates
    .filter(({ share }) => share! > 0)
    .map(({ share, fate }) => `${rounded(share! / 10_000)} % ${fate}`);
  const none = `none ${fates.map(({ fate }) => fate).join(", ")}`;
  return `from now on, of messages ${where(scope)}: ${some.length > 0 ? some.join(", ") : none}`;
}

function delayed({ delayMinUs, delayMaxUs }: SetConditions["changes"]): string {
  if (delayMinUs === undefined || delayMaxUs === undefined || delayMaxUs === 0) return "delayed";
  return `delayed by ${span(delayMinUs, delayMaxUs)}`;
}

function where(scope: SetConditions["scope"]): string {
  if (scope === "all") return "everywhere";
  return scope === "nodes" ? "between nodes" : `from n${scope.from} to n${scope.to}`;
}
