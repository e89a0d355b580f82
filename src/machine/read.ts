import { hashInteger, hashString, hashTime } from "./hash.ts";
import { freezePlain, hashPlain, plainBytes } from "./plain-data.ts";

/** What a read that does not go through the log promises. Lease: linearizable as long as clocks keep their bound. */
export type Consistency = "linearizable" | "lease" | "stale";

/**
 * What is promised of whatever does not go through the log. Eventual: one node answers it at once from what it has heard
 * so far. Where an application has it, it may change something too: it is asked once, of one node, and all others hear of
 * it sooner or later.
 */
export type Assurance = Consistency | "eventual";

/** Of a stale read that may show any state that ever was. */
export const ANY_STALENESS_US = Number.MAX_SAFE_INTEGER;

/** In place of the session: reads need none, because one that is carried out twice does no harm. */
export const READ_SESSION = -1;

/**
 * What a client sends to have a command answered without an entry in the log. It changes nothing, unless it is eventual.
 * Immutable.
 */
export interface Read {
  readonly kind: "read";
  readonly client: number;
  readonly session: typeof READ_SESSION;
  /** Of the operation; a retry keeps it. */
  readonly sequence: number;
  /** Plain data, frozen. */
  readonly command: unknown;
  readonly consistency: Assurance;
  /** Stale: how old the state may be that it shows; 0 for the others. */
  readonly maxStalenessUs: number;
  readonly bytes: number;
  readonly digest: number;
}

const ENVELOPE_BYTES = 24;

/** @throws PlainDataError if the command is not plain data. */
export function createRead(
  client: number,
  sequence: number,
  command: unknown,
  consistency: Assurance,
  maxStalenessUs: number,
): Read {
  freezePlain(command);
  const bytes = ENVELOPE_BYTES + plainBytes(command);
  const asked = hashInteger(sequence, hashInteger(READ_SESSION, hashInteger(client, 0)));
  const digest = hashPlain(command, hashTime(maxStalenessUs, hashString(consistency, asked)));
  return {
    kind: "read",
    client,
    session: READ_SESSION,
    sequence,
    command,
    consistency,
    maxStalenessUs,
    bytes,
    digest,
  };
}
