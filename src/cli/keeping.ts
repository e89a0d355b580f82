import { KeptFileError } from "../fuzz/kept-file.ts";

/** Keeps work in a file while it goes on, whether or not that can be written: a disk that is full may have room later. */
export class Keeping {
  /** Why the last attempt failed, in one line; undefined if it did not. */
  complaint: string | undefined;
  private hasComplained = false;

  /** Gives what is to be told now: the first complaint. */
  attempt(write: () => void): string | undefined {
    this.complaint = complaintOf(write);
    if (this.complaint === undefined || this.hasComplained) return undefined;
    this.hasComplained = true;
    return this.complaint;
  }
}

function complaintOf(write: () => void): string | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    if (error instanceof KeptFileError) return error.message;
    throw error;
  }
}
