import type { Deed, TimedDeed } from "./deed.ts";

/** All that is done to a cluster in a storm, in order. */
export class Recording {
  readonly deeds: TimedDeed[] = [];
  /** When the storm was over. What the calm does then, the calm of a replay does again on its own. */
  stormEndsAtUs: number | undefined = undefined;

  note(atUs: number, deed: Deed): void {
    if (this.stormEndsAtUs === undefined) this.deeds.push({ atUs, deed });
  }

  fork(): Recording {
    const copy = new Recording();
    copy.deeds.push(...this.deeds);
    copy.stormEndsAtUs = this.stormEndsAtUs;
    return copy;
  }
}
