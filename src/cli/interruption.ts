import { EXIT } from "./exit-status.ts";

/** How a person tells a command to end, and how the system does, with the exit status of a command that did. */
const STATUS_BY_SIGNAL = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

type Signal = keyof typeof STATUS_BY_SIGNAL;

const SIGNALS = Object.keys(STATUS_BY_SIGNAL) as Signal[];

/** A command is told to end, and ends in order. Only once: a second signal ends the process at once, as it would any other. */
export class Interruption {
  /** The exit status of a command that ended because of it. */
  status: number = EXIT.interrupted;
  private readonly controller = new AbortController();

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  listen(): void {
    for (const name of SIGNALS) process.on(name, this.hear);
  }

  release(): void {
    for (const name of SIGNALS) process.removeListener(name, this.hear);
  }

  private readonly hear = (name: NodeJS.Signals): void => {
    this.release();
    this.status = STATUS_BY_SIGNAL[name as Signal];
    this.controller.abort();
  };
}
