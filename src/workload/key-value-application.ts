import type { Command, Result } from "../machine/command.ts";
import { KeyValueMachine, valueAfter } from "../machine/key-value.ts";
import { type Application, COMMAND_DRAWS, type Commands } from "./application.ts";

/** Keys are few, so that clients meet on them. */
const KEYS = Array.from({ length: 16 }, (_, number) => `k${number}`);

/** Of 100 commands, up to which draw each kind goes; the rest are appends. */
const GET_BELOW = 30;
const PUT_BELOW = 55;
const DELETE_BELOW = 60;
const COMPARE_AND_SET_BELOW = 80;
const KIND_DRAWS = 100;

/** From this length on a value is replaced instead of appended to. */
const APPEND_BELOW_LENGTH = 64;

/** The key-value machine, and clients that read and write its keys in all ways. */
export const KEY_VALUE_APPLICATION: Application<Command, Result> = {
  createMachine: () => new KeyValueMachine(),
  readsOnly: ({ kind }) => kind === "get",
  createCommands: () => new KeyValueCommands(),
};

/** What the client last learned about one key. Immutable. */
interface Sighting {
  readonly value: string | undefined;
  /** False after a write whose outcome was never learned: the value may be longer than what was seen. */
  readonly certain: boolean;
}

const NOTHING_SEEN: Sighting = { value: undefined, certain: true };

/**
 * Makes one client's commands, each from a single draw, so that a choice and its command share an identity.
 *
 * Written values are unique: they name the client and the sequence. Compare-and-set expects what the client last saw,
 * so that it succeeds while nobody else writes the key. Values stay bounded however long the run: a client appends
 * only to what it last saw short, and between two sightings of a key it appends at most one operation to it.
 */
export class KeyValueCommands implements Commands<Command, Result> {
  private sightings = new Map<string, Sighting>();

  next(draw: number, client: number, sequence: number): Command {
    const kindAndKey = Math.floor((draw * KIND_DRAWS * KEYS.length) / COMMAND_DRAWS);
    const kindDraw = kindAndKey % KIND_DRAWS;
    const key = KEYS[Math.floor(kindAndKey / KIND_DRAWS)];
    if (key === undefined) throw new Error(`The draw ${draw} is not below ${COMMAND_DRAWS}.`);
    if (kindDraw < GET_BELOW) return { kind: "get", key };
    const value = `c${client}.${sequence}`;
    if (kindDraw < PUT_BELOW) return { kind: "put", key, value };
    if (kindDraw < DELETE_BELOW) return { kind: "delete", key };
    const seen = this.sightings.get(key) ?? NOTHING_SEEN;
    if (kindDraw < COMPARE_AND_SET_BELOW) return { kind: "compare-and-set", key, expected: seen.value, value };
    const appendable = seen.certain && (seen.value ?? "").length < APPEND_BELOW_LENGTH;
    return { kind: appendable ? "append" : "put", key, value };
  }

  /** The cluster answered the command with what the key held before it. */
  learned(command: Command, result: Result): void {
    this.sightings.set(command.key, { value: valueAfter(command, result.previous), certain: true });
  }

  lost(command: Command): void {
    if (command.kind === "get") return;
    const seen = this.sightings.get(command.key) ?? NOTHING_SEEN;
    this.sightings.set(command.key, { value: seen.value, certain: false });
  }

  fork(): KeyValueCommands {
    const copy = new KeyValueCommands();
    copy.sightings = new Map(this.sightings);
    return copy;
  }
}
