import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, LocalCluster, serverCommand } from "../../cluster/index.ts";
import { PACKAGE_ROOT } from "../../fuzz/package-root.ts";

/** A stop need not hand leadership over: nobody writes any more. */
const STOP_TIMEOUT_MS = 2_000;

/** Does the work with a cluster of real servers that is new; neither processes nor files of it are left. */
export async function withCluster<Result>(
  nodes: number,
  interrupt: AbortSignal,
  work: (cluster: LocalCluster) => Promise<Result>,
): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), "kraft-bench-"));
  const ports = await freePorts(2 * nodes);
  const cluster = LocalCluster.create(
    { directory, command: serverCommand(PACKAGE_ROOT) },
    { transportPorts: ports.slice(0, nodes), apiPorts: ports.slice(nodes) },
  );
  try {
    await cluster.start(interrupt);
    return await work(cluster);
  } finally {
    await cluster.stop(interrupt.aborted ? 0 : STOP_TIMEOUT_MS);
    cluster.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
