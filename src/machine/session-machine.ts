import { ByteReader } from "./byte-reader.ts";
import { ByteWriter, PIECE_BYTES, PIECE_SLAB_BYTES } from "./byte-writer.ts";
import { DecodingError } from "./decoding-error.ts";
import { hashInteger } from "./hash.ts";
import {
  DEFAULT_IDEMPOTENCY_LIMITS,
  fingerprintOf,
  type IdempotencyLimits,
  IdempotencyTable,
} from "./idempotency-table.ts";
import type { Machine } from "./machine.ts";
import type { Asked, OneShot } from "./request.ts";
import { recallReply } from "./session.ts";
import { readKeys, readSessions, writeKeys, writeSessions } from "./session-codec.ts";
import type { SessionCounts, SessionLimits } from "./session-table.ts";
import { SessionTable } from "./session-table.ts";
import type { StampedRequest } from "./stamped-request.ts";

/** What the state in bytes begins with; another meaning of the bytes gets another. */
const VERSION = 1;
const SEAL_OFFSET = 1;

/** What came of an entry. */
export interface Answer {
  readonly outcome: "applied" | "registered" | "session-expired" | "sequence-reused" | "idempotency-key-reused";
  /** Applied: where in the log the command was carried out. Registered: the session. Otherwise 0. */
  readonly index: number;
  /** Applied: the machine's answer. Otherwise undefined. */
  readonly result: unknown;
}

const SESSION_EXPIRED: Answer = { outcome: "session-expired", index: 0, result: undefined };
const SEQUENCE_REUSED: Answer = { outcome: "sequence-reused", index: 0, result: undefined };
const KEY_REUSED: Answer = { outcome: "idempotency-key-reused", index: 0, result: undefined };

/**
 * A machine behind the sessions of its clients: each command is carried out once, however often it stands in the log. A
 * retry is given the first answer. Where that is not known any more, or stood under another command, the command is not
 * carried out. A command without a session is carried out once if it has an idempotency key, as long as that is remembered.
 */
export class SessionMachine {
  private readonly machine: Machine<unknown, unknown>;
  private readonly table: SessionTable;
  private readonly keys: IdempotencyTable;

  private constructor(machine: Machine<unknown, unknown>, table: SessionTable, keys: IdempotencyTable) {
    this.machine = machine;
    this.table = table;
    this.keys = keys;
  }

  /** `machine` has applied nothing. Its answers are frozen plain data. */
  static create(
    machine: Machine<unknown, unknown>,
    sessions: SessionLimits,
    keys: IdempotencyLimits = DEFAULT_IDEMPOTENCY_LIMITS,
  ): SessionMachine {
    return new SessionMachine(machine, new SessionTable(sessions), new IdempotencyTable(keys));
  }

  /** Of the machine, the sessions and the idempotency keys together. */
  get stateHash(): number {
    return (this.machine.stateHash + this.table.hash + this.keys.hash) | 0;
  }

  /** The only time that the machine knows: the highest stamp in the log so far. */
  get logTimeUs(): number {
    return this.table.timeUs;
  }

  get sessionCounts(): SessionCounts {
    return this.table.counts;
  }

  /** Carries out what the entry at `index` asks for. */
  apply({ asked, atUs }: StampedRequest<Asked>, index: number): Answer {
    const { keys, machine, table } = this;
    table.passTime(atUs);
    keys.passTime(table.timeUs);
    if (asked.kind === "one-shot") return this.carryOutOnce(asked, index);
    if (asked.kind === "registration") {
      table.register(asked.client, index);
      return { outcome: "registered", index, result: undefined };
    }
    const session = table.find(asked.client, asked.session);
    if (session === undefined) return SESSION_EXPIRED;
    const earlier = recallReply(session, asked.sequence);
    if (earlier === "forgotten") return SESSION_EXPIRED;
    if (earlier !== "new") {
      table.use(session, index);
      if (earlier.digest !== asked.digest) return SEQUENCE_REUSED;
      return { outcome: "applied", index: earlier.index, result: earlier.result };
    }
    const result = machine.apply(asked.command);
    table.remember(session, asked, result, index);
    return { outcome: "applied", index, result };
  }

  /** Asks the machine as it is; no session is needed, and none is used. */
  query(command: unknown): unknown {
    if (this.machine.query === undefined) throw new Error("The machine cannot be asked without an entry in the log.");
    return this.machine.query(command);
  }

  /**
   * Everything that it will go on from, as bytes, made as they are asked for. Meanwhile it applies nothing: `machineBytes`
   * takes a copy.
   */
  *stateBytes(): Generator<Uint8Array, void, undefined> {
    const { machine } = this;
    if (machine.stateBytes === undefined) throw new Error("The machine cannot be written down: it has no stateBytes.");
    const writer = new ByteWriter(PIECE_SLAB_BYTES);
    writer.writeByte(VERSION);
    writer.writeWord(this.seal);
    for (const _ of writeSessions(writer, this.table)) if (writer.length >= PIECE_BYTES) yield writer.take();
    for (const _ of writeKeys(writer, this.keys)) if (writer.length >= PIECE_BYTES) yield writer.take();
    yield writer.take();
    yield* machine.stateBytes();
  }

  /**
   * Takes up the state of another, from the bytes of it. It has applied nothing before.
   *
   * @throws DecodingError if these are other bytes, or hold more than the limits allow. Then it is of no use any more.
   */
  restoreState(pieces: Iterable<Uint8Array>): void {
    const { machine } = this;
    if (machine.restoreState === undefined) throw new Error("The machine cannot be restored: it has no restoreState.");
    const reader = new ByteReader(pieces);
    reader.readVersion(VERSION, "a machine with sessions");
    const seal = reader.readWord();
    readSessions(reader, this.table);
    readKeys(reader, this.keys);
    const { offset } = reader;
    try {
      machine.restoreState(reader.rest());
    } catch (error) {
      throw error instanceof DecodingError ? error.within(offset) : error;
    }
    if (this.seal !== seal) reader.fail(`its contents hash to ${this.seal}, and hashed to ${seal} before`, SEAL_OFFSET);
  }

  fork(): SessionMachine {
    return new SessionMachine(this.machine.fork(), this.table.fork(), this.keys.fork());
  }

  /** Says of the state in bytes whether it is what was written down. */
  private get seal(): number {
    const { crowdedOut, expired, registered } = this.sessionCounts;
    return hashInteger(crowdedOut, hashInteger(expired, hashInteger(registered, this.stateHash)));
  }

  /** Without a key nobody can tell a copy from another command, so it is carried out. */
  private carryOutOnce(asked: OneShot, index: number): Answer {
    const { keys, machine, table } = this;
    const { command, idempotencyKey } = asked;
    if (idempotencyKey === undefined) return { outcome: "applied", index, result: machine.apply(command) };
    const fingerprint = fingerprintOf(command, idempotencyKey);
    const earlier = keys.find(idempotencyKey);
    if (earlier === undefined) {
      const result = machine.apply(command);
      keys.remember(idempotencyKey, fingerprint, result, index, table.timeUs);
      return { outcome: "applied", index, result };
    }
    const [first, second] = earlier.fingerprint;
    if (first !== fingerprint[0] || second !== fingerprint[1]) return KEY_REUSED;
    return { outcome: "applied", index: earlier.index, result: earlier.result };
  }
}
