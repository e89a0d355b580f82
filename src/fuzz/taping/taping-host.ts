import type { TapingTask } from "./taping.ts";
import { INTERRUPT, type TapingRequest } from "./taping-process.ts";
import { tapeInThread } from "./taping-thread.ts";
import type { TapingNews } from "./taping-worker.ts";

/** A process that tapes one failure, in a thread beside this one, which hears of an interrupt meanwhile. */

const interrupt = new AbortController();

function tell(news: TapingNews): void {
  // Where nobody listens any more, the process ends by itself.
  process.send!(news, () => {});
}

async function tape(task: TapingTask): Promise<void> {
  const taped = await tapeInThread(task, interrupt.signal, (news) => {
    if (news.kind === "recorded") tell(news);
  });
  tell({ kind: "taped", taped });
}

process.on("message", (request: TapingRequest) => {
  if (request === INTERRUPT) interrupt.abort();
  else void tape(request);
});
process.on("disconnect", () => process.exit());
// A terminal interrupts all that runs in it: the command says what that means.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
