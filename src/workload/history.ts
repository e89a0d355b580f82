import type { Assurance } from "../machine/read.ts";
import type { ClientWitness } from "./witness.ts";

/** One client operation, as the client saw it. */
export interface Operation {
  readonly client: number;
  readonly sequence: number;
  readonly command: unknown;
  /** Number of the event in which it began, and virtual time in microseconds. */
  readonly invokedEvent: number;
  readonly invokedUs: number;
  /** Undefined while it is open, and for ever if the client gave it up: then it may have been applied, or not. */
  readonly returned: Return | undefined;
  /** It ended because the client's session had expired: it may have been applied before, or not. */
  readonly expired: boolean;
  /** It ended because the cluster never takes such a command: it was not applied, and will not be. */
  readonly refused: boolean;
  /** What it promises if it is a read that does not go through the log; otherwise undefined. */
  readonly consistency: Assurance | undefined;
}

/** The answer to an operation. Within one event, answers precede the operations that begin. */
export interface Return {
  readonly event: number;
  readonly atUs: number;
  /** Where the cluster said the command was applied; of a read, up to where the machine had applied the log. */
  readonly index: number;
  readonly result: unknown;
}

/** Columns of the table of numbers. */
const CLIENT = 0;
const SEQUENCE = 1;
const INVOKED_EVENT = 2;
const INVOKED_US = 3;
const RETURNED_EVENT = 4;
const RETURNED_US = 5;
const INDEX = 6;
const CONSISTENCY = 7;
const COLUMNS = 8;

/** By the number in the table. */
const CONSISTENCIES: readonly (Assurance | undefined)[] = [undefined, "linearizable", "lease", "stale", "eventual"];

const NOT_RETURNED = -1;
const EXPIRED = -2;
const REFUSED = -3;
const FIRST_CAPACITY = 1024;

/**
 * All client operations of a run, in the order in which they began. A long run has hundreds of thousands, so they are
 * kept in a table, about 80 bytes each beside the commands and their results, and made into records when asked for.
 */
export class History implements ClientWitness {
  private event = 0;
  private atUs = 0;
  private numbers = new Float64Array(FIRST_CAPACITY * COLUMNS);
  private commands: unknown[] = [];
  private results: unknown[] = [];
  /** Where each client's open operation stands, by the client's number. */
  private openPositions: (number | undefined)[] = [];

  /** How many operations have begun. */
  get length(): number {
    return this.commands.length;
  }

  /** What is told from here on happens in this event, at this virtual time. */
  now(event: number, atUs: number): void {
    this.event = event;
    this.atUs = atUs;
  }

  clientInvoked(client: number, sequence: number, command: unknown): void {
    this.open(client, sequence, command, undefined);
  }

  clientRead(client: number, sequence: number, command: unknown, consistency: Assurance): void {
    this.open(client, sequence, command, consistency);
  }

  clientReturned(client: number, sequence: number, index: number, result: unknown): void {
    const position = this.close(client, sequence);
    if (result === undefined) return;
    const row = position * COLUMNS;
    this.numbers[row + RETURNED_EVENT] = this.event;
    this.numbers[row + RETURNED_US] = this.atUs;
    this.numbers[row + INDEX] = index;
    this.results[position] = result;
  }

  clientSessionExpired(client: number, sequence: number): void {
    this.numbers[this.close(client, sequence) * COLUMNS + RETURNED_EVENT] = EXPIRED;
  }

  clientRefused(client: number, sequence: number): void {
    this.numbers[this.close(client, sequence) * COLUMNS + RETURNED_EVENT] = REFUSED;
  }

  /** The operation at `position`, counted from 0. */
  at(position: number): Operation {
    const command = this.commands[position];
    if (command === undefined) throw new RangeError(`No operation at ${position}: there are ${this.length}.`);
    return {
      client: this.number(position, CLIENT),
      sequence: this.number(position, SEQUENCE),
      command,
      invokedEvent: this.number(position, INVOKED_EVENT),
      invokedUs: this.number(position, INVOKED_US),
      returned: this.returnAt(position),
      expired: this.number(position, RETURNED_EVENT) === EXPIRED,
      refused: this.number(position, RETURNED_EVENT) === REFUSED,
      consistency: CONSISTENCIES[this.number(position, CONSISTENCY)],
    };
  }

  *[Symbol.iterator](): IterableIterator<Operation> {
    for (let position = 0; position < this.length; position++) yield this.at(position);
  }

  fork(): History {
    const copy = new History();
    copy.now(this.event, this.atUs);
    copy.numbers = this.numbers.slice();
    copy.commands = this.commands.slice();
    copy.results = this.results.slice();
    copy.openPositions = this.openPositions.slice();
    return copy;
  }

  private open(client: number, sequence: number, command: unknown, consistency: Assurance | undefined): void {
    if (this.openPositions[client] !== undefined) {
      throw new Error(`Client ${client} began operation ${sequence} while another was open.`);
    }
    const row = this.commands.length * COLUMNS;
    if (row === this.numbers.length) this.grow();
    this.openPositions[client] = this.commands.length;
    this.commands.push(command);
    this.results.push(undefined);
    this.numbers[row + CLIENT] = client;
    this.numbers[row + SEQUENCE] = sequence;
    this.numbers[row + INVOKED_EVENT] = this.event;
    this.numbers[row + INVOKED_US] = this.atUs;
    this.numbers[row + RETURNED_EVENT] = NOT_RETURNED;
    this.numbers[row + CONSISTENCY] = CONSISTENCIES.indexOf(consistency);
  }

  /** Where the client's open operation stands, which ends. */
  private close(client: number, sequence: number): number {
    const position = this.openPositions[client];
    if (position === undefined || this.numbers[position * COLUMNS + SEQUENCE] !== sequence) {
      throw new Error(`Client ${client} ended operation ${sequence}, which is not open.`);
    }
    this.openPositions[client] = undefined;
    return position;
  }

  private returnAt(position: number): Return | undefined {
    const event = this.number(position, RETURNED_EVENT);
    if (event < 0) return undefined;
    return {
      event,
      atUs: this.number(position, RETURNED_US),
      index: this.number(position, INDEX),
      result: this.results[position],
    };
  }

  private number(position: number, column: number): number {
    return this.numbers[position * COLUMNS + column]!;
  }

  /** By half, so that a long history wastes little. */
  private grow(): void {
    const rows = this.numbers.length / COLUMNS;
    const grown = new Float64Array((rows + (rows >>> 1)) * COLUMNS);
    grown.set(this.numbers);
    this.numbers = grown;
  }
}
