export type { Command, Result } from "./command.ts";
export { hashInteger, mix32 } from "./hash.ts";
export { KeyValueMachine, valueAfter } from "./key-value.ts";
export type { Machine } from "./machine.ts";
export { freezePlain, hashPlain, PlainDataError } from "./plain-data.ts";
export { ANY_STALENESS_US, type Consistency, type Read } from "./read.ts";
export {
  type Asked,
  createRegistration,
  createReply,
  createRequest,
  isAsked,
  type Registration,
  type Reply,
  type Request,
  replyBytes,
  replyDigest,
} from "./request.ts";
export { type Answer, SessionMachine } from "./session-machine.ts";
export { DEFAULT_SESSION_LIMITS, type SessionCounts, type SessionLimits } from "./session-table.ts";
export { type StampedRequest, stampRequest } from "./stamped-request.ts";
