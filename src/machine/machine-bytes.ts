import { DEFAULT_IDEMPOTENCY_LIMITS, type IdempotencyLimits } from "./idempotency-table.ts";
import { KeyValueMachine } from "./key-value.ts";
import type { Machine } from "./machine.ts";
import { SessionMachine } from "./session-machine.ts";
import type { SessionLimits } from "./session-table.ts";

/** No piece is larger. */
const MAX_PIECE_BYTES = 65_536;

/**
 * The machine with its sessions as it is now, whatever it applies from here on: bytes in pieces of at most 64 KiB, made
 * as they are asked for. Equal states give equal bytes.
 */
export function machineBytes(machine: SessionMachine): Iterable<Uint8Array> {
  return cut(machine.fork());
}

/**
 * The machine that was written down in these bytes, cut into any pieces. `machine` has applied nothing, and is of the
 * same kind. The limits are those that it had.
 *
 * @throws DecodingError if the bytes are damaged, incomplete, or of a later version of this program.
 */
export function machineFrom(
  pieces: Iterable<Uint8Array>,
  sessions: SessionLimits,
  keys: IdempotencyLimits = DEFAULT_IDEMPOTENCY_LIMITS,
  machine: Machine<unknown, unknown> = new KeyValueMachine(),
): SessionMachine {
  const restored = SessionMachine.create(machine, sessions, keys);
  restored.restoreState(pieces);
  return restored;
}

function* cut(machine: SessionMachine): Generator<Uint8Array, void, undefined> {
  for (const piece of machine.stateBytes()) {
    for (let at = 0; at < piece.length; at += MAX_PIECE_BYTES) yield piece.subarray(at, at + MAX_PIECE_BYTES);
  }
}
