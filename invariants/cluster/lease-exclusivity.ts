import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { momentPhrase, nodeName } from "../words.ts";

interface Lease {
  readonly term: number;
  /** At the earliest, in virtual time. */
  readonly endUs: number;
  readonly phrase: string;
}

/**
 * While a leader's lease lasts nobody becomes leader of a later term (dissertation §6.4.1): those who answered the round
 * that it rests on elect nobody, whether or not they restart, or hear of a higher term. A leader that crashes, steps down
 * or tells another to campaign has no lease any more.
 *
 * The lease is measured on the leader's clock: it lasts at least as long as if that were the fastest there is.
 */
export class LeaseExclusivity implements Checker {
  readonly name = "lease-exclusivity";
  readonly promisedBy = "cluster";
  readonly needs = ["leaseConfirmed", "toldToCampaign", "becameLeader", "steppedDown", "crashed"] as const;
  private readonly evidence: Evidence;
  /** By the node that leads. */
  private readonly leases: Map<number, Lease>;

  constructor(evidence: Evidence, leases = new Map<number, Lease>()) {
    this.evidence = evidence;
    this.leases = leases;
  }

  leaseConfirmed(node: number, term: number, leftUs: number): void {
    const { atUs, event, fastestClockPerMille } = this.evidence;
    if (fastestClockPerMille === 0) return;
    const endUs = atUs + Math.floor((leftUs * 1_000) / fastestClockPerMille);
    this.leases.set(node, { term, endUs, phrase: momentPhrase(event, atUs) });
  }

  toldToCampaign(node: number): void {
    this.leases.delete(node);
  }

  steppedDown(node: number): void {
    this.leases.delete(node);
  }

  crashed(node: number): void {
    this.leases.delete(node);
  }

  becameLeader(node: number, term: number): void {
    if (this.evidence.fastestClockPerMille === 0) return;
    for (const [holder, lease] of this.leases) {
      if (holder === node || lease.term >= term || lease.endUs <= this.evidence.atUs) continue;
      const leftUs = lease.endUs - this.evidence.atUs;
      const held = `the lease of ${nodeName(holder)}, leader of term ${lease.term}, lasts for ${leftUs} us more`;
      const message = `${nodeName(node)} became leader of term ${term}, but ${held}: it was confirmed at ${lease.phrase}`;
      this.evidence.report(this, [holder, node], message);
    }
  }

  fork(evidence: Evidence): LeaseExclusivity {
    return new LeaseExclusivity(evidence, new Map(this.leases));
  }
}
