import fc from "fast-check";
import type { Machine } from "../../../src/machine/machine.ts";
import { type Asked, createRegistration, createRequest } from "../../../src/machine/request.ts";
import { type Answer, SessionMachine } from "../../../src/machine/session-machine.ts";
import type { SessionLimits } from "../../../src/machine/session-table.ts";
import { type StampedRequest, stampRequest } from "../../../src/machine/stamped-request.ts";

/** Numbers what it is told: its answer says the how-manyth command it was, so that no two answers are equal. */
export class Tally implements Machine<unknown, unknown> {
  readonly carriedOut: unknown[];

  constructor(carriedOut: unknown[] = []) {
    this.carriedOut = carriedOut;
  }

  apply(command: unknown): unknown {
    return this.carriedOut.push(command);
  }

  get stateHash(): number {
    return this.carriedOut.length;
  }

  fork(): Tally {
    return new Tally([...this.carriedOut]);
  }
}

/** One entry of a log: a registration, or a request in the how-manyth of the sessions registered so far. */
export type Step =
  | { readonly kind: "register"; readonly atUs: number }
  | { readonly kind: "ask"; readonly atUs: number; readonly session: number; readonly sequence: number };

const anyTime = fc.nat(60);

/** Any log in which few sessions are asked few things, again and again, in any order, by clocks that do not agree. */
export const anyLog: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("register" as const), atUs: anyTime }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("ask" as const),
        atUs: anyTime,
        session: fc.nat(4),
        sequence: fc.integer({ min: 1, max: 6 }),
      }),
    },
  ),
  { maxLength: 80, size: "max" },
);

export const anyLimits: fc.Arbitrary<SessionLimits> = fc.record({
  maxSessions: fc.integer({ min: 1, max: 4 }),
  maxReplies: fc.integer({ min: 1, max: 4 }),
  maxBytes: fc.integer({ min: 1, max: 60 }),
  expiryUs: fc.integer({ min: 1, max: 70 }),
});

/** The log as machines see it: entry 1 first. A session that is not registered yet is 999. */
export function entriesOf(steps: readonly Step[]): StampedRequest[] {
  const sessions: number[] = [];
  return steps.map((step, place) => {
    if (step.kind === "register") {
      sessions.push(place + 1);
      return stampRequest(createRegistration(1, 1), step.atUs);
    }
    const session = sessions[step.session] ?? 999;
    return stampRequest(createRequest(1, session, step.sequence, `${session}.${step.sequence}`), step.atUs);
  });
}

export interface Played {
  readonly machine: SessionMachine;
  readonly tally: Tally;
  readonly answers: readonly Answer[];
  readonly hashes: readonly number[];
}

export function play(entries: readonly StampedRequest[], limits: SessionLimits): Played {
  const tally = new Tally();
  const machine = SessionMachine.create(tally, limits);
  return { machine, tally, ...playOn(machine, entries, 1) };
}

/** The machine goes on with these entries, of which the first has this index. */
export function playOn(machine: SessionMachine, entries: readonly StampedRequest<Asked>[], firstIndex: number) {
  const answers: Answer[] = [];
  const hashes: number[] = [];
  entries.forEach((entry, place) => {
    answers.push(machine.apply(entry, firstIndex + place));
    hashes.push(machine.stateHash);
  });
  return { answers, hashes };
}
