export { type ElectionRow, election } from "./election.ts";
export { faultTolerance, type PhaseRow } from "./fault-tolerance.ts";
export { type LoadRow, loadSweep, scalability } from "./load-sweep.ts";
export type { Settings, Tell } from "./settings.ts";
export type { Subject, WithSubject } from "./subject.ts";
