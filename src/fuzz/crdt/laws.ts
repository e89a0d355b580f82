import type { CrdtValue } from "../../crdt/index.ts";
import type { CrdtBuild, Known, Operated, Replicas } from "./replicas.ts";
import { isSameSeen, isSeenWithin } from "./seen.ts";
import { isSameValue, modelValue } from "./sequential-model.ts";

export type LawName = "comm" | "assoc" | "idemp" | "mono" | "conv" | "delta" | "model";

/** In words, for tables and help. */
export const LAWS: Readonly<Record<LawName, string>> = {
  comm: "merging two states gives the same either way round",
  assoc: "merging three states gives the same whichever two are merged first",
  idemp: "merging a state once more changes nothing",
  mono: "what has seen more is never below what has seen less",
  conv: "replicas that have seen the same are the same, in whatever order it came, and however often",
  delta: "a delta, and a group of deltas, brings what the whole state would bring",
  model: "the value is what the operations that were seen come to, one by one",
};

/** What a type must never do, whichever law is judged. */
export const THROWS = "throws";

export type BreachName = LawName | typeof THROWS;

export const LAW_NAMES = Object.keys(LAWS) as LawName[];

/** What a law is judged on: three states that replicas have, had or sent, and the steps of two operations. */
export interface Sample {
  readonly states: readonly [Known, Known, Known];
  /** Of one family; they may be the same. */
  readonly operated: readonly [Operated, Operated] | undefined;
  /** What should be the same is compared as bytes, too: that costs more than all the rest. */
  readonly comparesBytes: boolean;
}

/** Two things that should have been the same, or in order, and are not. */
export interface Breach {
  /** In words, with %1, %2 and %3 for the states that were judged, and %4 and %5 for the operations. */
  readonly sentence: string;
}

/** Judges one law on a sample: a breach, or how many equations held. */
export function judge(law: LawName, replicas: Replicas, sample: Sample): Breach | number {
  return JUDGES[law](replicas, sample);
}

type Judge = (replicas: Replicas, sample: Sample) => Breach | number;

const JUDGES: Readonly<Record<LawName, Judge>> = {
  comm: (replicas, sample) => {
    const [a, b] = sample.states;
    const type = typeOf(replicas);
    const one = type.merge(a.state, b.state);
    const other = type.merge(b.state, a.state);
    return same(replicas, sample, one, other, "%2 merged into %1", "%1 merged into %2") ?? 1;
  },
  assoc: (replicas, sample) => {
    const [a, b, c] = sample.states;
    const { merge } = typeOf(replicas);
    const first = merge(merge(a.state, b.state), c.state);
    const last = merge(a.state, merge(b.state, c.state));
    return (
      same(replicas, sample, first, last, "%1 and %2 merged, and then %3", "%1 merged with what %2 and %3 come to") ?? 1
    );
  },
  idemp: (replicas, sample) => {
    const [a, b] = sample.states;
    const { merge } = typeOf(replicas);
    const both = merge(a.state, b.state);
    return (
      same(replicas, sample, merge(a.state, a.state), a.state, "%1 merged with itself", "it alone") ??
      same(replicas, sample, merge(both, b.state), both, "%2 merged twice into %1", "%2 merged once into it") ??
      2
    );
  },
  mono: (replicas, sample) => {
    const [a, b] = sample.states;
    const { isAtMost, merge } = typeOf(replicas);
    const both = merge(a.state, b.state);
    if (!isAtMost(a.state, both)) return below(replicas, a.state, both, "%1 merged with %2 is not above %1");
    if (!isAtMost(b.state, both)) return below(replicas, b.state, both, "%1 merged with %2 is not above %2");
    const isWithin = isSeenWithin(a.seen, b.seen);
    const isAround = isSeenWithin(b.seen, a.seen);
    if (isWithin && !isAtMost(a.state, b.state)) {
      return below(replicas, a.state, b.state, "%2 has seen all that %1 has, and is not above it");
    }
    // Only what has seen more than the other is a check.
    const aboveBoth = Number(!isAround) + Number(!isWithin);
    if (!isAtMost(a.state, b.state)) return aboveBoth;
    const breach = same(replicas, sample, both, b.state, "%1, which is at most %2, merged with it", "%2 alone");
    if (breach !== undefined || (isWithin && isAround)) return breach ?? 0;
    return aboveBoth + (isWithin ? 2 : 1);
  },
  conv: (replicas, sample) => {
    const [a, b, c] = sample.states;
    const { isSame, merge } = typeOf(replicas);
    const one = merge(merge(merge(a.state, b.state), a.state), c.state);
    const other = merge(merge(merge(c.state, b.state), b.state), a.state);
    const order = same(
      replicas,
      sample,
      one,
      other,
      "%1, %2, %1 and %3 in this order",
      "%3, %2, %2 and %1 in this order",
    );
    if (order !== undefined) return order;
    const seeSame = isSameSeen(a.seen, b.seen);
    if (seeSame) {
      const alike = same(replicas, sample, a.state, b.state, "%1", "%2, which has seen the same,");
      if (alike !== undefined) return alike;
    }
    if (!sample.comparesBytes) return seeSame ? 2 : 1;
    if (isSame(a.state, b.state) === areBytesSame(replicas, a.state, b.state)) return seeSame ? 4 : 2;
    return differ(replicas, a.state, b.state, "what has the same bytes, or is taken for the same: %1", "%2");
  },
  delta: (replicas, sample) => {
    const { operated, states } = sample;
    const [b] = states;
    if (operated === undefined) return 0;
    const { isAtMost, merge } = typeOf(replicas);
    const [{ before, delta, after }, { delta: second }] = operated;
    const whole = merge(b.state, after.state);
    const early = merge(merge(b.state, before.state), delta.state);
    const late = merge(merge(b.state, delta.state), before.state);
    const group = merge(b.state, merge(delta.state, second.state));
    const single = merge(merge(b.state, delta.state), second.state);
    const state = "%1 merged with the state behind %4";
    if (!isAtMost(delta.state, after.state)) {
      return below(replicas, delta.state, after.state, "the delta of %4 is not at most what it led to");
    }
    return (
      same(replicas, sample, early, whole, "%1 merged with the state before %4 and then its delta", state) ??
      same(replicas, sample, late, whole, "%1 merged with the delta of %4 and then the state before it", state) ??
      same(
        replicas,
        sample,
        group,
        single,
        "%1 merged with the deltas of %4 and %5 as a group",
        "%1 merged with one after the other",
      ) ??
      4
    );
  },
  model: (replicas, { states: [a, b] }) => {
    const both = replicas.merged(a, b);
    return (
      modelled(replicas, a, "%1 has the value") ?? modelled(replicas, both, "%1 merged with %2 has the value") ?? 2
    );
  },
};

