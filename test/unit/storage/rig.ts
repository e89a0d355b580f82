import { type Entry, type Snapshot, TermRuns } from "../../../src/raft/index.ts";
import { type FileOperation, type Recovery, type SnapshotWriter, Storage } from "../../../src/storage/index.ts";
import type { StorageOptions } from "../../../src/storage/storage-options.ts";
import { CrashFiles } from "./crash-files.ts";
import { Dice } from "./dice.ts";
import { after, configurationsOf, describe, lastIndexOf, NOTHING, type State, type Step, termAt } from "./model.ts";

export function optionsWith(segmentBytes: number): StorageOptions {
  const codec = { encode: (data: unknown) => data as Uint8Array, decode: (bytes: Uint8Array): unknown => bytes };
  return { group: 3, segmentBytes, tailBytes: 400, codec, termRuns: new TermRuns() };
}

/**
 * A storage on files that crash, beside the plain states that its writes make. It does what a core may ask: nothing
 * that is committed is cut, and snapshots are of what is durable.
 */
export class Rig {
  files = new CrashFiles();
  storage: Storage;
  /** What each step of all writes came to, from what was there at the start. */
  states: State[] = [NOTHING];
  /** How many of the steps were reported durable, and will be with the batch under way. */
  reported = 0;
  private readonly options: StorageOptions;
  private reporting = 0;
  private batch: FileOperation[] | undefined = undefined;
  private number = 0;
  private batchNumber = 0;
  /** What was recovered counts. */
  private isSettled = true;
  /** Nothing at or below is ever cut. */
  private committed = 0;
  private saving: { readonly writer: SnapshotWriter; readonly of: Snapshot; data: Uint8Array } | undefined = undefined;

  constructor(segmentBytes: number) {
    this.options = optionsWith(segmentBytes);
    this.storage = this.start();
  }

  get state(): State {
    return this.states[this.states.length - 1]!;
  }

  writeHardState(dice: Dice): void {
    const term = this.state.term + dice.below(2);
    const votedFor = dice.below(4);
    this.write({ kind: "hard-state", term, votedFor });
    this.push({ kind: "hard-state", term, votedFor });
  }

  /** Behind the log, or, as in every third case, in the place of what is not committed of it. */
  appendEntries(dice: Dice): void {
    if (this.state.term === 0) this.writeHardState(new Dice(3));
    const last = lastIndexOf(this.state);
    const committed = Math.max(this.committed, this.state.baseIndex);
    const first = 1 + (dice.below(3) === 0 ? committed + dice.below(last - committed + 1) : last);
    const entries = Array.from({ length: 1 + dice.below(5) }, (_, place) => this.entry(first + place, dice));
    this.write({ kind: "append", entries });
    for (const entry of entries) this.push({ kind: "entry", entry });
  }

  /** Begins a snapshot of something durable, adds to it, or finishes it. */
  goOnSaving(dice: Dice): void {
    const { saving } = this;
    if (saving !== undefined && dice.below(8) > 0) {
      const data = dice.bytes(dice.below(dice.below(9) === 0 ? 90_000 : 300));
      saving.writer.append(data);
      saving.data = Uint8Array.from([...saving.data, ...data]);
      if (dice.below(3) > 0) return;
      saving.writer.finish();
      this.saving = undefined;
      if (saving.of.index <= (this.state.snapshot?.of.index ?? 0)) return;
      this.push({ kind: "save", of: saving.of, data: saving.data });
      return;
    }
    const durable = this.states[this.reported]!;
    const from = Math.max(durable.snapshot?.of.index ?? 0, this.state.snapshot?.of.index ?? 0, this.state.baseIndex);
    const to = Math.min(lastIndexOf(durable), lastIndexOf(this.state));
    if (to <= from) return;
    const index = from + 1 + dice.below(to - from);
    // Only what stands in both can be committed.
    if (durable.baseIndex >= index || termAt(durable, index) !== termAt(this.state, index)) return;
    this.committed = Math.max(this.committed, index);
    const of = { index, term: termAt(this.state, index), configuration: configuration(dice) };
    this.saving = { writer: this.storage.saveSnapshot(of), of, data: new Uint8Array() };
  }

  compact(dice: Dice): void {
    const saved = Math.min(this.states[this.reported]!.snapshot?.of.index ?? 0, this.state.snapshot?.of.index ?? 0);
    const { baseIndex } = this.state;
    if (saved <= baseIndex) return;
    const index = baseIndex + 1 + dice.below(saved - baseIndex);
    this.write({ kind: "compact", index, term: termAt(this.state, index) });
    this.push({ kind: "compact", index });
  }

