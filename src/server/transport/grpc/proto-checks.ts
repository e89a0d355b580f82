import type { NodeId } from "../../../raft/index.ts";
import { malformed } from "../wire/payload-reader.ts";

/** A message of the .proto as a plain object. What was read holds every field; messages that were not set are null. */
export type Fields = { readonly [name: string]: unknown };

/** What a .proto cannot say is checked here. */
export function safeNumber(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw malformed(`${value} is no safe integer`);
  return value as number;
}

export function nodeId(value: unknown): NodeId {
  if (value === 0) throw malformed("server 0 is nobody");
  return safeNumber(value);
}

export function given(read: unknown, name: string): Fields {
  if (read === null) throw malformed(`there is no ${name}`);
  return read as Fields;
}

/** Nothing but numbers, each checked, and truth values. */
export function plainFields(fields: Fields): Fields {
  for (const value of Object.values(fields)) if (typeof value !== "boolean") safeNumber(value);
  return fields;
}
