/** The kinds of events in a world's queue, and what the fields of each mean. */

/** An incarnation of an endpoint begins. Stamp: the incarnation, as in all kinds that do not say otherwise. */
export const START = 0;
/** A message arrives from `peer`. Stamp: the link's epoch when it was sent. Ordinal: its number on the link. */
export const DELIVER = 1;
/** The local clock may have reached the deadline. */
export const DEADLINE = 2;
/** A sync of the disk ends, which was to cover all writes up to number `ordinal`. */
export const SYNCED = 3;
/** The disk has read what the payload asked for. */
export const READ_DONE = 4;
/** A send to `peer` met a cut link. */
export const UNREACHABLE = 5;
/** A paused endpoint goes on. */
export const RESUME = 6;
/** As `DELIVER`, of a message whose checksum fails. */
export const DELIVER_DAMAGED = 7;
