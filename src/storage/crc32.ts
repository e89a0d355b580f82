/** What a byte does to the remainder, for each value of it (CRC-32 of IEEE 802.3, reflected). */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

/**
 * The checksum of `bytes` from `start` to before `end`. It finds every error within 32 bits in a row, and misses one of
 * 2^32 others. To sum up something that lies in parts, `before` is the checksum of the parts before.
 */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  let remainder = ~before;
  for (let i = start; i < end; i++) remainder = TABLE[(remainder ^ bytes[i]!) & 0xff]! ^ (remainder >>> 8);
  return ~remainder >>> 0;
}
