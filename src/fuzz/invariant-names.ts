import { Evidence } from "../../invariants/evidence.ts";
import { allCheckers } from "../../invariants/index.ts";
import { STEP_LAW } from "./probes/broken-law.ts";

/** Every name that a violation can bear: those of the checkers, and of what is judged without one. */
export function invariantNames(): readonly string[] {
  const evidence = new Evidence([], "safety", undefined);
  const checked = allCheckers().map((CheckerClass) => new CheckerClass(evidence).name);
  return [...checked, "liveness", "convergence", "determinism", "machine-failure", "core-assertion", STEP_LAW];
}
