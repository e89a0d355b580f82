import { ClientError, type KraftClient, type NodeView } from "../client/index.ts";
import { apiOf } from "./cluster-plan.ts";
import type { NodeProcess } from "./node-process.ts";
import type { ProcessState } from "./process-identity.ts";

/** One row of the table of a cluster. */
export interface NodeReport {
  readonly id: number;
  readonly process: ProcessState;
  /** Undefined when the process is gone. */
  readonly pid: number | undefined;
  /** "host:port". */
  readonly api: string;
  /** What it says of itself; undefined if it does not answer. */
  readonly view: NodeView | undefined;
  /** How many entries of the leader's log it does not hold yet, as the leader knows; undefined without a leader. */
  readonly lag: number | undefined;
}

/** Asks all nodes at once. */
export async function reportOn(
  nodes: readonly NodeProcess[],
  client: KraftClient,
  timeoutMs: number,
): Promise<NodeReport[]> {
  const views = await Promise.all(nodes.map((node) => viewOf(node, client, timeoutMs)));
  const lags = await lagsKnownTo(leaderAmong(views), nodes, client, timeoutMs);
  return nodes.map((process, at) => {
    const { node, state, identity } = process;
    return {
      id: node.id,
      process: state,
      pid: state === "gone" ? undefined : identity?.pid,
      api: apiOf(node).text,
      view: views[at],
      lag: lags.get(node.id),
    };
  });
}

/** The leader of the highest term: one of an older term may not have heard yet that it is deposed. */
export function leaderAmong(views: readonly (NodeView | undefined)[]): NodeView | undefined {
  const leaders = views.filter((view) => view?.role === "leader");
  return leaders.reduce((best, view) => (best === undefined || view!.term > best.term ? view : best), undefined);
}

/**
 * Who leads, as far as these know; 0: nobody. It may be a member that is none of these, which joined from elsewhere: such
 * a one is believed to lead by who follows it.
 */
export function leaderKnownTo(reports: readonly NodeReport[]): number {
  // Whoever was removed hears of no leader any more.
  const views = reports.flatMap(({ view }) => (view?.isMember ? [view] : []));
  const isOutside = ({ leader }: NodeView): boolean => leader !== 0 && reports.every(({ id }) => id !== leader);
  const leader = leaderAmong(views);
  const later = views.find((view) => isOutside(view) && view.term > (leader?.term ?? 0));
  return later?.leader ?? leader?.id ?? 0;
}

/** Where it is one of these, undefined; otherwise a sentence for people. */
export function outsiderText(leader: number, reports: readonly NodeReport[]): string | undefined {
  if (leader === 0 || reports.some(({ id }) => id === leader)) return undefined;
  return `node ${leader} leads; it is a member, and not of this local cluster`;
}

async function viewOf(process: NodeProcess, client: KraftClient, timeoutMs: number): Promise<NodeView | undefined> {
  // Of a paused process the connection would be taken, and no answer come.
  if (process.state !== "running") return undefined;
  const view = await unlessSilent(client.viewOf(apiOf(process.node), timeoutMs));
  return view?.id === process.node.id ? view : undefined;
}

async function lagsKnownTo(
  leader: NodeView | undefined,
  nodes: readonly NodeProcess[],
  client: KraftClient,
  timeoutMs: number,
): Promise<Map<number, number>> {
  const asked = nodes.find(({ node }) => node.id === leader?.id);
  if (asked === undefined) return new Map();
  return (await unlessSilent(client.lagsOf(apiOf(asked.node), timeoutMs))) ?? new Map();
}

/** Who does not answer has nothing to say; that is no failure of the table. */
async function unlessSilent<Said>(asked: Promise<Said>): Promise<Said | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ClientError) return undefined;
    throw error;
  }
}
