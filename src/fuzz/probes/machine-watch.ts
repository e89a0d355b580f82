import type { Input, Output } from "./core-types.ts";

/** What a node's machine is busy with, as far as the core has asked for it and was not told that it is done. */
export class MachineWatch {
  /** How far it was told to come, and how far it has come: reports may come late, of what a snapshot has made needless. */
  private applyingIndex = 0;
  private appliedIndex = 0;
  private isSaving = false;
  private isInstalling = false;

  /** Nothing holds up a snapshot of it. */
  get isFree(): boolean {
    return !this.isApplying && !this.isSaving && !this.isInstalling;
  }

  /** A step took this in and put that out. Throws if a copy of the machine would be of nobody knows which moment. */
  note(input: Input, output: Output): void {
    if (input.kind === "applied") this.appliedIndex = Math.max(this.appliedIndex, input.index);
    if (input.kind === "snapshot-saved") this.isSaving = false;
    if (output.takeSnapshot !== undefined) {
      if (this.isApplying) throw new Error("the machine is to be copied while it is at work");
      this.isSaving = true;
    }
    if (output.writes.some(({ kind }) => kind === "install-snapshot")) {
      // What was being saved is dropped.
      this.isSaving = false;
      this.isInstalling = true;
    }
    if (output.restore !== undefined) this.isInstalling = false;
    this.applyingIndex = Math.max(this.applyingIndex, output.applyTo, output.restore?.index ?? 0);
  }

  private get isApplying(): boolean {
    return this.appliedIndex < this.applyingIndex;
  }

  fork(): MachineWatch {
    const copy = new MachineWatch();
    copy.applyingIndex = this.applyingIndex;
    copy.appliedIndex = this.appliedIndex;
    copy.isSaving = this.isSaving;
    copy.isInstalling = this.isInstalling;
    return copy;
  }
}
