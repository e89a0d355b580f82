import { figuresOf, longestPauseMs } from "./completion.ts";
import { type Settings, type Tell, WARM_UP_SECONDS } from "./settings.ts";
import type { Subject, WithSubject } from "./subject.ts";

export interface PhaseRow {
  readonly clients: number;
  readonly phase: string;
  readonly writes: number;
  readonly writesPerSecond: number;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** The longest time in which nothing was answered. */
  readonly pauseMs: number;
  readonly wallSeconds: number;
}

/** What clients see of a cluster while a follower, and then its leader, is killed and comes back. */
export async function faultTolerance(withSubject: WithSubject, settings: Settings, tell: Tell): Promise<PhaseRow[]> {
  const { clients, nodes, seconds } = settings;
  const rows: PhaseRow[] = [];
  for (const count of clients) {
    const phases = await withSubject(nodes, count, async (subject) => {
      subject.begin(count);
      await subject.run(WARM_UP_SECONDS);
      const found: PhaseRow[] = [];
      for (const [phase, deed] of deeds(subject)) {
        tell(`${count} clients, ${phase}`);
        await deed();
        found.push(await measured(subject, count, phase, seconds));
      }
      await subject.end();
      return found;
    });
    rows.push(...phases);
  }
  return rows;
}

/** Each phase, and what is done as it begins. */
function deeds(subject: Subject): (readonly [phase: string, deed: () => Promise<unknown>])[] {
  let victim = 0;
  return [
    ["all up", async () => {}],
    [
      "a follower is down",
      async () => {
        const leader = await subject.leader();
        victim = leader === 1 ? 2 : 1;
        await subject.kill(victim);
      },
    ],
    ["it is back", () => subject.restart(victim)],
    [
      "the leader is down",
      async () => {
        victim = await subject.leader();
        await subject.kill(victim);
      },
    ],
    ["it is back", () => subject.restart(victim)],
  ];
}

async function measured(subject: Subject, clients: number, phase: string, seconds: number): Promise<PhaseRow> {
  const { completions, fromMs, toMs, wallSeconds } = await subject.run(seconds);
  const figures = completions.length === 0 ? undefined : figuresOf(completions, (toMs - fromMs) / 1_000);
  return {
    clients,
    phase,
    writes: completions.length,
    writesPerSecond: figures?.writesPerSecond ?? 0,
    p50Ms: figures?.p50Ms,
    p99Ms: figures?.p99Ms,
    pauseMs: longestPauseMs(completions, fromMs, toMs),
    wallSeconds,
  };
}
