import type { Law, Step } from "./law.ts";

/** A follower that went back, and came forward again, may need once more what is being read for it already. */
const READS_FOR_A_FOLLOWER = 2;

/** Storage is not asked again and again for what it is reading already. */
export class Fetching implements Law {
  readonly about = "what storage is asked for";
  readonly source = "kraft's own";
  /** By the first index, how many fetches of this leadership were not answered yet. */
  private underWay = new Map<number, number>();

  check({ before, input, output, peers, view }: Step): void {
    if (before.role !== "leader" || before.term !== view.term) this.underWay = new Map();
    if (input.kind === "fetched") this.underWay.delete(input.firstIndex);
    // Some may be left out in the step in which something was fetched for them.
    const followers = Math.max(before.peers.length, peers.length);
    for (const { firstIndex } of output.fetches) {
      const count = (this.underWay.get(firstIndex) ?? 0) + 1;
      if (count > READS_FOR_A_FOLLOWER * followers) {
        throw new Error(`${followers} followers need ${firstIndex}, and it is fetched ${count} times at once`);
      }
      this.underWay.set(firstIndex, count);
    }
  }

  fork(): Fetching {
    const copy = new Fetching();
    copy.underWay = new Map(this.underWay);
    return copy;
  }
}
