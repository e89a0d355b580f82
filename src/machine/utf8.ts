/** What every engine has, but no edition of the language: declared here, so that the core needs no types of a host. */
declare class TextEncoder {
  encodeInto(text: string, into: Uint8Array): { readonly written: number };
}
declare class TextDecoder {
  constructor(encoding: "utf-8", options: { readonly fatal: true; readonly ignoreBOM: true });
  decode(bytes: Uint8Array): string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Matches half a surrogate pair. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** How many bytes of UTF-8 a UTF-16 unit takes at the most. */
export const MAX_UTF8_BYTES = 3;

/** Whether UTF-8 can express the string at all. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** How many bytes were written. `into` has room enough, and the string is well-formed, or what was written is not it. */
export function encodeUtf8(text: string, into: Uint8Array): number {
  return encoder.encodeInto(text, into).written;
}

/** Undefined if it is no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
