import type { Command, Result } from "../machine/index.ts";
import { Draws } from "./draws.ts";

/** What clients ask for, in percent; together a hundred. */
export interface Shares {
  readonly read: number;
  readonly write: number;
  readonly cas: number;
}

export interface WorkloadOptions {
  readonly seed: string;
  readonly shares: Shares;
  /** Registers, which all clients use. */
  readonly keys: number;
}

/** Of so many writes one goes to a key of its own. */
const WRITES_TO_ONE_ALONE = 8;
const REGISTER = "register-";
const WRITTEN_ONCE = "once-";

/**
 * What one client asks for. No two writes have the same value, so that a read tells whose write it saw. Most go to
 * registers that all clients share; some to a key that is written this once, which must be there in the end.
 */
export class Workload {
  private readonly options: WorkloadOptions;
  private readonly client: number;
  private readonly draws: Draws;
  /** What each register held when this client saw it last: what a compare-and-set expects. */
  private readonly seen = new Map<string, string | undefined>();
  private writes = 0;

  constructor(client: number, options: WorkloadOptions) {
    this.client = client;
    this.options = options;
    this.draws = new Draws(options.seed, `client ${client}`);
  }

  next(): Command {
    const { shares, keys } = this.options;
    const share = this.draws.below(100);
    const key = `${REGISTER}${this.draws.below(keys)}`;
    if (share < shares.read) return { kind: "get", key };
    const value = this.nextValue();
    if (share < shares.read + shares.cas) return { kind: "compare-and-set", key, expected: this.seen.get(key), value };
    const isAlone = this.draws.below(WRITES_TO_ONE_ALONE) === 0;
    return { kind: "put", key: isAlone ? `${WRITTEN_ONCE}${value}` : key, value };
  }

  /** The client was answered. */
  learn(command: Command, { previous, changed }: Result): void {
    if (isWrittenOnce(command.key)) return;
    this.seen.set(command.key, changed && "value" in command ? command.value : previous);
  }

  private nextValue(): string {
    this.writes++;
    return `${this.client}.${this.writes}`;
  }
}

export function isWrittenOnce(key: string): boolean {
  return key.startsWith(WRITTEN_ONCE);
}
