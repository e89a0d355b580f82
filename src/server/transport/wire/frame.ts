/**
 * A frame, little endian: `[length u32][crc32 u32][version u8, kind u8, group u32, payload]`. The length is that of what
 * follows the checksum, and the checksum is of the same bytes.
 */
export const WIRE_VERSION = 1;

/** Length and checksum. */
export const PREFIX_BYTES = 8;

/** Version, kind and group. */
export const HEADER_BYTES = 6;

/** What frames carry besides messages. */
export const FRAME_KIND = { hello: 1, welcome: 2, keepAlive: 3 } as const;

/** Frame kinds below are the connection's own; messages are from here on. */
export const FIRST_MESSAGE_KIND = 16;

/** The longest frame that is read before the other side has greeted. */
export const MAX_GREETING_BYTES = 1024;
