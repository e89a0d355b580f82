import { type CausalContext, hasSeen } from "./causal-context.ts";
import { type Dots, hasDot, unionOfDots } from "./dots.ts";

/** An element that is in the set, because of the additions named. Immutable. */
export interface Member {
  readonly element: string;
  /** At least one. */
  readonly dots: Dots;
}

/** Members, ascending by element, and what their holder has seen. */
interface Membership {
  readonly members: readonly Member[];
  readonly seen: CausalContext;
}

export function memberOf(members: readonly Member[], element: string): Member | undefined {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (members[middle]!.element < element) low = middle + 1;
    else high = middle;
  }
  return members[low]?.element === element ? members[low] : undefined;
}

/** An addition stays if both have it, or if only one has it and the other never saw it. */
export function mergeMembers(one: Membership, other: Membership): Member[] {
  const merged: Member[] = [];
  let at = 0;
  let otherAt = 0;
  while (at < one.members.length || otherAt < other.members.length) {
    const mine = one.members[at];
    const theirs = other.members[otherAt];
    const isMine = mine !== undefined && (theirs === undefined || mine.element <= theirs.element);
    const isTheirs = theirs !== undefined && (mine === undefined || theirs.element <= mine.element);
    if (isMine) at++;
    if (isTheirs) otherAt++;
    const member = isMine && isTheirs ? mergeBoth(mine, one.seen, theirs, other.seen) : undefined;
    if (member !== undefined) merged.push(member);
    else if (isMine && !isTheirs) pushUnseen(merged, mine, other.seen);
    else if (isTheirs && !isMine) pushUnseen(merged, theirs, one.seen);
  }
  return merged;
}

/** Of a member that both have. Undefined: each has removed the other's additions. */
function mergeBoth(
  mine: Member,
  mineSeen: CausalContext,
  theirs: Member,
  theirsSeen: CausalContext,
): Member | undefined {
  if (mine === theirs) return mine;
  const kept = keptDots(mine.dots, theirs.dots, theirsSeen);
  const dots = unionOfDots(kept, keptDots(theirs.dots, mine.dots, mineSeen));
  return dots.length === 0 ? undefined : { element: mine.element, dots };
}

function pushUnseen(merged: Member[], member: Member, otherSeen: CausalContext): void {
  const dots = keptDots(member.dots, [], otherSeen);
  if (dots.length > 0) merged.push(dots === member.dots ? member : { element: member.element, dots });
}

/** Those that the other has too, or has never seen; the same list if that is all of them. */
function keptDots(dots: Dots, otherDots: Dots, otherSeen: CausalContext): Dots {
  let lost = 0;
  for (let at = 0; at < dots.length; at += 2) if (!isKept(otherDots, otherSeen, dots[at]!, dots[at + 1]!)) lost++;
  if (lost === 0) return dots;
  const kept: number[] = [];
  for (let at = 0; at < dots.length; at += 2) {
    if (isKept(otherDots, otherSeen, dots[at]!, dots[at + 1]!)) kept.push(dots[at]!, dots[at + 1]!);
  }
  return kept;
}

function isKept(otherDots: Dots, otherSeen: CausalContext, replica: number, number: number): boolean {
  return hasDot(otherDots, replica, number) || !hasSeen(otherSeen, replica, number);
}
