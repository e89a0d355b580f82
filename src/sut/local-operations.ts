import { encodeStates, type KeyedState } from "../hybrid/index.ts";
import type { Read } from "../machine/index.ts";
import type { LocalRecord } from "./gossip-message.ts";
import type { RecordImage } from "./record-image.ts";

/** An operation that is done when its record is durable. */
export interface Begun {
  readonly sequence: number;
  readonly delta: KeyedState;
  readonly asked: Read;
}

/** What clients have asked a node to do beside the log, on its way to the disk. */
export class LocalOperations {
  /** In the order of their sequences. */
  private begun: readonly Begun[] = [];
  private sequence: number;
  /** Up to here they are in records on their way to the disk, or durable. */
  private writtenTo: number;
  /**
   * The last operation of each client that was begun here. Networks copy messages, and clients ask once, and count: what
   * is not above the last is a copy.
   */
  private readonly clients: Map<number, number>;

  constructor(localSequence: number, clients: ReadonlyMap<number, number>) {
    this.sequence = localSequence;
    this.writtenTo = localSequence;
    this.clients = new Map(clients);
  }

  /** It goes on from what the disk holds. */
  static boot({ localClients, localSequence }: RecordImage): LocalOperations {
    return new LocalOperations(localSequence, localClients);
  }

  /** Whether the client has asked for this before, or for something since. Otherwise it has now. */
  isCopy({ client, sequence }: Read): boolean {
    if (sequence <= (this.clients.get(client) ?? 0)) return true;
    this.clients.set(client, sequence);
    return false;
  }

  begin(asked: Read, delta: KeyedState): void {
    this.sequence++;
    this.begun = [...this.begun, { sequence: this.sequence, delta, asked }];
  }

  /** Nobody knows any more what becomes of them. */
  drop(): void {
    this.begun = [];
  }

  /** Those that have become durable since this was asked last. */
  takeDurable(localSequence: number): readonly Begun[] {
    const durable = this.begun.filter(({ sequence }) => sequence <= localSequence);
    this.begun = this.begun.slice(durable.length);
    return durable;
  }

  /** All that has begun; undefined if that is nothing, or a record is on its way: then it goes with the next. */
  nextRecord(localSequence: number): LocalRecord | undefined {
    if (this.writtenTo > localSequence || this.begun.length === 0) return undefined;
    this.writtenTo = this.sequence;
    return {
      kind: "local",
      sequence: this.sequence,
      states: encodeStates(this.begun.map(({ delta }) => delta)),
      clients: new Map(this.begun.map(({ asked }) => [asked.client, asked.sequence])),
    };
  }

  fork(): LocalOperations {
    const copy = new LocalOperations(this.sequence, this.clients);
    copy.begun = this.begun;
    copy.writtenTo = this.writtenTo;
    return copy;
  }
}
