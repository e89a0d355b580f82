import { join } from "node:path";
import { forkWorker } from "../campaign/forked.ts";
import { PACKAGE_ROOT } from "../package-root.ts";
import type { Taped, TapingTask } from "./taping.ts";
import type { TapingNews } from "./taping-worker.ts";

/** Workers load what was built: Node 20 cannot load TypeScript. */
const BUILT_HOST = join(PACKAGE_ROOT, "dist/commands/taping-host.js");

/** What the process is sent to come to an end, with the best so far. */
export const INTERRUPT = "interrupt";

/** What the process is sent: a task, and later perhaps that it is to come to an end. */
export type TapingRequest = TapingTask | typeof INTERRUPT;

/**
 * Tapes a failure in a process of its own: a core with a planted bug may take all memory in one of the runs that make the
 * tape smaller, or make the engine give up, and then the tape as it was recorded is still there. Undefined if there is no
 * tape, because the failure did not come again or none was recorded soon enough after the interrupt.
 */
export function tapeInProcess(
  task: TapingTask,
  interrupt: AbortSignal,
  hostPath = BUILT_HOST,
): Promise<Taped | undefined> {
  const { child, lastWords } = forkWorker(hostPath);
  // It may be gone without our knowing it yet: then that is heard next.
  const send = (request: TapingRequest): void => void child.send(request, () => {});
  const onInterrupt = (): void => send(INTERRUPT);
  send(task);
  if (interrupt.aborted) onInterrupt();
  else interrupt.addEventListener("abort", onInterrupt, { once: true });
  let recorded: Taped | undefined;
  return new Promise<Taped | undefined>((resolve, reject) => {
    child.on("message", (news: TapingNews) => {
      if (news.kind === "recorded") recorded = news.taped;
      else if (news.kind === "taped") resolve(news.taped);
    });
    // Not "exit": what it told before is heard first.
    child.once("close", (status, signal) => {
      const { message, stack } = lastWords.obituary(status, signal);
      if (recorded === undefined) reject(new Error(`the failure could not be taped: ${stack}`));
      else resolve({ ...recorded, ending: "crashed", mishaps: { count: 1, first: message } });
    });
  }).finally(() => {
    interrupt.removeEventListener("abort", onInterrupt);
    child.kill("SIGKILL");
  });
}
