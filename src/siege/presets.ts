import type { Rhythm } from "./nemesis.ts";
import type { Shares } from "./workload.ts";

/** The figures of a siege. */
export interface Figures extends Rhythm {
  readonly nodes: number;
  readonly clients: number;
  readonly seconds: number;
  readonly keys: number;
  readonly shares: Shares;
}

const STEADY: Rhythm = { calmMs: 1_500, failureMs: 1_500 };
const BRISK: Rhythm = { calmMs: 600, failureMs: 1_000 };
const MIXED: Shares = { read: 50, write: 40, cas: 10 };

export const PRESETS = {
  quick: { nodes: 3, clients: 5, seconds: 10, keys: 5, shares: MIXED, ...STEADY },
  standard: { nodes: 3, clients: 10, seconds: 60, keys: 10, shares: MIXED, ...STEADY },
  ci: { nodes: 3, clients: 4, seconds: 4, keys: 4, shares: MIXED, ...BRISK },
  healthy: { nodes: 3, clients: 5, seconds: 20, keys: 10, shares: MIXED, ...STEADY },
  "high-concurrency": { nodes: 3, clients: 50, seconds: 20, keys: 5, shares: MIXED, ...STEADY },
  "write-heavy": { nodes: 3, clients: 10, seconds: 20, keys: 5, shares: { read: 10, write: 80, cas: 10 }, ...STEADY },
  "read-heavy": { nodes: 3, clients: 10, seconds: 20, keys: 5, shares: { read: 90, write: 8, cas: 2 }, ...STEADY },
} as const satisfies Readonly<Record<string, Figures>>;

export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];
