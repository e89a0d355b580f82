import { type Figures, figuresOf } from "./completion.ts";
import { type Settings, type Tell, WARM_UP_SECONDS } from "./settings.ts";
import type { Subject, WithSubject } from "./subject.ts";

export interface LoadRow extends Figures {
  readonly nodes: number;
  readonly clients: number;
  readonly wallSeconds: number;
}

/** One cluster under more and more load. */
export function loadSweep(withSubject: WithSubject, settings: Settings, tell: Tell): Promise<LoadRow[]> {
  const { clients, nodes, seconds } = settings;
  return withSubject(nodes, Math.max(...clients), async (subject) => {
    const rows: LoadRow[] = [];
    for (const count of clients) {
      tell(`${count} clients`);
      rows.push(await underLoad(subject, count, seconds));
    }
    return rows;
  });
}

/** Clusters of several sizes under the same load. */
export async function scalability(withSubject: WithSubject, settings: Settings, tell: Tell): Promise<LoadRow[]> {
  const rows: LoadRow[] = [];
  for (const nodes of SIZES) rows.push(...(await loadSweep(withSubject, { ...settings, nodes }, atSize(nodes, tell))));
  return rows;
}

const SIZES = [1, 3, 5, 7];

function atSize(nodes: number, tell: Tell): Tell {
  return (what) => tell(`${nodes} nodes, ${what}`);
}

async function underLoad(subject: Subject, clients: number, seconds: number): Promise<LoadRow> {
  await subject.leader();
  subject.begin(clients);
  await subject.run(WARM_UP_SECONDS);
  const { completions, fromMs, toMs, wallSeconds } = await subject.run(seconds);
  await subject.end();
  return { nodes: subject.nodes, clients, ...figuresOf(completions, (toMs - fromMs) / 1_000), wallSeconds };
}
