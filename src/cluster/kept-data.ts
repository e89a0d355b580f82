import { ClusterError } from "./cluster-error.ts";
import { type ClusterPlan, readPlan, writePlan } from "./cluster-plan.ts";
import type { NodeProcess } from "./node-process.ts";

/** Which nodes have data is remembered outside of their folders: whoever loses a folder loses what it says too. */

/** To be called while nobody else works with the cluster. */
export function rememberData(directory: string, nodes: readonly NodeProcess[]): void {
  const plan = planOf(directory);
  const fresh = nodes.filter(({ node, hasData }) => hasData && !plan.withData.includes(node.id));
  if (fresh.length === 0) return;
  writePlan(directory, { ...plan, withData: [...plan.withData, ...fresh.map(({ node }) => node.id)] });
}

/**
 * A node that lost its data could vote a second time in a term, and what was acknowledged be lost with its vote.
 *
 * @throws ClusterError if one of these is such a node
 */
export function checkData(directory: string, starting: readonly NodeProcess[]): void {
  rememberData(directory, starting);
  const { withData } = planOf(directory);
  for (const { node, hasData, dataDirectory } of starting) {
    if (hasData || !withData.includes(node.id)) continue;
    const lost = `node ${node.id} has run before, and its data are gone from ${dataDirectory}`;
    throw new ClusterError(
      `${lost}: without them it may break what it promised; put them back, or begin a new cluster`,
    );
  }
}

function planOf(directory: string): ClusterPlan {
  const plan = readPlan(directory);
  if (plan === undefined) throw new ClusterError(`there is no cluster in ${directory} any more`);
  return plan;
}
