export type { Command, Result } from "./command.ts";
export { hashInteger, hashString, mix32 } from "./hash.ts";
export { KeyValueMachine, valueAfter } from "./key-value.ts";
export type { Machine } from "./machine.ts";
export { freezePlain, hashPlain, PlainDataError } from "./plain-data.ts";
export { createRequest, type Reply, type Request, replyBytes, replyDigest } from "./request.ts";
