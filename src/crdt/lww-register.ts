import type { CrdtType } from "./crdt-type.ts";
import { compareTimes, type HybridTime, MAX_LOGICAL, NEVER, nextTime } from "./hybrid-time.ts";
import { MAX_REPLICA, MAX_TIME_US, requireReplica, requireText } from "./limits.ts";

export interface LWWRegisterState {
  /** Undefined: nothing was ever assigned. */
  readonly value: string | undefined;
  readonly writtenAt: HybridTime;
}

export interface Assignment {
  readonly kind: "assign";
  readonly value: string;
  /** What the clock of whoever assigns it shows. The register has none of its own. */
  readonly nowUs: number;
}

const EMPTY: LWWRegisterState = { value: undefined, writtenAt: NEVER };
const UNASSIGNED = 0;
const ASSIGNED = 1;

/**
 * A register of which the last write wins. Its own time is the latest that its replica has seen, which is all that a
 * hybrid clock needs: whoever overwrites what it saw wins over it, whatever its clock shows.
 */
export const LWW_REGISTER: CrdtType<LWWRegisterState, Assignment, string | undefined> = {
  empty: EMPTY,
  delta: ({ writtenAt }, replica, { value, nowUs }) => ({
    value: requireText(value),
    writtenAt: nextTime(writtenAt, requireReplica(replica), nowUs),
  }),
  merge: (one, other) => (compareWrites(one, other) >= 0 ? one : other),
  isAtMost: (lower, higher) => compareWrites(lower, higher) <= 0,
  isSame: (one, other) => compareWrites(one, other) === 0,
  value: ({ value }) => value,
  write: ({ value, writtenAt }, writer) => {
    if (value === undefined) return writer.byte(UNASSIGNED);
    writer.byte(ASSIGNED);
    writer.integer(writtenAt.timeUs);
    writer.integer(writtenAt.logical);
    writer.integer(writtenAt.replica);
    writer.text(value);
  },
  read: (reader) => {
    if (reader.integer("the mark of a register", UNASSIGNED, ASSIGNED) === UNASSIGNED) return EMPTY;
    const timeUs = reader.integer("a time", 0, MAX_TIME_US);
    const logical = reader.integer("a logical time", 0, MAX_LOGICAL);
    const replica = reader.integer("a replica", 0, MAX_REPLICA);
    return { writtenAt: { timeUs, logical, replica }, value: reader.text() };
  },
};

/**
 * By time. Two values of the same time are from a replica that forgot what it wrote: the order of the texts decides then,
 * so that all the others still agree.
 */
function compareWrites(one: LWWRegisterState, other: LWWRegisterState): number {
  return compareTimes(one.writtenAt, other.writtenAt) || compareValues(one.value, other.value);
}

function compareValues(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0;
  if (one === undefined) return -1;
  return other === undefined || one > other ? 1 : -1;
}
