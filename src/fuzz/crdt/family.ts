import type { CrdtName, CrdtOperation } from "../../crdt/index.ts";
import type { History, Look, Step } from "./history.ts";
import type { Sample } from "./laws.ts";
import { type CrdtBuild, type GossipMessage, type Known, Replicas, type Told } from "./replicas.ts";

/** A message on its way; late ones of an earlier family are of no use to anybody. */
export interface Letter {
  readonly family: number;
  readonly message: number;
  readonly gossip: GossipMessage;
}

/** A state that was there, and how to come by it again. */
interface Sight {
  readonly known: Known;
  readonly at:
    | Exclude<Look, { of: "mark" }>
    | { readonly of: "replica"; readonly replica: number; readonly step: number };
}

/** A sample, and how to come by it again. */
export interface Drawn {
  readonly sample: Sample;
  readonly sights: readonly [Sight, Sight, Sight];
  readonly operations: readonly [number, number] | undefined;
}

/** A power of two: so many of the last sights are drawn from, and of the last operations. */
const SIGHTS = 64;
const OPERATIONS = 16;

/** The life of one value from its first operation on, with all that is needed to tell it. */
export class Family {
  readonly number: number;
  readonly replicas: Replicas;
  readonly steps: Step[] = [];
  private messages = 0;
  private sighted = 0;
  /** The last ones, each where its number falls. */
  private readonly sights: Sight[] = [];

  constructor(build: CrdtBuild, name: CrdtName, count: number, number: number, replicas?: Replicas) {
    this.number = number;
    this.replicas = replicas ?? new Replicas(build, name, count);
  }

  get operations(): number {
    return this.replicas.done.length;
  }

  operate(replica: number, asked: CrdtOperation): void {
    const operation = this.operations;
    this.steps.push({ kind: "operate", operation, replica, asked });
    const { delta } = this.replicas.operate(replica, asked);
    this.see(delta, { of: "delta", operation });
    this.seeReplica(replica);
  }

  tell(replica: number, told: Told): Letter {
    const message = this.messages++;
    this.steps.push({ kind: "tell", message, replica, told });
    return { family: this.number, message, gossip: this.replicas.tell(replica, told) };
  }

  hear(replica: number, { message, gossip }: Letter): void {
    this.steps.push({ kind: "hear", message, replica });
    const before = this.replicas.known(replica);
    const after = this.replicas.hear(replica, gossip);
    if (after.state !== before.state || after.seen !== before.seen) this.seeReplica(replica);
  }

  /** From a 32-bit draw: three of the last sights, two of the last operations, and bytes once in 16 times. */
  draw(bits: number): Drawn {
    const { replicas, sights } = this;
    const among = Math.min(this.sighted, SIGHTS);
    const place = (shift: number, choices: number): number => ((bits >>> shift) & (SIGHTS - 1)) % Math.max(1, choices);
    const first = place(0, among);
    // A sight and itself would agree on nearly everything: the second is never the first, nor the third the second.
    const second = first + 1 + place(6, among - 1);
    const third = second + 1 + place(12, among - 1);
    const three = [sights[first]!, sights[second % among]!, sights[third % among]!] as const;
    const back = (shift: number): number =>
      this.operations - 1 - (((bits >>> shift) & (OPERATIONS - 1)) % Math.min(this.operations, OPERATIONS));
    const operations = this.operations === 0 ? undefined : ([back(18), back(22)] as const);
    return {
      sample: {
        states: [three[0].known, three[1].known, three[2].known],
        operated: operations && [replicas.operated[operations[0]]!, replicas.operated[operations[1]]!],
        comparesBytes: bits >>> 28 === 0,
      },
      sights: three,
      operations,
    };
  }

  /** What a replica has now, for whoever judges all of them. */
  sightOf(replica: number): Sight {
    return { known: this.replicas.known(replica), at: { of: "replica", replica, step: this.steps.length } };
  }

  /** All that has been done so far, with a mark wherever a replica's state is looked at. */
  historyOf({ sights, operations }: Pick<Drawn, "sights" | "operations">): History {
    const steps = [...this.steps];
    const marks = sights.map(({ at }, mark) => ({ at, mark })).filter(({ at }) => at.of === "replica");
    marks.sort((one, other) => stepOf(other.at) - stepOf(one.at));
    for (const { at, mark } of marks) {
      if (at.of === "replica") steps.splice(at.step, 0, { kind: "mark", mark, replica: at.replica });
    }
    const look = ({ at }: Sight, mark: number): Look => (at.of === "replica" ? { of: "mark", mark } : at);
    return { steps, looks: [look(sights[0], 0), look(sights[1], 1), look(sights[2], 2)], operations };
  }

  fork(): Family {
    const { build, name, count } = this.replicas;
    const copy = new Family(build, name, count, this.number, this.replicas.fork());
    copy.steps.push(...this.steps);
    copy.sights.push(...this.sights);
    copy.messages = this.messages;
    copy.sighted = this.sighted;
    return copy;
  }

  private seeReplica(replica: number): void {
    const { at, known } = this.sightOf(replica);
    this.see(known, at);
  }

  private see(known: Known, at: Sight["at"]): void {
    this.sights[this.sighted++ % SIGHTS] = { known, at };
  }
}

function stepOf(at: Sight["at"]): number {
  return at.of === "replica" ? at.step : 0;
}