type State = Known["state"];

function typeOf({ build, name }: Replicas): ReturnType<CrdtBuild["crdtType"]> {
  return build.crdtType(name);
}

function same(
  replicas: Replicas,
  { comparesBytes }: Sample,
  one: State,
  other: State,
  left: string,
  right: string,
): Breach | undefined {
  if (!typeOf(replicas).isSame(one, other)) return differ(replicas, one, other, left, right);
  if (!comparesBytes || areBytesSame(replicas, one, other)) return undefined;
  return differ(replicas, one, other, `in bytes ${left}`, right);
}

function differ(replicas: Replicas, one: State, other: State, left: string, right: string): Breach {
  const values = [one, other].map((state) => describeValue(typeOf(replicas).value(state)));
  // Where two states differ and mean the same, their insides tell.
  const [found, instead] = values[0] === values[1] ? [JSON.stringify(one), JSON.stringify(other)] : values;
  return { sentence: `${left} gives ${found}, but ${right} ${instead}` };
}

function below(replicas: Replicas, one: State, other: State, claim: string): Breach {
  const { value } = typeOf(replicas);
  const [lower, higher] = [one, other].map((state) => describeValue(value(state)));
  return { sentence: `${claim}: the one is ${lower}, the other ${higher}` };
}

function modelled(replicas: Replicas, { state, seen }: Known, claim: string): Breach | undefined {
  const value = typeOf(replicas).value(state);
  const expected = modelValue(replicas.name, replicas.done, seen);
  if (isSameValue(value, expected)) return undefined;
  const sum = describeValue(expected);
  return { sentence: `${claim} ${describeValue(value)}, but the operations that it has seen come to ${sum}` };
}

function areBytesSame({ build, name }: Replicas, one: State, other: State): boolean {
  const bytes = build.encode(name, one);
  const otherBytes = build.encode(name, other);
  return bytes.length === otherBytes.length && bytes.every((byte, at) => byte === otherBytes[at]);
}

export function describeValue(value: CrdtValue): string {
  if (value === undefined) return "nothing";
  return typeof value === "object" ? `{${value.join(", ")}}` : JSON.stringify(value);
}
