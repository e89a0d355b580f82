import { Choices, expandSeed, purposeNumber } from "../../sim/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import type { Storm } from "../create-cluster.ts";
import type { RunOptions } from "../result.ts";
import { probed } from "./probed-core.ts";
import { watched } from "./watched-core.ts";

const PROBING = purposeNumber("probing");

/** One in 50 of the runs that can be. One takes about three times the CPU time of the same run without. */
const PROBED_PER_MILLION = 20_000;

/** A run of more operations is never probed: a single long one would not be slower for the sake of others. */
const MOST_OPERATIONS = 10_000;

const STEPS_BETWEEN_PROBES = 256;

/** The core with all laws and probes, as often as a campaign can afford. */
export function withProbes(core: RaftCore): RaftCore {
  return watched(probed(core, STEPS_BETWEEN_PROBES));
}

/**
 * The storm of a run that the seed of its options decides, which decides as well whether its nodes are probed: by a choice
 * of its own, so that all else stays as it would be. Laws take for granted that whoever else speaks keeps the protocol:
 * where liars need not, no run is probed.
 */
export function drawProbing({ checkers, operations, seed }: RunOptions, storm: Storm): Storm {
  const mayBe = checkers && operations <= MOST_OPERATIONS && storm.expects === "safety";
  const isProbed = mayBe && new Choices(expandSeed(seed), 1).chance(PROBING, 0, PROBED_PER_MILLION);
  return isProbed ? { ...storm, isProbed } : storm;
}
