export type { Command, Result } from "./command.ts";
export { DecodingError } from "./decoding-error.ts";
export { hashInteger, mix32 } from "./hash.ts";
export { DEFAULT_IDEMPOTENCY_LIMITS, type IdempotencyLimits } from "./idempotency-table.ts";
export { isRefused, KeyValueMachine, MAX_VALUE_LENGTH, valueAfter } from "./key-value.ts";
export type { Machine } from "./machine.ts";
export { machineBytes, machineFrom } from "./machine-bytes.ts";
export { freezePlain, hashPlain, PlainDataError } from "./plain-data.ts";
export { ANY_STALENESS_US, type Assurance, type Consistency, type Read } from "./read.ts";
export {
  type Asked,
  type AskedInSession,
  createOneShot,
  createRegistration,
  createReply,
  createRequest,
  isAsked,
  type OneShot,
  type Registration,
  type Reply,
  type Request,
  replyBytes,
  replyDigest,
} from "./request.ts";
export { type Answer, SessionMachine } from "./session-machine.ts";
export { DEFAULT_SESSION_LIMITS, type SessionCounts, type SessionLimits } from "./session-table.ts";
export { decodeStamped, encodeStamped } from "./stamped-codec.ts";
export { type StampedRequest, stampRequest } from "./stamped-request.ts";
