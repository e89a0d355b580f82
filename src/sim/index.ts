/** The world that programs run in: it knows nothing of what they are. */
export { Choices, MILLION } from "./choices.ts";
export { type ClockProfile, TRUE_CLOCK } from "./clock.ts";
export { type Departure, Departures } from "./departures.ts";
export type { DiskProfile } from "./disk.ts";
export type { DiskCounters } from "./disk-counters.ts";
export type { EndCounters } from "./ending.ts";
export { EventQueue, NO_EVENT } from "./event-queue.ts";
export { FileError, type FileOperation } from "./file-operation.ts";
export type { CreateFiledImage, FiledImage, FileReader } from "./filed-image.ts";
export { GuardError, withGuard } from "./guard.ts";
export { type EventWindow, firstDifference, type Ladder } from "./ladder.ts";
export { FAIR_CONDITIONS, type Link, type LinkConditions, type LinkScope } from "./link-conditions.ts";
export { endsOfLink, linkBetween } from "./links.ts";
export type { Network, NetworkProfile } from "./network.ts";
export type { NetworkCounters } from "./network-counters.ts";
export type { LossReason, NetworkListener } from "./network-listener.ts";
export {
  type ChoicePurpose,
  type Director,
  type DurableImage,
  type Host,
  type Moment,
  NO_DEADLINE,
  type Process,
  type Program,
  type Witness,
} from "./program.ts";
export { PURPOSE_GROUPS, type Purpose, purposeNumber } from "./purpose.ts";
export { deriveSeed, expandSeed, type Key } from "./seed.ts";
export { RecordingChoices, TapedChoices } from "./taped-choices.ts";
export { Trace } from "./trace.ts";
export { World, type WorldOptions } from "./world.ts";
