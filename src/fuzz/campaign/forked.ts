import { type ChildProcess, fork } from "node:child_process";
import { LastWords } from "./obituary.ts";

/** A process that works for this one, and what it says on its standard error, of which its obituary is made. */
interface Forked {
  readonly child: ChildProcess;
  readonly lastWords: LastWords;
}

/** Starts a process that is sent values, and answers with such; the flags are the engine's. */
export function forkWorker(path: string, flags: readonly string[] = []): Forked {
  const lastWords = new LastWords();
  const child = fork(path, [], {
    execArgv: [...process.execArgv, ...flags],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => lastWords.add(text));
  child.on("error", (error) => lastWords.add(error.message));
  return { child, lastWords };
}
