import type { AfterCalm } from "../../invariants/index.ts";
import type { History } from "../workload/index.ts";

/** Reads beside the log that were answered until then. */
export function countReadsAnswered(history: History, untilUs: number): number {
  let count = 0;
  for (const { consistency, returned } of history) {
    if (consistency !== undefined && returned !== undefined && returned.atUs <= untilUs) count++;
  }
  return count;
}

/**
 * Whether operations that began since then were answered. The newest stand last. That a session has expired only an entry
 * can tell that was committed. Reads commit nothing: where clients asked for nothing else, their answers must do. What is
 * eventual is asked once, of a node that may be down: it need not be answered, and where nothing else was asked, nothing
 * need be.
 */
export function answersSince(
  history: History,
  sinceUs: number,
): Pick<AfterCalm, "newCommandCommitted" | "clientsThatGaveUp"> {
  const gaveUp = new Set<number>();
  let commandsAsked = 0;
  let commandsAnswered = 0;
  let eventualAsked = 0;
  let readsAsked = 0;
  let readsAnswered = 0;
  for (let position = history.length - 1; position >= 0; position--) {
    const { client, consistency, expired, invokedUs, returned } = history.at(position);
    if (invokedUs < sinceUs) break;
    if (consistency === "eventual") {
      eventualAsked++;
      continue;
    }
    if (consistency === undefined) commandsAsked++;
    else readsAsked++;
    if (returned === undefined && !expired) gaveUp.add(client);
    else if (consistency === undefined) commandsAnswered++;
    else readsAnswered++;
  }
  const others = readsAsked > 0 ? readsAnswered > 0 : eventualAsked > 0;
  const newCommandCommitted = commandsAsked > 0 ? commandsAnswered > 0 : others;
  return { newCommandCommitted, clientsThatGaveUp: [...gaveUp].sort((one, other) => one - other) };
}
