import type { Observations } from "../../invariants/observation.ts";
import {
  type Answer,
  type AskedInSession,
  createReply,
  type Read,
  type Reply,
  replyBytes,
  replyDigest,
  type StampedRequest,
  stampRequest,
} from "../machine/index.ts";
import type { AnsweredRead, Proposal, ProposalRejection, ReadRejection, ReadRequest } from "../raft/index.ts";
import type { Process } from "../sim/program.ts";
import { NodeFailure } from "./node-failure.ts";
import type { NodeMachine } from "./node-machine.ts";
import { OUTCOMES } from "./outcomes.ts";

/** Reads that nobody else had to be asked for are counted. */
const HOW_READ: Readonly<Record<AnsweredRead["by"], string | undefined>> = {
  "read-index": undefined,
  lease: "reads answered by lease",
  staleness: "stale reads answered at once",
};

/** What clients have asked of a node and were not answered yet. */
export class ClientRequests {
  /** Requests that wait for the disk before they are proposed. */
  private gathered: AskedInSession[] = [];
  /** Requests proposed here whose entries have not been applied yet; a retry is one of its own. They are few. */
  private readonly waiting: StampedRequest[];
  /** Reads that the core has neither answered nor rejected, all of them handed over under this leader. */
  private readonly reading: ReadRequest[];
  private readingUnder = 0;

  constructor(waiting: StampedRequest[] = [], reading: ReadRequest[] = []) {
    this.waiting = waiting;
    this.reading = reading;
  }

  gather(asked: AskedInSession): void {
    this.gathered.push(asked);
  }

  get hasGathered(): boolean {
    return this.gathered.length > 0;
  }

  takeGathered(): readonly AskedInSession[] {
    const { gathered } = this;
    this.gathered = [];
    return gathered;
  }

  /** They are to be proposed together, and wait from now on. */
  propose(requests: readonly AskedInSession[], nowUs: number): Proposal[] {
    return requests.map((asked): Proposal => {
      const data = stampRequest(asked, nowUs);
      this.waiting.push(data);
      return { data, bytes: asked.bytes };
    });
  }

  takeRead(asked: Read): ReadRequest {
    const { consistency, maxStalenessUs } = asked;
    if (consistency === "eventual") throw new Error("What is eventual is asked of the replica beside the log.");
    const read: ReadRequest = { data: asked, consistency, maxStalenessUs };
    this.reading.push(read);
    return read;
  }

  /** Only where it was proposed is somebody waiting for it. */
  applied(process: Process<Observations>, stamped: StampedRequest, { outcome, index, result }: Answer): void {
    if (!takeOut(this.waiting, stamped)) return;
    this.answer(process, createReply(stamped.asked, outcome, process.id, index, result));
  }

  /** By the machine as it is now, which has applied all that the read must see, and maybe more. */
  answerRead(process: Process<Observations>, { read, by }: AnsweredRead, machine: NodeMachine): void {
    takeOut(this.reading, read);
    const asked = read.data as Read;
    const name = HOW_READ[by];
    if (name !== undefined) process.tally(name);
    this.answer(process, createReply(asked, "read", process.id, machine.index, machine.query(asked.command)));
  }

  rejectProposal(process: Process<Observations>, { proposal, reason, leader }: ProposalRejection): void {
    const stamped = proposal.data as StampedRequest;
    takeOut(this.waiting, stamped);
    this.answer(process, createReply(stamped.asked, OUTCOMES[reason], leader));
  }

  rejectRead(process: Process<Observations>, { read, reason, leader }: ReadRejection): void {
    takeOut(this.reading, read);
    const isOverloaded = reason === "too-many-reads";
    if (isOverloaded) process.tally(`refused: ${reason}`);
    this.answer(process, createReply(read.data as Read, isOverloaded ? "overloaded" : "not-leader", leader));
  }

  /** Whoever waits here may wait for ever: the next leader may keep the entries or replace them. */
  leadershipLost(process: Process<Observations>, leader: number): void {
    if (this.waiting.length === 0) return;
    for (const { asked } of this.waiting) this.answer(process, createReply(asked, "leadership-lost", leader));
    this.waiting.length = 0;
  }

  /** Whoever's read was handed over under another leader has been told by now: a core that forgot one breaks its word. */
  missLostReads(process: Process<Observations>, leader: number): void {
    if (leader === this.readingUnder) return;
    this.readingUnder = leader;
    if (this.reading.length === 0) return;
    throw new NodeFailure(process.id, `it lost ${this.reading.length} reads, neither answered nor rejected`);
  }

  fork(): ClientRequests {
    const copy = new ClientRequests(this.waiting.slice(), this.reading.slice());
    copy.gathered = this.gathered.slice();
    copy.readingUnder = this.readingUnder;
    return copy;
  }

  private answer(process: Process<Observations>, reply: Reply): void {
    process.send(reply.client, reply, replyBytes(reply), replyDigest(reply));
  }
}

/** False if it is not there. */
function takeOut<T>(list: T[], item: T): boolean {
  const place = list.indexOf(item);
  if (place < 0) return false;
  list.splice(place, 1);
  return true;
}
