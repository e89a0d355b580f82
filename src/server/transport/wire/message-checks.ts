import type { AppendRequest, Message } from "../../../raft/index.ts";
import { malformed } from "./payload-reader.ts";

/**
 * Terms, indices and whatever else counts up stay below this: a cluster that counts a million times a second reaches it
 * in 35 years. From a larger one a server could soon not count on, and it keeps its term for good.
 */
const HIGHEST_NUMBER = 2 ** 50 - 1;

/** Numbers that name something, and count nothing up: a question's context is any. */
const NAMES = ["from", "to", "context"];

/** What no server can mean is refused here, before a node relies on it. Throws a `RefusalError`. */
export function checkMessage(message: Message): void {
  for (const name in message) {
    const value: unknown = message[name as keyof Message];
    if (typeof value === "number" && !NAMES.includes(name)) checkNumber(name, value);
  }
  if (message.kind === "append-request") checkEntries(message);
  if (message.kind !== "snapshot-request") return;
  checkNumber("index", message.snapshot.index);
  checkOrder("the snapshot's term", message.snapshot.term, message.term);
}

function checkNumber(name: string, value: number): void {
  if (value > HIGHEST_NUMBER) throw malformed(`${name} ${value}, where ${HIGHEST_NUMBER} is the highest`);
}

/** A log's terms never fall, and none of them is newer than the leader's own. */
function checkEntries({ entries, prevLogIndex, prevLogTerm, term }: AppendRequest): void {
  checkNumber("index", prevLogIndex + entries.length);
  let before = prevLogTerm;
  for (const entry of entries) {
    checkOrder(`the term before entry ${entry.index}`, before, entry.term);
    before = entry.term;
  }
  checkOrder("the last entry's term", before, term);
}

function checkOrder(name: string, earlier: number, later: number): void {
  if (earlier > later) throw malformed(`${name} is ${earlier}, and ${later} follows`);
}
