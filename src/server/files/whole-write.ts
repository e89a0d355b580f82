import { writev, writevSync } from "node:fs";

/** Undefined or null where nothing failed, as the system calls have it. */
export type Done = (error: NodeJS.ErrnoException | null | undefined) => void;

/** The system may take a part, as it does where the disk is nearly full: the rest follows, or fails. */
export function writeWhole(descriptor: number, pieces: readonly Uint8Array[], position: number, done: Done): void {
  const length = bytesOf(pieces);
  if (length === 0) {
    done(null);
    return;
  }
  writev(descriptor, pieces, position, (error, written) => {
    if (error || written === length) done(error);
    else writeWhole(descriptor, rest(pieces, written), position + written, done);
  });
}

/** The same before it returns. Throws what the system says. */
export function writeWholeAtOnce(descriptor: number, pieces: readonly Uint8Array[], position: number): void {
  const length = bytesOf(pieces);
  const written = writevSync(descriptor, pieces, position);
  if (written < length) writeWholeAtOnce(descriptor, rest(pieces, written), position + written);
}

export function bytesOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function rest(pieces: readonly Uint8Array[], written: number): Uint8Array[] {
  return [Buffer.concat(pieces).subarray(written)];
}
