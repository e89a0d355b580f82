import type { Input, Output } from "./core-types.ts";

/** What a node's machine is busy with, as far as the core has asked for it and was not told that it is done. */
export class MachineWatch {
  private isApplying = false;
  private isSaving = false;
  private isInstalling = false;

  /** Nothing holds up a snapshot of it. */
  get isFree(): boolean {
    return !this.isApplying && !this.isSaving && !this.isInstalling;
  }

  /** A step took this in and put that out. Throws if a copy of the machine would be of nobody knows which moment. */
  note(input: Input, output: Output): void {
    if (input.kind === "applied") this.isApplying = false;
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
    if (output.applyTo > 0 || output.restore !== undefined) this.isApplying = true;
  }

  fork(): MachineWatch {
    const copy = new MachineWatch();
    copy.isApplying = this.isApplying;
    copy.isSaving = this.isSaving;
    copy.isInstalling = this.isInstalling;
    return copy;
  }
}
