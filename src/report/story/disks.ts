import { nameOf } from "./lists.ts";
import { type FactOf, type Scene, tellAlike, tellPlain, tellWithin, told } from "./scene.ts";

/** What a write should have made durable, and did not. */
export function tellFailedSync(scene: Scene): void {
  const { kind, place } = scene.step;
  if (kind === "sync-failed") tellPlain(scene, `the disk of n${place} fails to make a write durable`, place);
}

/** A crash, and what it took that was not durable. */
export function tellCrash(scene: Scene, [node]: FactOf<"crashed">["args"]): void {
  const { known, step } = scene;
  const before = known.of(node).state;
  const after = step.states.find((state) => state.node === node);
  const lost: string[] = [];
  if (before !== undefined && after !== undefined) {
    const hadVote = before.votedFor !== 0 && (before.term !== after.term || before.votedFor !== after.votedFor);
    if (hadVote) lost.push(`its vote for n${before.votedFor} in term ${before.term}`);
    else if (before.term !== after.term) lost.push(`term ${before.term}`);
    if (before.lastIndex > after.lastIndex) lost.push(entriesFrom(after.lastIndex + 1, before.lastIndex));
  }
  if (lost.length === 0) {
    tellAlike(scene, node, "crashes", "crash");
    return;
  }
  const are = lost.length > 1 || /entries/.test(lost.join()) ? "are" : "is";
  tellPlain(scene, `n${node} crashes before ${lost.join(" and ")} ${are} durable`, node);
}

/** All nodes start at the beginning: only later is it worth a word. */
export function tellRestart(scene: Scene, [node, term, votedFor, lastIndex]: FactOf<"restarted">["args"]): void {
  if (scene.step.atUs === 0) return;
  const vote = votedFor === 0 ? "no vote" : `a vote for ${votedFor === node ? "itself" : `n${votedFor}`}`;
  const end = nameOf({ index: lastIndex, term: scene.known.logs.termAt(node, lastIndex) });
  const log = lastIndex === 0 ? "an empty log" : `a log up to ${end}`;
  const what = `with term ${term}, ${vote} and ${log}`;
  tellAlike(scene, node, `restarts ${what}`, `restart ${what}`);
}

export function tellSnapshotTaken(scene: Scene, [node, index]: FactOf<"snapshotTaken">["args"]): void {
  const saving = scene.timeline.saving(node, index);
  if (saving === undefined) addSaving(scene, node, index, [node], []);
  else {
    saving.savers.push(node);
    tellWithin(scene, saving, node);
  }
}

export function tellCompaction(scene: Scene, [node, index]: FactOf<"durableCompacted">["args"]): void {
  const saving = scene.timeline.saving(node, index);
  if (saving === undefined) addSaving(scene, node, index, [], [node]);
  else {
    saving.droppers.push(node);
    tellWithin(scene, saving, node);
  }
}

export function tellInstallation(scene: Scene, [node, index, term]: FactOf<"snapshotInstalled">["args"]): void {
  const from = scene.letter === undefined ? "" : ` from n${scene.letter.from}`;
  const log = scene.known.logEnd(node);
  const place = log === "" ? "its empty log" : `its log, which goes up to ${log},`;
  tellPlain(scene, `n${node} replaces ${place} by a snapshot up to ${index}:${term}${from}`, node);
}

function addSaving(scene: Scene, node: number, index: number, savers: number[], droppers: number[]): void {
  scene.timeline.add({ kind: "saving", ...told(scene, node), index, savers, droppers });
}

function entriesFrom(first: number, last: number): string {
  return first === last ? `entry ${first}` : `entries ${first} to ${last}`;
}
