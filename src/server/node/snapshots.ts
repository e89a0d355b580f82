import { DEFAULT_IDEMPOTENCY_LIMITS, KeyValueMachine, machineFrom, SessionMachine } from "../../machine/index.ts";
import type { Snapshot } from "../../raft/index.ts";
import type { SnapshotWriter, Storage } from "../../storage/index.ts";
import type { AppliedMachine, KeyValueStore } from "./applied-machine.ts";
import type { NodeParts, NodeSettings } from "./node-parts.ts";
import { decoded } from "./undecodable-error.ts";

/** How much of a machine is encoded at a time: so long nobody else is served. */
const SLICE_BYTES = 256 * 1024;

/** A copy of the machine on its way to storage. */
interface Saving {
  readonly index: number;
  readonly startedAtUs: number;
  readonly pieces: Iterator<Uint8Array>;
  readonly writer: SnapshotWriter;
  bytes: number;
}

/** Saves the machine as a snapshot, slice by slice, as fast as the disk takes it; and restores it from one. */
export class Snapshots {
  private readonly settings: NodeSettings;
  private readonly parts: NodeParts;
  private readonly storage: Storage;
  private readonly machine: AppliedMachine;
  private saving: Saving | undefined = undefined;
  /** All of it is written, but not yet durable. */
  private isWhole = false;

  constructor(settings: NodeSettings, parts: NodeParts, storage: Storage, machine: AppliedMachine) {
    this.settings = settings;
    this.parts = parts;
    this.storage = storage;
    this.machine = machine;
  }

  /** The machine is copied at once, before anything more is applied. */
  begin(snapshot: Snapshot): void {
    this.isWhole = false;
    this.saving = {
      index: snapshot.index,
      startedAtUs: this.parts.clock.monotonicUs(),
      pieces: this.machine.bytes()[Symbol.iterator](),
      writer: this.storage.saveSnapshot(snapshot),
      bytes: 0,
    };
    this.advance();
  }

  /** The disk has taken what came before: here is the next slice, if there is one. */
  advance(): void {
    const { isWhole, saving } = this;
    if (saving === undefined || isWhole) return;
    for (const end = saving.bytes + SLICE_BYTES; saving.bytes < end; ) {
      const { done, value } = saving.pieces.next();
      if (done === true) {
        saving.writer.finish();
        this.isWhole = true;
        return;
      }
      saving.writer.append(value);
      saving.bytes += value.length;
    }
  }

  /** The snapshot of this index is durable. */
  saved(index: number): void {
    const { clock, listener } = this.parts;
    if (this.saving?.index !== index) return;
    listener.snapshotSaved(index, this.saving.bytes, clock.monotonicUs() - this.saving.startedAtUs);
    this.saving = undefined;
  }

  /** A leader's snapshot was installed: it takes the place of the machine, and of a copy that was being saved. */
  restore({ index }: Snapshot): void {
    this.saving = undefined;
    this.machine.replace(loadStore(this.settings, this.parts, this.storage), index);
    this.parts.listener.snapshotInstalled(index);
  }
}

/** The pairs and sessions of the saved snapshot; none if there is no snapshot. */
export function loadStore(settings: NodeSettings, { files }: NodeParts, storage: Storage): KeyValueStore {
  const pairs = new KeyValueMachine();
  const pieces = storage.openSnapshot(files);
  if (pieces === undefined) return { sessions: SessionMachine.create(pairs, settings.sessions), pairs };
  const { snapshotIndex } = storage.status;
  const sessions = decoded(`the snapshot up to entry ${snapshotIndex}`, () =>
    machineFrom(pieces, settings.sessions, DEFAULT_IDEMPOTENCY_LIMITS, pairs),
  );
  return { sessions, pairs };
}
