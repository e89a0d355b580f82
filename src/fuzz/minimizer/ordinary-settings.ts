import { FAIR_CONDITIONS, TRUE_CLOCK } from "../../sim/index.ts";
import { NO_READS } from "../../workload/index.ts";
import { ordinaryProfile } from "../ordinary-profile.ts";
import type { Profile } from "../profile.ts";
import type { Search } from "./search.ts";

/** These say what the cluster is and what is expected of it. */
const KEPT = ["founders", "electionTimeoutUs", "heartbeatIntervalUs"];

type Change = (profile: Profile) => Profile;

/** Whatever about the cluster and its surroundings is special for no reason becomes ordinary. */
export function ordinarySettings(search: Search): void {
  const changes = changesOf(search.best.candidate.setup.profile);
  const all: Change = (profile) => changes.reduce((changed, change) => change(changed), profile);
  if (tryChange(search, all)) return;
  for (const change of changes) tryChange(search, change);
}

function tryChange(search: Search, change: Change): boolean {
  const { setup } = search.best.candidate;
  const profile = change(setup.profile);
  if (JSON.stringify(profile) === JSON.stringify(setup.profile)) return true;
  return search.improve({ setup: { ...setup, profile } }, 3);
}

function changesOf({ settings }: Profile): Change[] {
  const ordinary = ordinaryProfile(1, 0);
  const names = Object.keys(settings).filter((name) => !KEPT.includes(name)) as (keyof typeof settings)[];
  return [
    (profile) => ({ ...profile, network: { ...ordinary.network } }),
    (profile) => ({ ...profile, network: { ...profile.network, conditions: FAIR_CONDITIONS } }),
    (profile) => ({ ...profile, disk: ordinary.disk }),
    (profile) => ({ ...profile, clocks: profile.clocks.map(() => TRUE_CLOCK) }),
    (profile) => ({ ...profile, reads: NO_READS }),
    (profile) => ({ ...profile, calm: { ...profile.calm, kind: "whole", downNodes: 0, handsOver: false } }),
    ...names.map(
      (name): Change =>
        (profile) => ({ ...profile, settings: { ...profile.settings, [name]: ordinary.settings[name] } }),
    ),
  ];
}
