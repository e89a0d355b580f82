import type { Configuration } from "./configuration.ts";

/** A server's name: a positive integer. Zero is nobody. */
export type NodeId = number;

export const NOBODY: NodeId = 0;

interface EntryHeader {
  readonly index: number;
  readonly term: number;
  /** What the entry counts for in every limit; 0 unless it is a command. */
  readonly bytes: number;
}

/** What a client asked for. Its data is opaque to the core. */
export interface CommandEntry extends EntryHeader {
  readonly kind: "command";
  readonly data: unknown;
}

/** What a new leader appends to commit the entries of its predecessors (dissertation §6.4). */
export interface NoOpEntry extends EntryHeader {
  readonly kind: "no-op";
  readonly data: undefined;
}

/** A configuration, in force on each server from the moment the entry is in its log (dissertation §4.1). */
export interface ConfigurationEntry extends EntryHeader {
  readonly kind: "configuration";
  readonly data: Configuration;
}

/** One log entry, immutable and shared between the log, the messages and the writes that carry it. */
export type Entry = CommandEntry | NoOpEntry | ConfigurationEntry;
