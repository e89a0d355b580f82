import { hashPlain } from "../../../src/machine/index.ts";
import type { ClientOperation } from "./operation.ts";

/**
 * Operations of one kind do the same in equal states; the number of the first of them names it. Pending ones with equal
 * commands are of one kind. Each one that returned is of its own: seldom do two agree in command and answer, and to find
 * that out costs more than it saves.
 *
 * @throws PlainDataError if a pending command could not be told from others.
 */
export function kindsOf(operations: readonly ClientOperation[]): Int32Array {
  const pending = new Map<string, number>();
  return Int32Array.from(operations, ({ command, returned }, operation) => {
    if (returned !== undefined) return operation;
    hashPlain(command, 0);
    const text = JSON.stringify(command);
    const kind = pending.get(text) ?? operation;
    pending.set(text, kind);
    return kind;
  });
}
