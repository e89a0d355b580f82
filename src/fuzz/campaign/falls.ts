import { LIES } from "../../sut/index.ts";
import type { RunResult } from "../result.ts";

/** An invariant that fell before all others because nodes lied, in so many runs; the seed of one of them. */
export interface FallCount {
  readonly invariant: string;
  readonly runs: number;
  readonly seed: string;
}

/** What became of the runs in which a lie was told; often others were told too. */
export interface LieCount {
  readonly lie: string;
  readonly runs: number;
  /** In how many of them something fell. */
  readonly fell: number;
  /** What fell first most often; null if nothing ever fell. */
  readonly first: string | null;
  /** A run in which that happened, in which only this lie was told if there is one. */
  readonly seed: string;
}

/** Runs of one kind: how many, and the example of them that says most. */
interface Kind {
  readonly runs: number;
  readonly seed: string;
  /** Whether only one lie was told in the example. */
  readonly isPure: boolean;
}

type Kinds = readonly (readonly [fall: string, kind: Kind])[];

/** The same as plain data. */
export interface FallsState {
  readonly firsts: Kinds;
  readonly byLie: readonly (readonly [lie: string, kinds: Kinds])[];
}

/** Nothing fell. */
const NOTHING = "";

/** What fell in the runs of a campaign in which nodes lied. It keeps counts and examples, and no runs. */
export class Falls {
  /** By what fell first in a run. */
  private readonly firsts: Map<string, Kind>;
  /** By lie, then by what fell first. */
  private readonly byLie: Map<string, Map<string, Kind>>;

  constructor(firsts = new Map<string, Kind>(), byLie = new Map<string, Map<string, Kind>>()) {
    this.firsts = firsts;
    this.byLie = byLie;
  }

  static from({ byLie, firsts }: FallsState): Falls {
    return new Falls(new Map(firsts), new Map(byLie.map(([lie, kinds]) => [lie, new Map(kinds)])));
  }

  /** A copy, as plain data: a kind is replaced and never changed. */
  state(): FallsState {
    return { firsts: [...this.firsts], byLie: [...this.byLie].map(([lie, kinds]) => [lie, [...kinds]]) };
  }

  add(result: RunResult): void {
    const { lies, seed } = result;
    const isPure = lies.length === 1;
    const first = firstFall(result);
    if (lies.length > 0 && first !== NOTHING) count(this.firsts, first, seed, isPure);
    for (const lie of lies) {
      if (!this.byLie.has(lie)) this.byLie.set(lie, new Map());
      count(this.byLie.get(lie)!, first, seed, isPure);
    }
  }

  /** The most frequent first. */
  fallen(): FallCount[] {
    return byFrequency(this.firsts).map(([invariant, { runs, seed }]) => ({ invariant, runs, seed }));
  }

  /** Those that were told. */
  lies(): LieCount[] {
    return LIES.filter((lie) => this.byLie.has(lie)).map((lie) => {
      const kinds = this.byLie.get(lie)!;
      const runs = [...kinds.values()].reduce((sum, kind) => sum + kind.runs, 0);
      const fell = runs - (kinds.get(NOTHING)?.runs ?? 0);
      const [first] = byFrequency(kinds).filter(([invariant]) => invariant !== NOTHING);
      return { lie, runs, fell, first: first?.[0] ?? null, seed: first?.[1].seed ?? kinds.get(NOTHING)!.seed };
    });
  }
}

/** What fails a run fell too. */
function firstFall({ fallen, violations }: RunResult): string {
  const [first] = [...fallen, ...violations].sort((one, other) => one.event - other.event);
  return first?.invariant ?? NOTHING;
}

function count(kinds: Map<string, Kind>, name: string, seed: string, isPure: boolean): void {
  const known = kinds.get(name) ?? { runs: 0, seed, isPure };
  const example = isPure && !known.isPure ? { seed, isPure } : {};
  kinds.set(name, { ...known, ...example, runs: known.runs + 1 });
}

function byFrequency(kinds: ReadonlyMap<string, Kind>): [string, Kind][] {
  return [...kinds].sort(([, one], [, other]) => other.runs - one.runs);
}
