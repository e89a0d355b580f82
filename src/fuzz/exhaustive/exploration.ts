import type { RaftCore } from "../../sut/index.ts";
import { ClusterSystem } from "./cluster-system.ts";
import { type Counterexample, counterexampleOf } from "./counterexample.ts";
import type { Scope } from "./scope.ts";
import { type Findings, Search } from "./search.ts";

/** Where nodes break as soon as they start. */
const BROKEN_AT_START: Findings = { ending: "broken", cores: 1, expanded: 0, moves: 0, depth: 0, path: [] };

/** One scope, explored in slices. */
export class Exploration {
  readonly scope: Scope;
  private readonly system: ClusterSystem;
  /** Undefined: the start itself is broken. */
  private readonly search: Search | undefined;

  constructor(core: RaftCore, scope: Scope, maxDepth?: number) {
    this.scope = scope;
    this.system = new ClusterSystem(core, scope);
    this.search = this.system.brokenAtStart === undefined ? new Search(this.system, maxDepth) : undefined;
  }

  get findings(): Findings {
    return this.search?.findings ?? BROKEN_AT_START;
  }

  /** Expands so many states at most; true when there is nothing more to do. */
  advance(states: number): boolean {
    return this.search === undefined || this.search.advance(states);
  }

  /** How what broke came about; undefined if nothing did. */
  counterexample(): Counterexample | undefined {
    const { brokenAtStart } = this.system;
    if (brokenAtStart !== undefined) return { steps: [], violation: brokenAtStart };
    const { path } = this.findings;
    return path.length === 0 ? undefined : counterexampleOf(this.system, path);
  }
}
