/** Why a frame of a message reached no program. */
export type LossReason =
  | "lost"
  /** The link was cut when it was sent. */
  | "cut"
  | "cut in flight"
  | "nobody up"
  | "damaged";

/**
 * Who is told what becomes of messages, each known by its number on its link. It looks on: nothing in a world depends on
 * it. A loss is told when the sender's network, or the receiver's, notices it.
 */
export interface NetworkListener {
  /** Before anything else is told of the message. */
  sent(from: number, to: number, ordinal: number, payload: unknown): void;
  /** A program handles it now; a duplicate has its original's number. Overtaken: a later message came before. */
  delivered(from: number, to: number, ordinal: number, isOvertaken: boolean): void;
  lost(from: number, to: number, ordinal: number, why: LossReason): void;
}