  /** A leader's snapshot comes, or a part of it. */
  receive(dice: Dice): void {
    const index = Math.max(this.committed, this.state.snapshot?.of.index ?? 0) + 1 + dice.below(9);
    if (index <= lastIndexOf(this.state) && dice.below(2) === 0) return;
    if (this.state.term === 0) this.writeHardState(new Dice(3));
    const of = { index, term: this.state.term, configuration: configuration(dice) };
    let all: Uint8Array = new Uint8Array();
    const pieces = 1 + dice.below(3);
    for (let piece = 0; piece < pieces; piece++) {
      const data = dice.bytes(dice.below(dice.below(9) === 0 ? 70_000 : 400));
      this.write({ kind: "snapshot-chunk", snapshot: of, offset: all.length, data, bytes: data.length });
      all = Uint8Array.from([...all, ...data]);
      if (data.length === 0) break;
    }
    if (dice.below(3) === 0) return;
    this.write({ kind: "install-snapshot", snapshot: of });
    this.committed = Math.max(this.committed, index);
    this.push({ kind: "install", of, data: all });
  }

  /** Carries out the next operations, up to so many. */
  work(operations: number): void {
    if (this.batch === undefined) {
      this.reporting = this.states.length - 1;
      this.batchNumber = this.number;
      this.batch = this.storage.takeBatch()?.slice();
    }
    const { batch } = this;
    if (batch === undefined) return;
    for (const operation of batch.splice(0, operations)) this.files.carryOut(operation);
    if (batch.length > 0 || operations === 0) return;
    this.batch = undefined;
    const savedBefore = this.states[this.reported]!.snapshot?.of.index ?? 0;
    const done = this.storage.batchDone();
    if (done.write !== this.batchNumber) throw new Error(`write ${done.write} was reported, not ${this.batchNumber}`);
    this.reported = this.reporting;
    this.isSettled = true;
    const saved = this.states[this.reported]!.snapshot?.of.index ?? 0;
    if (done.savedSnapshotIndex > saved) throw new Error(`snapshot ${done.savedSnapshotIndex} was reported: ${saved}`);
    if (done.savedSnapshotIndex > 0 && done.savedSnapshotIndex <= savedBefore) throw new Error("reported twice");
  }

  /** Until there is nothing to do. */
  settle(): void {
    if (this.hasStopped) this.crash(new Dice(1));
    do this.work(1_000);
    while (this.reported < this.states.length - 1);
    // Removals come one batch at a time.
    for (let batch = this.storage.takeBatch(); batch !== undefined; batch = this.storage.takeBatch()) {
      for (const operation of batch) this.files.carryOut(operation);
      this.storage.batchDone();
    }
  }

  /** The first sync of the batch fails: nothing is promised any more. */
  fail(dice: Dice): void {
    this.work(0);
    const { batch } = this;
    if (batch === undefined) return;
    const failing = batch.findIndex(({ kind }) => kind === "sync" || kind === "sync-directory");
    if (failing < 0) return;
    for (const operation of batch.slice(0, failing)) this.files.carryOut(operation);
    this.files.failSync(batch[failing]!, dice);
    this.batch = undefined;
    this.storage.batchFailed("the disk failed");
  }

  get hasStopped(): boolean {
    return this.storage.status.failure !== undefined;
  }

  crash(dice: Dice): void {
    this.files.crash(dice);
    this.restart();
  }

  /** Finds all that was reported, and of the rest a beginning; twice the same. */
  restart(): void {
    const first = describe(stateOf(this.recovered(), this.files));
    const recovery = this.recovered();
    if (describe(stateOf(recovery, this.files)) !== first) throw new Error("two recoveries differ");
    // What a process that was killed had not synced is promised only when the first batch is done.
    this.states = this.states.slice(this.reported, this.states.indexOf(this.judge(first)) + 1);
    this.reported = 0;
    this.isSettled = false;
    this.number = 0;
    this.batch = undefined;
    this.saving = undefined;
    this.committed = this.state.snapshot?.of.index ?? 0;
    this.storage = recovery.storage;
  }

  /** What is recovered now, if it is not refused: it must be one of the states that may be. */
  judge(found: string): State {
    const allowed = this.states.slice(this.reported);
    const state = allowed.find((one) => describe(one) === found);
    if (state !== undefined) return state;
    const lost = this.states.findIndex((one) => describe(one) === found);
    throw new Error(`recovered is state ${lost}; ${this.reported} of ${this.states.length - 1} steps were reported`);
  }

  recover(): Recovery {
    return Storage.recover(this.options, this.files);
  }

