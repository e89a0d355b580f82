import type { RaftView } from "../../sut/index.ts";
import { isMoreUpToDate } from "./viability.ts";

/**
 * The two servers that are most at odds: one has the more up-to-date log (Raft paper §5.4.1), the other is ahead of it
 * in some other way. Where no more than a quorum is left they need each other, and a core that forgets one of the ways
 * in which servers can differ never elects either. Given at least two.
 */
export function findOpposites(views: readonly RaftView[]): readonly [RaftView, RaftView] {
  let found: readonly [RaftView, RaftView] = [views[0]!, views[1]!];
  let most = 0;
  for (const better of views) {
    for (const worse of views) {
      const oddities = isMoreUpToDate(better, worse) ? waysAhead(worse, better) : 0;
      if (oddities <= most) continue;
      most = oddities;
      found = [better, worse];
    }
  }
  return found;
}

/** In how many ways one is ahead: by a longer log, by a higher term. */
function waysAhead(one: RaftView, other: RaftView): number {
  return Number(one.lastIndex > other.lastIndex) + Number(one.term > other.term);
}
