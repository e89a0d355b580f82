import type { CrdtName, CrdtOperation } from "../../crdt/index.ts";
import type { Sample } from "./laws.ts";
import { type CrdtBuild, type GossipMessage, type Known, Replicas, type Told } from "./replicas.ts";

/** What replicas did, one step after the other, and which of their states are judged: all of it can be done again. */
export interface History {
  readonly steps: readonly Step[];
  /** The states of a sample. */
  readonly looks: readonly [Look, Look, Look];
  /** Its operations, by their names; the same twice if only one is needed. */
  readonly operations: readonly [number, number] | undefined;
}

/** Operations, messages and marks have names, which stay when steps are taken out. */
export type Step =
  | { readonly kind: "operate"; readonly operation: number; readonly replica: number; readonly asked: CrdtOperation }
  | { readonly kind: "tell"; readonly message: number; readonly replica: number; readonly told: Told }
  | { readonly kind: "hear"; readonly message: number; readonly replica: number }
  | { readonly kind: "mark"; readonly mark: number; readonly replica: number };

/** A state that is judged: that of a replica where the mark stands, a message's, or the one before an operation. */
export type Look =
  | { readonly of: "mark"; readonly mark: number }
  | { readonly of: "message"; readonly message: number }
  | { readonly of: "delta"; readonly operation: number };

export interface Replayed {
  readonly replicas: Replicas;
  readonly sample: Sample;
}

/** Does it all again. What is looked at and was never there is a state in which nothing was done. */
export function replay(build: CrdtBuild, name: CrdtName, { looks, operations, steps }: History): Replayed {
  const replicas = new Replicas(build, name, Math.max(1, ...steps.map(({ replica }) => replica)));
  const messages = new Map<number, GossipMessage>();
  const marks = new Map<number, Known>();
  const numbers = new Map<number, number>();
  for (const step of steps) {
    const { replica } = step;
    if (step.kind === "operate") {
      numbers.set(step.operation, replicas.done.length);
      replicas.operate(replica, step.asked);
    } else if (step.kind === "tell") messages.set(step.message, replicas.tell(replica, step.told));
    else if (step.kind === "mark") marks.set(step.mark, replicas.known(replica));
    else if (messages.has(step.message)) replicas.hear(replica, messages.get(step.message)!);
  }
  const nothing = new Replicas(build, name, 1).known(1);
  const look = (at: Look): Known => {
    if (at.of === "mark") return marks.get(at.mark) ?? nothing;
    if (at.of === "delta") return replicas.operated[numbers.get(at.operation) ?? -1]?.delta ?? nothing;
    const message = messages.get(at.message);
    return message === undefined ? nothing : { state: build.decode(message.bytes).state, seen: message.seen };
  };
  const [one, other] = (operations ?? []).map((operation) => replicas.operated[numbers.get(operation) ?? -1]);
  return {
    replicas,
    sample: {
      states: [look(looks[0]), look(looks[1]), look(looks[2])],
      operated: one && other && [one, other],
      comparesBytes: true,
    },
  };
}
