import type { History, Operation } from "./history.ts";
import type { SiegeClient } from "./siege-client.ts";
import { isWrittenOnce } from "./workload.ts";

/** One read that is not answered is asked for again, so often. */
const ATTEMPTS = 5;

/** Reads every key that a client asked to write, once all is well again. Gives the keys that nobody could read. */
export async function readAll(
  clients: readonly SiegeClient[],
  { operations }: History,
  interrupt: AbortSignal,
): Promise<string[]> {
  const keys = [...new Set(operations.filter(isWrite).map(({ command }) => command.key))].values();
  const unread: string[] = [];
  const readNext = async (client: SiegeClient): Promise<void> => {
    for (const key of keys) {
      if (interrupt.aborted) return;
      if (!(await readOne(client, key))) unread.push(key);
    }
  };
  await Promise.all(clients.map(readNext));
  return unread;
}

async function readOne(client: SiegeClient, key: string): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) if (await client.readLast(key)) return true;
  return false;
}

/** What became of the writes to keys that are written once, by what the last answered read of each has found. */
export interface WrittenOnce {
  readonly acknowledged: number;
  /** Acknowledged, read afterwards, and not there. */
  readonly lost: readonly Operation[];
  /** Acknowledged, and not read afterwards: an interrupted siege does not know of them. */
  readonly unread: number;
}

export function writtenOnce(operations: readonly Operation[]): WrittenOnce {
  const lastReads = new Map<string, Operation>();
  for (const read of operations) {
    if (read.command.kind === "get" && read.end?.outcome === "ok") lastReads.set(read.command.key, read);
  }
  const acknowledged = operations.filter(
    (operation) => isWrite(operation) && isWrittenOnce(operation.command.key) && operation.end?.outcome === "ok",
  );
  const checks = acknowledged.map((write) => {
    const read = lastReads.get(write.command.key);
    return { write, read: read !== undefined && read.invokedEvent > write.end!.event ? read : undefined };
  });
  const isLost = ({ write, read }: (typeof checks)[number]): boolean =>
    read !== undefined && read.end!.result!.previous !== valueIn(write.command);
  return {
    acknowledged: acknowledged.length,
    lost: checks.filter(isLost).map(({ write }) => write),
    unread: checks.filter(({ read }) => read === undefined).length,
  };
}

function valueIn(command: Operation["command"]): string | undefined {
  return "value" in command ? command.value : undefined;
}

function isWrite({ command }: Operation): boolean {
  return command.kind !== "get";
}
