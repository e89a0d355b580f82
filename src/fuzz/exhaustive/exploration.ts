import type { RaftCore } from "../../sut/index.ts";
import { ClusterSystem } from "./cluster-system.ts";
import { type Counterexample, counterexampleOf } from "./counterexample.ts";
import type { Scope } from "./scope.ts";
import { type Findings, Search } from "./search.ts";

/** One scope, explored in slices. */
export class Exploration {
  readonly scope: Scope;
  private readonly system: ClusterSystem;
  private readonly search: Search;

  constructor(core: RaftCore, scope: Scope, maxDepth?: number) {
    this.scope = scope;
    this.system = new ClusterSystem(core, scope);
    this.search = new Search(this.system, maxDepth);
  }

  get findings(): Findings {
    return this.search.findings;
  }

  /** Expands so many states at most; true when there is nothing more to do. */
  advance(states: number): boolean {
    return this.search.advance(states);
  }

  /** How what broke came about; undefined if nothing did. */
  counterexample(): Counterexample | undefined {
    const { path } = this.search.findings;
    return path.length === 0 ? undefined : counterexampleOf(this.system, path);
  }
}
