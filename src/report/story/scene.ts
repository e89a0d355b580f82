import type { Chronicle, Fact, Letter, Step } from "../../fuzz/chronicle/chronicle.ts";
import type { Item, Unheard } from "./item.ts";
import type { Known } from "./known.ts";
import type { Timeline } from "./timeline.ts";

/** A step that is being told, what is known before it, and what was told so far. */
export interface Scene {
  readonly chronicle: Chronicle;
  readonly at: number;
  readonly step: Step;
  /** The message that arrived in it. */
  readonly letter: Letter | undefined;
  readonly known: Known;
  readonly timeline: Timeline;
}

export type FactOf<Name extends Fact["name"]> = Extract<Fact, { readonly name: Name }>;

/** What every item has, as of this step, done by these nodes. */
export function told({ at, step }: Scene, ...nodes: readonly number[]): Pick<Item, "atUs" | "steps" | "nodes"> {
  return { atUs: step.atUs, steps: [at], nodes: [...nodes] };
}

export function tellPlain(scene: Scene, text: string, ...nodes: readonly number[]): void {
  scene.timeline.add({ kind: "plain", text, about: "node", ...told(scene, ...nodes) });
}

/** What was done to the cluster. */
export function tellDeed(scene: Scene, text: string, ...nodes: readonly number[]): void {
  scene.timeline.add({ kind: "plain", text, about: "deed", ...told(scene, ...nodes) });
}

/** What follows from what is told besides. */
export function tellConsequence(scene: Scene, text: string, ...nodes: readonly number[]): void {
  scene.timeline.add({ kind: "plain", text, about: "consequence", ...told(scene, ...nodes) });
}

/** What the node does, "crashes", and how it is said of several, "crash": of those that do the same it is told once. */
export function tellAlike(scene: Scene, node: number, does: string, plural: string): void {
  scene.timeline.add({ kind: "alike", who: [node], does, do: plural, ...told(scene, node) });
}

/** The step is told as a part of an item that is there, by what a node did. */
export function tellWithin({ at }: Scene, item: Item, node: number): void {
  item.steps.push(at);
  if (!item.nodes.includes(node)) item.nodes.push(node);
}

/** To whom the messages of a kind that were sent in the step did not get, and why. */
export function unheard({ chronicle, step }: Scene, qualifies: (letter: Letter) => boolean): Unheard[] {
  return step.sent.flatMap((sent) => {
    const letter = chronicle.messages[sent]!;
    const [loss] = letter.losses;
    const isLost = loss !== undefined && letter.arrivals.length === 0 && qualifies(letter);
    return isLost ? [{ to: letter.to, why: loss.why }] : [];
  });
}
