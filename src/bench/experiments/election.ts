import { median } from "../median.ts";
import { percentile } from "../percentile.ts";
import { type Settings, type Tell, WARM_UP_SECONDS } from "./settings.ts";
import type { Subject, WithSubject } from "./subject.ts";

export interface ElectionRow {
  readonly nodes: number;
  readonly repetitions: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** One for each time that a leader was killed, in that order. */
  readonly samplesMs: readonly number[];
  readonly wallSeconds: number;
}

/** They see to it that somebody asks at any moment. */
const CLIENTS = 8;
const STEP_SECONDS = 0.1;
const TIMEOUT_MS = 30_000;

/** From killing a leader to the first write that another one answers, over and over. */
export function election(withSubject: WithSubject, settings: Settings, tell: Tell): Promise<ElectionRow[]> {
  const { nodes, repetitions } = settings;
  return withSubject(nodes, CLIENTS, async (subject) => {
    const startMs = performance.now();
    const samplesMs: number[] = [];
    subject.begin(CLIENTS);
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      tell(`election ${repetition} of ${repetitions}`);
      samplesMs.push(await electionMs(subject));
    }
    await subject.end();
    const ascending = [...samplesMs].sort((one, other) => one - other);
    const row: ElectionRow = {
      nodes,
      repetitions,
      medianMs: median(ascending),
      p99Ms: percentile(ascending, 99),
      minMs: ascending[0]!,
      maxMs: ascending.at(-1)!,
      samplesMs,
      wallSeconds: (performance.now() - startMs) / 1_000,
    };
    return [row];
  });
}

async function electionMs(subject: Subject): Promise<number> {
  // Everybody has caught up, so that everybody can be elected.
  await subject.run(WARM_UP_SECONDS);
  const leader = await subject.leader();
  const killedMs = await subject.kill(leader);
  let answeredMs = Number.POSITIVE_INFINITY;
  while (answeredMs === Number.POSITIVE_INFINITY) {
    if (subject.nowMs - killedMs > TIMEOUT_MS) throw new Error(`no write was answered within ${TIMEOUT_MS} ms`);
    const { completions } = await subject.run(STEP_SECONDS);
    const byAnother = completions.filter(({ aliveMs }) => aliveMs > killedMs);
    answeredMs = Math.min(...byAnother.map(({ endMs }) => endMs));
  }
  await subject.restart(leader);
  return answeredMs - killedMs;
}
