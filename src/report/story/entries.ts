import type { Fact } from "../../fuzz/chronicle/chronicle.ts";
import type { Replication, TaleEntry } from "./item.ts";
import { nameOf } from "./lists.ts";
import { type FactOf, type Scene, tellPlain, tellWithin, told, unheard } from "./scene.ts";

const STORING: readonly Fact["name"][] = ["appended", "snapshotInstalled"];

/** A node appends all that it appends in the step: as leader, or because one told it to. */
export function tellAppending(scene: Scene, [node]: FactOf<"appended">["args"]): void {
  const entries = entriesAppendedIn(scene.step.facts, node);
  const wins = scene.step.facts.some(({ args, name }) => name === "becameLeader" && args[0] === node);
  // What the leader does whose election broke it all does not matter any more.
  if (wins && scene.at === scene.chronicle.violationStep) return;
  if (wins || scene.known.of(node).leads > 0) {
    const term = entries[0]!.term;
    const item: Replication = {
      kind: "replication",
      ...told(scene, node),
      leader: node,
      term,
      entries,
      untilUs: scene.step.atUs,
      stored: [],
      unheard: [],
      arrives: false,
      elsewhere: "never",
      committedIndex: 0,
      learners: [],
    };
    scene.timeline.add(item);
    return;
  }
  tellStoring(scene, node, entries);
}

/** Entries that the leader sent in the step, to the item that tells of them. Those who store them later did hear. */
export function tellUnheardEntries(scene: Scene): void {
  for (const sent of scene.step.sent) {
    const { arrivals, entries, from, to } = scene.chronicle.messages[sent]!;
    const last = entries?.at(-1);
    if (last === undefined) continue;
    const replication = scene.timeline.items.findLast(
      (item): item is Replication =>
        item.kind === "replication" && item.leader === from && item.entries.some(({ index }) => index === last[0]),
    );
    if (replication === undefined) continue;
    if (arrivals.length > 0) replication.arrives = true;
    if (replication.unheard.some((one) => one.to === to)) continue;
    const [reason] = unheard(scene, (letter) => letter.to === to && letter.entries === entries);
    if (reason !== undefined && !replication.stored.includes(to)) replication.unheard.push(reason);
  }
}

export function tellCommitment(scene: Scene, [node, index, term]: FactOf<"committed">["args"]): void {
  const { known, timeline } = scene;
  const isDecision = known.of(node).leads > 0;
  // Of a step in which a follower stored something, that is what matters.
  const isStoring = scene.step.facts.some(({ args, name }) => STORING.includes(name) && args[0] === node);
  if (!isDecision && isStoring) return;
  const item = isDecision ? timeline.replicationOf(node, node, index) : timeline.commitment(node, index);
  if (isDecision && item?.kind === "replication" && item.entries.at(-1)!.index === index) {
    item.committedIndex = index;
    tellWithin(scene, item, node);
  } else if (!isDecision && item !== undefined) {
    if (!item.learners.includes(node)) item.learners.push(node);
    tellWithin(scene, item, node);
  } else {
    const ownTerm = known.logs.termAt(node, index);
    const olderTerm = isDecision && ownTerm < term ? ownTerm : 0;
    const by = isDecision ? { leader: node, learners: [] } : { leader: 0, learners: [node] };
    timeline.add({ kind: "commitment", ...told(scene, node), index, term, olderTerm, ...by });
  }
}

/** Told only if the disk does not hold what is acknowledged. */
export function tellAcknowledgement(scene: Scene, [node, , index]: FactOf<"appendAcknowledged">["args"]): void {
  const durable = scene.known.logs.durableIndex(node);
  if (index <= durable) return;
  const entry = nameOf({ index, term: scene.known.logs.termAt(node, index) });
  tellPlain(scene, `n${node} acknowledges ${entry}, but its log is durable only up to ${durable}`, node);
}

function tellStoring(scene: Scene, node: number, entries: readonly TaleEntry[]): void {
  const { letter, timeline } = scene;
  const from = letter?.from ?? 0;
  const dropped = droppedFor(scene, node);
  const replication = timeline.replication(node, from, entries);
  if (replication !== undefined && dropped.length === 0) {
    replication.stored.push(node);
    const missed = replication.unheard.findIndex(({ to }) => to === node);
    if (missed >= 0) replication.unheard.splice(missed, 1);
    tellWithin(scene, replication, node);
    return;
  }
  const earlier = dropped.length === 0 ? timeline.earlierCatching(node, from, entries) : undefined;
  const catching = timeline.catching(node, from, entries);
  if (earlier !== undefined) {
    earlier.entries.push(...entries);
    earlier.untilUs = scene.step.atUs;
    tellWithin(scene, earlier, node);
  } else if (catching !== undefined && catching.dropped.length + dropped.length === 0) {
    catching.takers.push(node);
    tellWithin(scene, catching, node);
  } else {
    const untilUs = scene.step.atUs;
    timeline.add({
      kind: "catching",
      ...told(scene, node),
      from,
      takers: [node],
      entries: [...entries],
      untilUs,
      dropped,
    });
  }
}

/** The entries that were truncated in the step: it is told after they went. */
function droppedFor({ known, step }: Scene, node: number): TaleEntry[] {
  const truncated = step.facts.find((fact) => fact.name === "truncated" && fact.args[0] === node);
  if (truncated?.name !== "truncated") return [];
  const firstIndex = truncated.args[1];
  const terms = known.logs.dropped(node);
  return terms.map((term, place) => ({ index: firstIndex + place, term, isEmpty: false, members: "" }));
}

function entriesAppendedIn(facts: readonly Fact[], node: number): TaleEntry[] {
  return facts.flatMap((fact) => {
    if (fact.name !== "appended" || fact.args[0] !== node) return [];
    const [, index, term, digest] = fact.args;
    return [{ index, term, isEmpty: digest === 0, members: membersOf(facts, node, index) }];
  });
}

/** A configuration, as who votes in it. */
function membersOf(facts: readonly Fact[], node: number, index: number): string {
  for (const fact of facts) {
    if (fact.name !== "configurationAppended" || fact.args[0] !== node || fact.args[1] !== index) continue;
    const { learners, outgoing, voters } = fact.args[3];
    const voting = outgoing.length === 0 ? voters.join(" ") : `${outgoing.join(" ")} with ${voters.join(" ")}`;
    return learners.length === 0 ? `voters ${voting}` : `voters ${voting}, learners ${learners.join(" ")}`;
  }
  return "";
}
