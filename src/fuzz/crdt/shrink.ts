import type { CrdtName, CrdtOperation } from "../../crdt/index.ts";
import { type History, replay, type Step } from "./history.ts";
import { breachOf } from "./lab.ts";
import { type Breach, type BreachName, judge, LAW_NAMES, THROWS } from "./laws.ts";
import type { CrdtBuild } from "./replicas.ts";

/** Whether a law is broken by a history, and how. A type that throws breaks none: that has a name of its own. */
export function breachIn(build: CrdtBuild, name: CrdtName, law: BreachName, history: History): Breach | undefined {
  try {
    const { replicas, sample } = replay(build, name, history);
    if (law === THROWS) {
      for (const each of LAW_NAMES) judge(each, replicas, sample);
      return undefined;
    }
    const verdict = judge(law, replicas, sample);
    return typeof verdict === "number" ? undefined : verdict;
  } catch (error) {
    return law === THROWS ? breachOf(error) : undefined;
  }
}

/**
 * The history without all that can go while the law is still broken: steps, replicas, whatever is special about an
 * operation. The same history is always made into the same one.
 */
export function shrink(build: CrdtBuild, name: CrdtName, law: BreachName, history: History): History {
  let best = history;
  const attempt = (candidate: History): boolean => {
    if (breachIn(build, name, law, candidate) === undefined) return false;
    best = candidate;
    return true;
  };
  for (let before = Number.POSITIVE_INFINITY; best.steps.length < before; ) {
    before = best.steps.length;
    withoutSteps(() => best, attempt);
    withFewerStates(() => best, attempt);
    withFewerReplicas(() => best, attempt);
    withPlainOperations(() => best, attempt);
  }
  attempt(named(best));
  const names = [...new Set(best.steps.map(({ replica }) => replica))];
  if (!attempt(numberedFromOne(best, names))) attempt(numberedFromOne(best, replicasOf(best)));
  return best;
}

export function operationsOf({ steps }: History): number {
  return steps.filter(({ kind }) => kind === "operate").length;
}

type Best = () => History;
type Attempt = (candidate: History) => boolean;

/** Half of them at once, then a quarter, and so on to each alone. A mark stays as long as it is looked at. */
function withoutSteps(best: Best, attempt: Attempt): void {
  for (let size = best().steps.length >>> 1; size >= 1; size >>>= 1) {
    for (let from = best().steps.length - size; from > -size; from -= size) {
      const { steps } = best();
      const start = Math.max(0, from);
      const kept = steps.filter((step, at) => at < start || at >= from + size || step.kind === "mark");
      if (kept.length < steps.length) attempt({ ...best(), steps: kept });
    }
  }
  const { looks, steps } = best();
  const isLookedAt = (step: Step): boolean =>
    step.kind !== "mark" || looks.some((look) => look.of === "mark" && look.mark === step.mark);
  attempt({ ...best(), steps: steps.filter(isLookedAt) });
}

/** One state in the place of another. */
function withFewerStates(best: Best, attempt: Attempt): void {
  for (const [to, from] of [
    [2, 0],
    [2, 1],
    [1, 0],
  ] as const) {
    const { looks } = best();
    if (looks[to] === looks[from]) continue;
    const fewer: History["looks"] = [looks[0], to === 1 ? looks[from] : looks[1], to === 2 ? looks[from] : looks[2]];
    attempt({ ...best(), looks: fewer });
  }
  const { operations } = best();
  if (operations !== undefined) attempt({ ...best(), operations: [operations[0], operations[0]] });
}

/** What one replica did, another does. */
function withFewerReplicas(best: Best, attempt: Attempt): void {
  for (const from of replicasOf(best())) {
    for (const to of replicasOf(best())) {
      if (to >= from) continue;
      const moved = best().steps.map((step) => (step.replica === from ? { ...step, replica: to } : step));
      if (attempt({ ...best(), steps: moved })) break;
    }
  }
}

function withPlainOperations(best: Best, attempt: Attempt): void {
  for (let at = 0; at < best().steps.length; at++) {
    const { steps } = best();
    const step = steps[at]!;
    for (const plainer of plainerSteps(step)) attempt({ ...best(), steps: steps.with(at, plainer) });
  }
}

function plainerSteps(step: Step): Step[] {
  if (step.kind === "tell") return step.told === "state" ? [] : [{ ...step, told: "state" }];
  if (step.kind !== "operate") return [];
  return plainerOperations(step.asked).map((asked) => ({ ...step, asked }));
}

function plainerOperations(asked: CrdtOperation): CrdtOperation[] {
  if (asked.kind === "assign") return [{ ...asked, nowUs: 0 }];
  return "by" in asked ? [{ ...asked, by: 1 }] : [{ ...asked, element: "a" }];
}

function replicasOf({ steps }: History): number[] {
  return [...new Set(steps.map(({ replica }) => replica))].sort((one, other) => one - other);
}

/** Elements and values go by plain names in the order in which they first come up. */
function named(history: History): History {
  const elements: string[] = [];
  const values: string[] = [];
  const rename = (asked: CrdtOperation): CrdtOperation => {
    if (asked.kind === "assign") return { ...asked, value: nameOf(values, asked.value) };
    return "element" in asked ? { ...asked, element: nameOf(elements, asked.element) } : asked;
  };
  const steps = history.steps.map((step) => (step.kind === "operate" ? { ...step, asked: rename(step.asked) } : step));
  return { ...history, steps };
}

function nameOf(known: string[], text: string): string {
  if (!known.includes(text)) known.push(text);
  return String.fromCharCode("a".charCodeAt(0) + known.indexOf(text));
}

/** And so do the replicas; where their order decides, they keep it. */
function numberedFromOne(history: History, names: readonly number[]): History {
  return { ...history, steps: history.steps.map((step) => ({ ...step, replica: names.indexOf(step.replica) + 1 })) };
}
