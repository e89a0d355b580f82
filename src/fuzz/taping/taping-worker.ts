import { parentPort, workerData } from "node:worker_threads";
import { loadCore } from "../campaign/load-core.ts";
import { type Taped, type TapingTask, tapeFailure } from "./taping.ts";

/** What the thread is started with. */
export interface TapingOrder {
  readonly task: TapingTask;
  /** One 32-bit integer: not 0 once it is to come to an end. While it works, the thread hears of nothing else. */
  readonly interrupted: SharedArrayBuffer;
}

/** What the thread tells. */
export type TapingNews =
  | { readonly kind: "progress"; readonly entries: number }
  /** The tape as it is before it is made smaller. */
  | { readonly kind: "recorded"; readonly taped: Taped }
  | { readonly kind: "taped"; readonly taped: Taped | undefined };

const port = parentPort;
if (port === null) throw new Error("taping-worker.ts was loaded outside a worker");

const { interrupted, task } = workerData as TapingOrder;
const cell = new Int32Array(interrupted);
const interrupt = {
  get aborted(): boolean {
    return Atomics.load(cell, 0) !== 0;
  },
};
const tell = (news: TapingNews): void => port.postMessage(news);
const core = await loadCore(task.coreUrl);
const taped = tapeFailure(task, core, interrupt, {
  recorded: (asItIs) => tell({ kind: "recorded", taped: asItIs }),
  progress: ({ entries }) => tell({ kind: "progress", entries }),
});
tell({ kind: "taped", taped });
