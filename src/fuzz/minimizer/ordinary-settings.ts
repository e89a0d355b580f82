import { type DiskProfile, FAIR_CONDITIONS, type NetworkProfile, TRUE_CLOCK } from "../../sim/index.ts";
import { NO_READS } from "../../workload/index.ts";
import { staysOf } from "../calm/calm-draw.ts";
import { ordinaryProfile } from "../profile/ordinary-profile.ts";
import type { Profile } from "../profile/profile.ts";
import { contradictionOf } from "../tape/setup-schema.ts";
import type { Keep, Search } from "./search.ts";

type Change = (profile: Profile) => Profile;

const ORDINARY = ordinaryProfile(1, 0);

/** What takes time takes always the same. */
const STEADY_NETWORK: NetworkProfile = { ...ORDINARY.network, jitterUs: 0 };
const STEADY_DISK: DiskProfile = {
  ...ORDINARY.disk,
  syncMaxUs: ORDINARY.disk.syncMinUs,
  readMaxUs: ORDINARY.disk.readMinUs,
};

const NETWORK_PARTS: readonly Partial<NetworkProfile>[] = [
  { conditions: FAIR_CONDITIONS },
  { latencyUs: STEADY_NETWORK.latencyUs, jitterUs: 0 },
  { jitterUs: 0 },
  { unreachablePerMillion: STEADY_NETWORK.unreachablePerMillion },
  { inOrder: STEADY_NETWORK.inOrder },
];

const { crashLosesPerMillion, crashTearsPerMillion, readMaxUs, readMinUs, slowReadsPerMillion, slowReadUs } =
  STEADY_DISK;
const { syncMaxUs, syncMinUs } = STEADY_DISK;

const DISK_PARTS: readonly ((disk: DiskProfile) => Partial<DiskProfile>)[] = [
  () => ({ syncMinUs, syncMaxUs }),
  (disk) => ({ syncMaxUs: disk.syncMinUs }),
  () => ({ readMinUs, readMaxUs }),
  (disk) => ({ readMaxUs: disk.readMinUs }),
  () => ({ slowReadsPerMillion, slowReadUs }),
  () => ({ crashLosesPerMillion }),
  () => ({ crashTearsPerMillion }),
];

/** Whatever about the cluster and its surroundings is special for no reason becomes ordinary. */
export function ordinarySettings(search: Search, keep: Keep): void {
  const changes = changesOf(search.best.candidate.setup.profile);
  const all: Change = (profile) => changes.reduce((changed, change) => change(changed), profile);
  if (tryChange(search, keep, all)) return;
  for (const change of changes) tryChange(search, keep, change);
}

function tryChange(search: Search, keep: Keep, change: Change): boolean {
  const { setup } = search.best.candidate;
  const profile = change(setup.profile);
  if (JSON.stringify(profile) === JSON.stringify(setup.profile)) return true;
  // What may be expected of a calm goes with the rest: nothing must fall for being expected of a cluster that cannot.
  const changed = { ...setup, profile: { ...profile, calm: { ...profile.calm, ...staysOf(profile) } } };
  return contradictionOf(changed) === undefined && keep({ setup: changed });
}

/** First whole parts, then one field or range at a time where not all of a part can be ordinary. */
function changesOf({ clocks, settings }: Profile): Change[] {
  const { electionTimeoutUs: _, founders: __, ...others } = settings;
  return [
    (profile) => ({ ...profile, network: STEADY_NETWORK }),
    ...NETWORK_PARTS.map((part): Change => {
      return (profile) => ({ ...profile, network: { ...profile.network, ...part } });
    }),
    (profile) => ({ ...profile, disk: STEADY_DISK }),
    ...DISK_PARTS.map((part): Change => {
      return (profile) => ({ ...profile, disk: { ...profile.disk, ...part(profile.disk) } });
    }),
    (profile) => ({ ...profile, clocks: clocks.map(() => TRUE_CLOCK) }),
    ...clocks.map((_, place): Change => {
      return (profile) => ({ ...profile, clocks: profile.clocks.with(place, TRUE_CLOCK) });
    }),
    (profile) => ({ ...profile, reads: NO_READS }),
    (profile) => ({ ...profile, calm: { ...profile.calm, kind: "whole", downNodes: 0 } }),
    (profile) => ({ ...profile, calm: { ...profile.calm, handsOver: false } }),
    (profile) => ({ ...profile, calm: { ...profile.calm, conditions: FAIR_CONDITIONS, mendsClocks: true } }),
    withOrdinaryTimeouts,
    ...keysOf(others).map(
      (name): Change =>
        (profile) =>
          withOrdinary(profile, name),
    ),
  ];
}

/** What there ordinarily is not is not there. */
function withOrdinary(profile: Profile, name: keyof Profile["settings"]): Profile {
  const settings = { ...profile.settings, [name]: ORDINARY.settings[name] };
  if (settings[name] === undefined) delete settings[name];
  return { ...profile, settings };
}

/** Only where messages and disks are as fast as these timeouts expect. */
function withOrdinaryTimeouts(profile: Profile): Profile {
  const { calm, disk, network, settings } = profile;
  if (JSON.stringify([network, disk]) !== JSON.stringify([STEADY_NETWORK, STEADY_DISK])) return profile;
  const { electionTimeoutUs, heartbeatIntervalUs } = ORDINARY.settings;
  return {
    ...profile,
    settings: { ...settings, electionTimeoutUs, heartbeatIntervalUs },
    calm: { ...calm, electionTimeoutUs },
  };
}

function keysOf<Named extends object>(named: Named): (keyof Named)[] {
  return Object.keys(named) as (keyof Named)[];
}
