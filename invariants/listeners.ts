import type { ObservationName, Observations } from "./observation.ts";

/**
 * Who wants an observation, and its method for it, looked up once: to find the method at each call, in a listener that can
 * be of many classes, costs more than most of them do.
 */
interface Listening<Name extends ObservationName> {
  readonly listener: Partial<Observations>;
  readonly hear: Observations[Name];
}

/** Who wants which observation. */
export type Listeners = { readonly [Name in ObservationName]: readonly Listening<Name>[] };

export function listenersAmong(all: readonly Partial<Observations>[]): Listeners {
  const of = <Name extends ObservationName>(name: Name): Listening<Name>[] => {
    const listening: Listening<Name>[] = [];
    for (const listener of all) {
      const hear: Observations[Name] | undefined = listener[name];
      if (hear !== undefined) listening.push({ listener, hear });
    }
    return listening;
  };
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
