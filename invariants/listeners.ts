import type { ObservationName, Observations } from "./observation.ts";

/** Who wants which observation. One list, and so one call site with few classes, per observation: that keeps calls cheap. */
export type Listeners = { readonly [Name in ObservationName]: readonly Pick<Observations, Name>[] };

export function listenersAmong(all: readonly Partial<Observations>[]): Listeners {
  const of = <Name extends ObservationName>(name: Name) =>
    all.filter((one): one is Pick<Observations, Name> => one[name] !== undefined);
  return {
    restarted: of("restarted"),
    logRestored: of("logRestored"),
    crashed: of("crashed"),
    termChanged: of("termChanged"),
    becameLeader: of("becameLeader"),
    steppedDown: of("steppedDown"),
    voteRequested: of("voteRequested"),
    voteGranted: of("voteGranted"),
    voteRefused: of("voteRefused"),
    appendAcknowledged: of("appendAcknowledged"),
    appended: of("appended"),
    truncated: of("truncated"),
    hardStatePersisted: of("hardStatePersisted"),
    entryPersisted: of("entryPersisted"),
    durableTruncated: of("durableTruncated"),
    committed: of("committed"),
    applied: of("applied"),
    machineRestored: of("machineRestored"),
    commandApplied: of("commandApplied"),
    sessionTimed: of("sessionTimed"),
    configurationAppended: of("configurationAppended"),
    configurationInForce: of("configurationInForce"),
    changeAsked: of("changeAsked"),
    snapshotTaken: of("snapshotTaken"),
    snapshotInstalled: of("snapshotInstalled"),
    snapshotPersisted: of("snapshotPersisted"),
    durableCompacted: of("durableCompacted"),
    transferStarted: of("transferStarted"),
    transferEnded: of("transferEnded"),
    toldToCampaign: of("toldToCampaign"),
    campaignForced: of("campaignForced"),
    roundAnswered: of("roundAnswered"),
    roundConfirmed: of("roundConfirmed"),
    leaseConfirmed: of("leaseConfirmed"),
    clientRead: of("clientRead"),
    clientInvoked: of("clientInvoked"),
    clientReturned: of("clientReturned"),
    clientSessionExpired: of("clientSessionExpired"),
    clientRefused: of("clientRefused"),
  };
}
