import { rmSync } from "node:fs";
import { ClusterError, PortInUseError } from "../cluster/index.ts";
import { cutsLinks, kindsOf } from "./failure-kinds.ts";
import { Siege, type SiegeControls } from "./siege.ts";
import type { SiegeOptions } from "./siege-options.ts";
import type { SiegeResult } from "./siege-result.ts";
import { TemporaryCluster } from "./temporary-cluster.ts";

/** Between the choice of a port that is free and its use another program may take it: then others are chosen. */
const START_ATTEMPTS = 5;

export interface LayingControls extends SiegeControls {
  /** All nodes are killed at once, and before the abort returns: this process is about to end. */
  readonly abandon: AbortSignal;
}

/**
 * Starts a cluster, lays siege to it and ends it. Its folder stays, if the siege could be begun.
 *
 * @throws ClusterError if the cluster could not be started
 */
export async function laySiege(options: SiegeOptions, controls: LayingControls): Promise<SiegeResult> {
  controls.onStage("starting", undefined);
  for (let attempt = 1; ; attempt++) {
    try {
      return await laySiegeOnce(options, controls);
    } catch (error) {
      if (!(error instanceof PortInUseError) || attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function laySiegeOnce(options: SiegeOptions, controls: LayingControls): Promise<SiegeResult> {
  const { nodes, command, transport, failure } = options;
  const hasLinks = kindsOf(failure).some(cutsLinks);
  const ground = await TemporaryCluster.create({ nodes, command, transport, hasLinks });
  const abandon = (): void => {
    ground.abandon();
    removeSiege(ground.folder);
  };
  controls.abandon.addEventListener("abort", abandon);
  try {
    await begin(ground, controls.interrupt);
    return await new Siege(options, ground, controls).run();
  } catch (error) {
    await ground.stop();
    controls.abandon.removeEventListener("abort", abandon);
    if (controls.interrupt.aborted || error instanceof PortInUseError) removeSiege(ground.folder);
    throw error;
  }
}

/** Removes what a siege has left. */
export function removeSiege(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

async function begin({ cluster, folder }: TemporaryCluster, interrupt: AbortSignal): Promise<void> {
  try {
    await cluster.start(interrupt);
  } catch (error) {
    if (!(error instanceof ClusterError) || error instanceof PortInUseError || interrupt.aborted) throw error;
    throw new ClusterError(`the cluster does not start: ${error.message} (its logs are in ${folder})`);
  }
}
