import type { RaftOptions } from "../core-types.ts";
import type { Law, Step } from "./law.ts";

/**
 * A snapshot is taken when so many entries were applied since the last one, so many bytes of them came, so much time
 * passed or somebody asked; as soon as that is so, where nothing holds it up, and not before.
 */
export class Compacting implements Law {
  readonly about = "when a snapshot is taken";
  readonly source = "Raft paper §7";
  private readonly options: RaftOptions;
  private isApplying = false;
  private isSaving = false;
  private isInstalling = false;
  /** Since the last snapshot was taken or installed: what came, whether one was asked for, and since when one is wanted. */
  private grownBytes = 0;
  private isAsked = false;
  private sinceUs: number | undefined = undefined;

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check(step: Step): void {
    const { input, nowUs, output, view } = step;
    if (input.kind === "applied") this.isApplying = false;
    if (input.kind === "snapshot-saved") this.isSaving = false;
    if (input.kind === "take-snapshot") this.isAsked = true;
    for (const write of output.writes) {
      if (write.kind === "append") for (const { bytes } of write.entries) this.grownBytes += bytes;
    }
    if (view.appliedIndex > view.snapshotIndex) this.sinceUs ??= nowUs;
    this.checkTaken(step);
    const isInstalled = output.writes.some(({ kind }) => kind === "install-snapshot");
    if (isInstalled || output.takeSnapshot !== undefined) this.beginAnew();
    if (output.takeSnapshot !== undefined) {
      this.isSaving = true;
      this.sinceUs = nowUs;
    }
    if (isInstalled) {
      // What was being saved is dropped.
      this.isSaving = false;
      this.isInstalling = true;
    }
    if (output.restore !== undefined) this.isInstalling = false;
    if (output.applyTo > 0 || output.restore !== undefined) this.isApplying = true;
  }

  fork(): Compacting {
    return Object.assign(new Compacting(this.options), this);
  }

  private checkTaken({ before, nowUs, output, view }: Step): void {
    const { snapshotIntervalBytes, snapshotIntervalEntries, snapshotIntervalUs } = this.options;
    const entries = view.appliedIndex - view.snapshotIndex;
    const isDue = entries >= snapshotIntervalEntries || (entries > 0 && this.grownBytes >= snapshotIntervalBytes);
    if (output.takeSnapshot !== undefined) {
      const isLate = this.sinceUs !== undefined && nowUs - this.sinceUs >= snapshotIntervalUs;
      if (isDue || this.isAsked || isLate) return;
      throw new Error(`a snapshot is taken ${entries} entries after the last one, and nobody asked for it`);
    }
    const isInstalled = output.writes.some(({ kind }) => kind === "install-snapshot") || output.restore !== undefined;
    const isFree = !this.isApplying && !this.isSaving && !this.isInstalling && !isInstalled;
    // A server that joined empty waits until its machine has come to a configuration, and a leader may wait until a
    // follower has had the last snapshot.
    const mayWait = this.options.founders.length === 0 || view.role === "leader" || before.role === "leader";
    if (isDue && isFree && !mayWait && !view.stopped) {
      throw new Error(`${entries} entries are in no snapshot, and none is taken`);
    }
  }

  private beginAnew(): void {
    this.grownBytes = 0;
    this.isAsked = false;
    this.sinceUs = undefined;
  }
}
