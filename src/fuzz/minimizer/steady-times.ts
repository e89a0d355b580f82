import type { Setup } from "../tape/tape.ts";
import type { Search } from "./search.ts";

const OTHER_TIMINGS = 30;

/** Lets whatever takes time take always the same: then no choice of how long it takes departs from the default. */
export function steadyTimes(search: Search): void {
  search.improve({ setup: steady(search.best.candidate.setup) }, OTHER_TIMINGS);
}

export function steady(setup: Setup): Setup {
  const { profile } = setup;
  const { disk, network } = profile;
  const latencyUs = network.latencyUs + Math.floor(network.jitterUs / 2);
  return {
    ...setup,
    profile: {
      ...profile,
      network: { ...network, latencyUs, jitterUs: 0 },
      disk: { ...disk, syncMaxUs: disk.syncMinUs, readMaxUs: disk.readMinUs },
    },
  };
}
