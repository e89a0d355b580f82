interface Carrying {
  readonly data: unknown;
  readonly bytes: number;
}

/**
 * The bytes of a command or of a piece of a snapshot. What the core counts is what is sent, so that the receiver counts
 * the same without being told.
 */
export function bytesOf({ data, bytes }: Carrying): Uint8Array {
  if (!(data instanceof Uint8Array)) throw new Error(`${typeof data} is sent, where bytes are expected`);
  if (data.length !== bytes) throw new Error(`${data.length} bytes are sent, which count for ${bytes}`);
  return data;
}

/** Entries are sent without their index, which follows from their place. */
export function assertPlace({ index }: { readonly index: number }, place: number): void {
  if (index !== place) throw new Error(`entry ${index} is sent in the place of ${place}`);
}
