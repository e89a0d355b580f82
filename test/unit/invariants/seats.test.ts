import { describe, expect, test } from "vitest";
import type { Observations } from "../../../invariants/observation.ts";
import { Seats } from "../../../invariants/seats.ts";

const ARGUMENTS = {
  appendAcknowledged: [1, 2, 3, 4],
  appended: [1, 2, 3, 4],
  entryPersisted: [1, 2, 3, 4],
  committed: [1, 2, 3],
  applied: [1, 2, 3],
  commandApplied: [1, 2, 3, 4, 5],
  sessionTimed: [1, 2, 3, 4, 5, 6, 7, true],
} as const;

type Frequent = keyof typeof ARGUMENTS;
const NAMES = Object.keys(ARGUMENTS) as Frequent[];

/** More than there are seats for. */
const MANY = 13;

function listener(who: number, name: Frequent, heard: unknown[]): Partial<Observations> {
  return { [name]: (...told: unknown[]) => heard.push([who, ...told]) };
}

describe("each of the frequent observations", () => {
  test.each(NAMES)("%s is told to each who wants it, once and in their order, and to nobody else", (name) => {
    for (let count = 0; count <= MANY; count++) {
      const heard: unknown[] = [];
      const deaf = NAMES.filter((other) => other !== name).map((other) => listener(-1, other, heard));
      const others = Array.from({ length: count }, (_, who) => listener(who, name, heard));
      const seats = new Seats(undefined, [...deaf, ...others]);
      (seats[name] as (...told: unknown[]) => void)(...ARGUMENTS[name]);
      expect(heard).toEqual(others.map((_, who) => [who, ...ARGUMENTS[name]]));
    }
  });

  test.each(NAMES)("%s is told to an onlooker first", (name) => {
    for (let count = 0; count <= MANY; count++) {
      const heard: unknown[] = [];
      const others = Array.from({ length: count }, (_, who) => listener(who + 1, name, heard));
      const seats = new Seats(listener(0, name, heard), others);
      (seats[name] as (...told: unknown[]) => void)(...ARGUMENTS[name]);
      expect(heard).toEqual(Array.from({ length: count + 1 }, (_, who) => [who, ...ARGUMENTS[name]]));
    }
  });
});
