import { HEADER_BYTES, RECORD_KIND, RECORD_VERSION, recordAt, viewOf } from "./record.ts";
import type { Replayed } from "./replay.ts";

/** So many bytes reach a disk together or not at all. */
const SECTOR_BYTES = 512;

/**
 * Whether the last segment lacks something at its end that was promised, and what; undefined if what follows the records
 * that make sense may be cut.
 *
 * What a crash leaves of the last segment: all flushes that were synced, whole, and of one more, which was not, either a
 * beginning, to the byte, or some of its sectors with zeros in the place of others. Of that one nothing was reported to
 * anybody, so it may be cut. No other bytes can be there: a flush is begun only after the one before it was synced, and
 * behind what a crash left nothing is ever appended. The first flush was synced before the segment got its name.
 *
 * What damage leaves: all sectors, with other bits in some place. So the tail is damage, not a crash, and holds what was
 * promised, if
 *
 * * the first flush is not whole;
 * * or a record follows that was begun after the bad one had been synced: its own number and its place in its flush say
 *   so;
 * * or the end of the bad record's own flush follows, and no sector of that flush is empty: it was written whole, so
 *   perhaps synced and reported. (Where a command itself fills sectors with zeros, damage in the last flush cannot be
 *   told from a crash, until a restart writes that flush anew into a segment of its own.)
 *
 * Bytes of a command can look like a record. That can only make a tail refused that might have been cut.
 */
export function damageOfEnd(bytes: Uint8Array, group: number, replayed: Replayed): string | undefined {
  const { nextSequence: bad, flushes } = replayed;
  if (flushes === 0) return `record ${bad} is not whole, and was when the segment got its name`;
  const view = viewOf(bytes);
  for (let at = replayed.sizeBytes + 1; at + HEADER_BYTES <= bytes.length; at++) {
    if (bytes[at + 8] !== RECORD_VERSION || view.getUint32(at + 10, true) !== group) continue;
    const found = recordAt(bytes, view, at);
    if (found === undefined || found.sequence <= bad) continue;
    const flushFrom = found.sequence - found.place;
    if (flushFrom > bad)
      return `record ${bad} is not whole, and was when record ${found.sequence} at ${at} was written`;
    const flushOffset = flushFrom === bad ? replayed.sizeBytes : replayed.flushOffset;
    if (found.kind === RECORD_KIND.end && !hasEmptySector(bytes, flushOffset, found.end)) {
      return `record ${bad} is not whole, and what was written with it, up to ${found.end}, is`;
    }
    at = found.end - 1;
  }
  return undefined;
}

/** Whether there is a sector of which the part from `start` to before `end` is all zeros. */
function hasEmptySector(bytes: Uint8Array, start: number, end: number): boolean {
  for (let from = start; from < end; ) {
    const to = Math.min(end, from - (from % SECTOR_BYTES) + SECTOR_BYTES);
    if (isEmpty(bytes, from, to)) return true;
    from = to;
  }
  return false;
}

function isEmpty(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}
