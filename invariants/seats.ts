import type { Observations } from "./observation.ts";

/** The observations that come for each entry on each node, and make up nearly all that is told. */
export type Frequent =
  | "appendAcknowledged"
  | "appended"
  | "entryPersisted"
  | "committed"
  | "applied"
  | "commandApplied"
  | "sessionTimed";

type Listener = Partial<Observations>;

/** Sits where nobody does. */
const DEAF: Pick<Observations, Frequent> = {
  appendAcknowledged() {},
  appended() {},
  entryPersisted() {},
  committed() {},
  applied() {},
  commandApplied() {},
  sessionTimed() {},
};

/**
 * Those who want the frequent observations. Each has a seat, and each seat is called by a line of its own: there the
 * engine meets one class only, and takes in what it does, where a loop would call all of them as strangers. In the first
 * seat is the onlooker, so that the others have the same seats with one and without.
 */
export class Seats implements Pick<Observations, Frequent> {
  private readonly ofAcknowledged: readonly Pick<Observations, "appendAcknowledged">[];
  private readonly ofAppended: readonly Pick<Observations, "appended">[];
  private readonly ofPersisted: readonly Pick<Observations, "entryPersisted">[];
  private readonly ofCommitted: readonly Pick<Observations, "committed">[];
  private readonly ofApplied: readonly Pick<Observations, "applied">[];
  private readonly ofCommands: readonly Pick<Observations, "commandApplied">[];
  private readonly ofSessions: readonly Pick<Observations, "sessionTimed">[];

  constructor(onlooker: Listener | undefined, others: readonly Listener[]) {
    this.ofAcknowledged = seated("appendAcknowledged", 5, onlooker, others);
    this.ofAppended = seated("appended", 6, onlooker, others);
    this.ofPersisted = seated("entryPersisted", 5, onlooker, others);
    this.ofCommitted = seated("committed", 10, onlooker, others);
    this.ofApplied = seated("applied", 4, onlooker, others);
    this.ofCommands = seated("commandApplied", 4, onlooker, others);
    this.ofSessions = seated("sessionTimed", 2, onlooker, others);
  }

  appendAcknowledged(node: number, term: number, index: number, leader: number): void {
    const { ofAcknowledged: seats } = this;
    seats[0]!.appendAcknowledged(node, term, index, leader);
    seats[1]!.appendAcknowledged(node, term, index, leader);
    seats[2]!.appendAcknowledged(node, term, index, leader);
    seats[3]!.appendAcknowledged(node, term, index, leader);
    seats[4]!.appendAcknowledged(node, term, index, leader);
    for (let seat = 5; seat < seats.length; seat++) seats[seat]!.appendAcknowledged(node, term, index, leader);
  }

  appended(node: number, index: number, term: number, digest: number): void {
    const { ofAppended: seats } = this;
    seats[0]!.appended(node, index, term, digest);
    seats[1]!.appended(node, index, term, digest);
    seats[2]!.appended(node, index, term, digest);
    seats[3]!.appended(node, index, term, digest);
    seats[4]!.appended(node, index, term, digest);
    seats[5]!.appended(node, index, term, digest);
    for (let seat = 6; seat < seats.length; seat++) seats[seat]!.appended(node, index, term, digest);
  }

  entryPersisted(node: number, index: number, term: number, digest: number): void {
    const { ofPersisted: seats } = this;
    seats[0]!.entryPersisted(node, index, term, digest);
    seats[1]!.entryPersisted(node, index, term, digest);
    seats[2]!.entryPersisted(node, index, term, digest);
    seats[3]!.entryPersisted(node, index, term, digest);
    seats[4]!.entryPersisted(node, index, term, digest);
    for (let seat = 5; seat < seats.length; seat++) seats[seat]!.entryPersisted(node, index, term, digest);
  }

  committed(node: number, index: number, term: number): void {
    const { ofCommitted: seats } = this;
    seats[0]!.committed(node, index, term);
    seats[1]!.committed(node, index, term);
    seats[2]!.committed(node, index, term);
    seats[3]!.committed(node, index, term);
    seats[4]!.committed(node, index, term);
    seats[5]!.committed(node, index, term);
    seats[6]!.committed(node, index, term);
    seats[7]!.committed(node, index, term);
    seats[8]!.committed(node, index, term);
    seats[9]!.committed(node, index, term);
    for (let seat = 10; seat < seats.length; seat++) seats[seat]!.committed(node, index, term);
  }

  applied(node: number, index: number, stateHash: number): void {
    const { ofApplied: seats } = this;
    seats[0]!.applied(node, index, stateHash);
    seats[1]!.applied(node, index, stateHash);
    seats[2]!.applied(node, index, stateHash);
    seats[3]!.applied(node, index, stateHash);
    for (let seat = 4; seat < seats.length; seat++) seats[seat]!.applied(node, index, stateHash);
  }

  commandApplied(node: number, index: number, client: number, sequence: number, executedIndex: number): void {
    const { ofCommands: seats } = this;
    seats[0]!.commandApplied(node, index, client, sequence, executedIndex);
    seats[1]!.commandApplied(node, index, client, sequence, executedIndex);
    seats[2]!.commandApplied(node, index, client, sequence, executedIndex);
    seats[3]!.commandApplied(node, index, client, sequence, executedIndex);
    for (let seat = 4; seat < seats.length; seat++)
      seats[seat]!.commandApplied(node, index, client, sequence, executedIndex);
  }

  sessionTimed(
    node: number,
    index: number,
    stampUs: number,
    logTimeUs: number,
    client: number,
    session: number,
    sequence: number,
    isUsed: boolean,
  ): void {
    const { ofSessions: seats } = this;
    seats[0]!.sessionTimed(node, index, stampUs, logTimeUs, client, session, sequence, isUsed);
    seats[1]!.sessionTimed(node, index, stampUs, logTimeUs, client, session, sequence, isUsed);
    for (let seat = 2; seat < seats.length; seat++)
      seats[seat]!.sessionTimed(node, index, stampUs, logTimeUs, client, session, sequence, isUsed);
  }
}

/** At least so many seats, the last of them empty. */
function seated<Name extends Frequent>(
  name: Name,
  seatCount: number,
  onlooker: Listener | undefined,
  others: readonly Listener[],
): Pick<Observations, Name>[] {
  const wants = (listener: Listener | undefined): listener is Pick<Observations, Name> =>
    listener?.[name] !== undefined;
  const seats: Pick<Observations, Name>[] = [wants(onlooker) ? onlooker : DEAF, ...others.filter(wants)];
  while (seats.length < seatCount) seats.push(DEAF);
  return seats;
}
