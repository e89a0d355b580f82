/**
 * The rounds in which a leader learns that it still leads (dissertation §6.4). A round begins when it is first named in
 * an append request; whoever answers a request that names it, or a later one, has answered it. Rounds count from 1
 * within one leadership: answers name the term too, so those of another leadership are never mistaken for answers here.
 */
export class ReadRounds {
  /** The latest round that has begun, and the latest that a quorum has answered. */
  begun = 0;
  confirmed = 0;
  /** When the confirmed round began, on this server's clock; meaningful once there is one. */
  confirmedSinceUs = 0;
  /** When each round after the confirmed one began. */
  private readonly startsUs: number[] = [];

  begin(nowUs: number): void {
    this.begun++;
    this.startsUs.push(nowUs);
  }

  confirm(round: number): void {
    while (this.confirmed < round) {
      this.confirmed++;
      this.confirmedSinceUs = this.startsUs.shift()!;
    }
  }

  clear(): void {
    this.begun = 0;
    this.confirmed = 0;
    this.confirmedSinceUs = 0;
    this.startsUs.length = 0;
  }

  fork(): ReadRounds {
    const copy = new ReadRounds();
    copy.begun = this.begun;
    copy.confirmed = this.confirmed;
    copy.confirmedSinceUs = this.confirmedSinceUs;
    copy.startsUs.push(...this.startsUs);
    return copy;
  }
}