  /** What can be read is what was written, durable or not, and the newest snapshot that is durable. */
  check(dice: Dice): void {
    this.checkSnapshot(dice);
    const { entries, baseIndex } = this.state;
    const firstIndex = baseIndex + dice.below(entries.length + 2);
    const lastIndex = firstIndex + dice.below(8);
    const found = this.storage.entries({ firstIndex, lastIndex, maxBytes: 50 + dice.below(3_000) }, this.files);
    const expected = firstIndex <= baseIndex ? [] : entries.slice(firstIndex - baseIndex - 1, lastIndex - baseIndex);
    if (found.length === 0 && expected.length > 0) throw new Error(`entry ${firstIndex} is not found`);
    same(found, expected.slice(0, found.length), "entries");
    for (const entry of expected) same([this.storage.entryAt(entry.index, this.files)], [entry], "entryAt");
  }

  private checkSnapshot(dice: Dice): void {
    const { snapshot } = this.states[this.reported]!;
    if (snapshot === undefined || !this.isSettled) return;
    const { of, data } = snapshot;
    const offset = dice.below(data.length + 1);
    const maxBytes = 1 + dice.below(90_000);
    const piece = this.storage.snapshotPiece({ peer: 1, index: of.index, offset, maxBytes }, this.files);
    if (offset > 0 && offset === data.length) {
      if (piece !== undefined) throw new Error("a piece behind the end is found");
      return;
    }
    same([piece?.data], [data.slice(offset, offset + maxBytes)], "snapshot");
    same([piece?.isLast], [offset + maxBytes >= data.length], "last piece");
  }

  /** Goes on with a copy; what is done to the original changes nothing. */
  fork(): void {
    const original = this.storage;
    this.storage = original.fork();
    if (this.saving !== undefined) this.saving = { ...this.saving, writer: this.storage.snapshotWriter! };
    original.write({ kind: "hard-state", number: 1_000_000, term: 1_000_000, votedFor: 1 });
  }

  private recovered(): Recovery & { kind: "ready" } {
    const recovery = this.recover();
    if (recovery.kind === "ready") return recovery;
    throw new Error(`${recovery.file} at ${recovery.offset}: ${recovery.reason}`);
  }

  private start(): Storage {
    return this.recovered().storage;
  }

  private push(step: Step): void {
    this.states.push(after(this.state, step));
  }

  private write(write: Record<string, unknown>): void {
    this.number++;
    this.storage.write({ ...write, number: this.number } as Parameters<Storage["write"]>[0]);
  }

  private entry(index: number, dice: Dice): Entry {
    const { term } = this.state;
    const kind = dice.below(8);
    if (kind === 0) return { index, term, bytes: 0, kind: "no-op", data: undefined };
    if (kind === 1) return { index, term, bytes: 0, kind: "configuration", data: configuration(dice) };
    const data = dice.bytes(dice.below(dice.below(4) === 0 ? 1_500 : 60));
    return { index, term, bytes: data.length, kind: "command", data };
  }
}

/** All that a recovery holds, read back. It throws if the parts of it contradict each other. */
export function stateOf({ storage, durable }: Recovery & { kind: "ready" }, files: CrashFiles): State {
  const { term, votedFor, baseIndex, lastIndex, termRuns, snapshot } = durable;
  const entries: Entry[] = [];
  for (let index = baseIndex + 1; index <= lastIndex; index++) entries.push(storage.entryAt(index, files));
  const data = Uint8Array.from([...(storage.openSnapshot(files) ?? [])].flatMap((block) => [...block]));
  const state = {
    term,
    votedFor,
    snapshot: snapshot && { of: snapshot, data },
    baseIndex,
    baseTerm: termRuns.termAt(baseIndex),
    entries,
  };
  for (const entry of entries) same([termRuns.termAt(entry.index)], [entry.term], "term");
  same(durable.configurations, configurationsOf(state), "configurations");
  same(durable.tail, entries.slice(entries.length - durable.tail.length), "tail");
  same([durable.appliedIndex], [snapshot?.index ?? 0], "applied");
  return state;
}

function same(found: readonly unknown[], expected: readonly unknown[], what: string): void {
  const text = (value: unknown): string => describe(value as State);
  if (text(found) !== text(expected)) throw new Error(`${what}: ${text(found)}, not ${text(expected)}`);
}

function configuration(dice: Dice): Snapshot["configuration"] {
  const voters = [1, 2, 3].slice(0, 1 + dice.below(3));
  const outgoing = dice.below(3) === 0 ? [2, 4] : [];
  return { voters, outgoing, learners: [7], learnersNext: outgoing.slice(1), leavesByItself: outgoing.length > 0 };
}
