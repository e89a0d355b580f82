import type { CrdtName } from "../../crdt/index.ts";
import { TRUE_CLOCK, World, withGuard } from "../../sim/index.ts";
import { GossipHost } from "./gossip.ts";
import { GossipDirector, STORM } from "./gossip-director.ts";
import { type Broken, Lab } from "./lab.ts";
import type { LawName } from "./laws.ts";
import type { CrdtBuild } from "./replicas.ts";

export interface TypeOptions {
  readonly build: CrdtBuild;
  readonly name: CrdtName;
  readonly laws: readonly LawName[];
  readonly operations: number;
  readonly replicas: number;
  readonly seed: string;
  /** Go on after a law was broken, with the others. */
  readonly keepsGoing: boolean;
}

/** What came of the operations on one type: all of it deterministic. */
export interface TypeResult {
  readonly name: CrdtName;
  readonly operations: number;
  readonly events: number;
  /** How many equations held of each law that was judged. */
  readonly checks: ReadonlyMap<LawName, number>;
  /** At most one of each law. */
  readonly broken: readonly Broken[];
  readonly fingerprint: string;
}

/** Endpoints have no disk to speak of. */
const DISK = {
  syncMinUs: 1,
  syncMaxUs: 1,
  readMinUs: 1,
  readMaxUs: 1,
  slowReadsPerMillion: 0,
  slowReadUs: 0,
  crashLosesPerMillion: 0,
  crashTearsPerMillion: 0,
};

/** The operations on one type over a simulated network, with every law judged as they come. */
export class TypeRun {
  private readonly options: TypeOptions;
  private readonly world: World<Lab>;

  private constructor(options: TypeOptions, world: World<Lab>) {
    this.options = options;
    this.world = world;
  }

  static start(options: TypeOptions): TypeRun {
    const { build, laws, name, operations, replicas, seed } = options;
    const host = new GossipHost(replicas);
    const world = withGuard(
      () =>
        new World<Lab>({
          // Each type has choices of its own.
          seed: `${seed}/${name}`,
          nodes: replicas,
          clients: 0,
          nodeHost: host,
          clientHost: host,
          network: { latencyUs: 500, jitterUs: 5_000, unreachablePerMillion: 0, inOrder: false, conditions: STORM },
          disk: DISK,
          clocks: Array.from({ length: replicas }, () => TRUE_CLOCK),
          witness: new Lab({ build, name, replicas, laws }),
          director: new GossipDirector(name, operations),
        }),
    );
    world.wakeDirectorAt(1);
    return new TypeRun(options, world);
  }

  get operationsDone(): number {
    return this.director.operationsDone;
  }

  /** All operations are done, or a law is broken and it does not keep going. */
  get isOver(): boolean {
    return this.director.isOver || (this.world.witness.broken.length > 0 && !this.options.keepsGoing);
  }

  /** Handles at most so many events; true when the run is over. */
  advance(events: number): boolean {
    withGuard(() => {
      for (let event = 0; event < events && !this.isOver; event++) this.world.step();
    });
    return this.isOver;
  }

  /** What has come of it so far. */
  result(): TypeResult {
    const { options, world } = this;
    const { broken, checks } = world.witness;
    return {
      name: options.name,
      operations: this.operationsDone,
      events: world.eventCount,
      checks: new Map(options.laws.map((law) => [law, checks.get(law) ?? 0])),
      broken: [...broken],
      fingerprint: world.fingerprint(),
    };
  }

  fork(): TypeRun {
    return new TypeRun(this.options, this.world.fork());
  }

  private get director(): GossipDirector {
    return this.world.director as GossipDirector;
  }
}
