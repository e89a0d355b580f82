import type { Chronicle } from "../../../fuzz/chronicle/chronicle.ts";
import type { Ladders } from "./ladder.ts";
import { type ClientOperation, commandText } from "./operations.ts";
import { placeName } from "./words.ts";

/** What the entries of the logs hold: known of those that a machine has come to. By their digests. */
export function commandsOf(
  chronicle: Chronicle,
  ladders: Ladders,
  operations: readonly ClientOperation[],
): Map<number, string> {
  const texts = new Map(
    operations.map(({ client, command, sequence }) => [
      `${client} ${sequence}`,
      `${placeName(client, chronicle)}: ${commandText(command)}`,
    ]),
  );
  const commands = new Map<number, string>();
  for (const [step, { facts }] of chronicle.steps.entries()) {
    for (const { args, name } of facts) {
      if (name !== "commandApplied") continue;
      const [node, index, client, sequence] = args;
      const digest = ladders.rungAt(node, index, step)?.digest;
      const text = texts.get(`${client} ${sequence}`);
      if (digest !== undefined && text !== undefined) commands.set(digest, text);
    }
  }
  return commands;
}
