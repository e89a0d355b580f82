import type { ObservationName, Observations } from "./observation.ts";
import type { Frequent } from "./seats.ts";

/**
 * Who wants an observation, and its method for it, looked up once: to find the method at each call, in a listener that can
 * be of many classes, costs more than most of them do.
 */
interface Listening<Name extends ObservationName> {
  readonly listener: Partial<Observations>;
  readonly hear: Observations[Name];
}

/** Who wants which observation, the frequent ones aside: those have seats. */
export type Listeners = { readonly [Name in Exclude<ObservationName, Frequent>]: readonly Listening<Name>[] };

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
    truncated: of("truncated"),
    hardStatePersisted: of("hardStatePersisted"),
    durableTruncated: of("durableTruncated"),
    machineRestored: of("machineRestored"),
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
