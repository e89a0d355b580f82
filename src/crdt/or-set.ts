import type { ByteReader } from "./byte-reader.ts";
import {
  type CausalContext,
  contextOf,
  hasSeen,
  isContextAtMost,
  isSameContext,
  mergeContexts,
  NO_CONTEXT,
  nextNumber,
  readContext,
  readDots,
  writeContext,
  writeDots,
} from "./causal-context.ts";
import type { CrdtType } from "./crdt-type.ts";
import { areSameDots, type Dots, hasDot, NO_DOTS, unionOfDots } from "./dots.ts";
import { MAX_COUNT, mostBytesOf, requireBytes, requireReplica, requireRoom, requireText } from "./limits.ts";
import { type Member, memberOf, mergeMembers } from "./members.ts";

export interface ORSetState {
  readonly members: readonly Member[];
  /** All additions that were ever seen: one that is in it and in no member was removed. */
  readonly seen: CausalContext;
}

export interface SetChange {
  readonly kind: "add" | "remove";
  readonly element: string;
}

/** At most what numbers of lists take, a list's own and each in it. */
const HEAD_BYTES = 32;
const NUMBER_BYTES = 7;

/**
 * A set in which a removal takes away the additions that it has seen, and no others: an element that somebody adds at the
 * same time stays.
 *
 * It keeps no tombstones. What was removed is what has been seen and is there no more, so nothing has to be purged, and
 * nothing comes back (Bieniusa et al., "An optimized conflict-free replicated set", 2012). A removal's delta is the
 * additions that it takes away, as a context without members. Contexts have gaps, so deltas may come in any order
 * (Almeida et al., 2018, section 7).
 */
export const OR_SET: CrdtType<ORSetState, SetChange, readonly string[]> = {
  empty: { members: [], seen: NO_CONTEXT },
  delta: ({ members, seen }, replica, { kind, element }) => {
    const taken = memberOf(members, element)?.dots ?? NO_DOTS;
    if (kind === "remove") return { members: [], seen: contextOf(taken) };
    requireRoom(taken.length > 0 ? 0 : members.length);
    // An addition stands for those of its element that it has seen.
    const dot: Dots = [requireReplica(replica), nextNumber(seen, replica)];
    requireBytes(mostBytes(members, seen) + mostBytes([{ element: requireText(element), dots: dot }], NO_CONTEXT));
    return { members: [{ element, dots: dot }], seen: contextOf(unionOfDots(taken, dot)) };
  },
  merge: (one, other) => {
    if (one === other) return one;
    return { members: mergeMembers(one, other), seen: mergeContexts(one.seen, other.seen) };
  },
  isAtMost: (lower, higher) => isContextAtMost(lower.seen, higher.seen) && !hasRemoved(lower, higher.members),
  isSame: (one, other) =>
    one === other ||
    (one.members.length === other.members.length &&
      one.members.every(({ element, dots }, at) => {
        const twin = other.members[at]!;
        return element === twin.element && areSameDots(dots, twin.dots);
      }) &&
      isSameContext(one.seen, other.seen)),
  value: ({ members }) => members.map(({ element }) => element),
  write: ({ members, seen }, writer) => {
    writeContext(seen, writer);
    writer.integer(members.length);
    for (const { element, dots } of members) {
      writer.text(element);
      writeDots(dots, writer);
    }
  },
  read: (reader) => {
    const seen = readContext(reader);
    return { seen, members: readMembers(reader, seen) };
  },
};

/** What the set takes at most when it is written. */
function mostBytes(members: readonly Member[], { upTo, beyond }: CausalContext): number {
  let most = HEAD_BYTES + NUMBER_BYTES * (upTo.length + beyond.length);
  for (const { element, dots } of members) most += mostBytesOf(element) + NUMBER_BYTES * (1 + dots.length);
  return most;
}

/** Whether one of these was seen, and is not there any more. */
function hasRemoved({ members, seen }: ORSetState, others: readonly Member[]): boolean {
  return others.some(({ element, dots }) => {
    const own = memberOf(members, element)?.dots ?? NO_DOTS;
    for (let at = 0; at < dots.length; at += 2) {
      if (hasSeen(seen, dots[at]!, dots[at + 1]!) && !hasDot(own, dots[at]!, dots[at + 1]!)) return true;
    }
    return false;
  });
}

function readMembers(reader: ByteReader, seen: CausalContext): Member[] {
  const members: Member[] = [];
  const count = reader.length("members");
  const named = new Set<number>();
  for (let at = 0; at < count; at++) {
    const start = reader.offset;
    const element = reader.text();
    if (at > 0 && element <= members[at - 1]!.element) reader.fail("elements must ascend, each once", start);
    const dots = readDots(reader);
    if (dots.length === 0) reader.fail("a member was added by nobody", start);
    for (let dot = 0; dot < dots.length; dot += 2) {
      if (!hasSeen(seen, dots[dot]!, dots[dot + 1]!)) reader.fail("a member was added by what nobody saw", start);
      const name = dots[dot]! * (MAX_COUNT + 1) + dots[dot + 1]!;
      if (named.has(name)) reader.fail("one addition added two members", start);
      named.add(name);
    }
    members.push({ element, dots });
  }
  return members;
}
