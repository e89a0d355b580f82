import type { Message, MessageKind } from "../../../raft/index.ts";
import { FIRST_MESSAGE_KIND } from "./frame.ts";

/** The order is the numbering on the wire: new kinds come at the end. */
const KINDS = [
  "pre-vote-request",
  "pre-vote-response",
  "vote-request",
  "vote-response",
  "append-request",
  "append-response",
  "snapshot-request",
  "snapshot-response",
  "timeout-now",
  "read-index-request",
  "read-index-response",
] as const satisfies readonly MessageKind[];

const NUMBERS: Readonly<Record<MessageKind, number>> = numbered();

export function numberOfKind(kind: MessageKind): number {
  return NUMBERS[kind];
}

/** Undefined where no message has that number. */
export function kindOfNumber(number: number): MessageKind | undefined {
  return KINDS[number - FIRST_MESSAGE_KIND];
}

/** The numbering is the place in each list. */
export const ENTRY_KINDS = ["command", "no-op", "configuration"] as const;

export const SNAPSHOT_STATUSES = ["resume", "installed", "not-needed"] as const;

export type MessageOf<Kind extends MessageKind> = Extract<Message, { kind: Kind }>;

function numbered(): Record<MessageKind, number> {
  const numbers = KINDS.map((kind, place) => [kind, FIRST_MESSAGE_KIND + place] as const);
  return Object.fromEntries(numbers) as Record<(typeof KINDS)[number], number>;
}
