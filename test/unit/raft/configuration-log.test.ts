import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ConfigurationAt, configurationOf } from "../../../src/raft/configuration.ts";
import { ConfigurationLog } from "../../../src/raft/configuration-log.ts";

function at(index: number): ConfigurationAt {
  return { index, configuration: configurationOf([index + 1]) };
}

function logOf(...indexes: readonly number[]): ConfigurationLog {
  return new ConfigurationLog(at(0), indexes.map(at));
}

/** The index of the entry that the configuration in force came from, by its one voter. */
function sourceAt(log: ConfigurationLog, index: number): number {
  return log.at(index).voters[0]! - 1;
}

type Move = { readonly kind: "append" | "truncate" | "compact" | "reset" | "fork"; readonly share: number };

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom("append", "append", "append", "truncate", "compact", "reset", "fork"),
  share: fc.integer({ min: 0, max: 99 }),
});

describe("the configurations of a log", () => {
  test("are as the whole history says, whatever was appended, dropped and forgotten", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        let log = logOf();
        /** Where configurations stand; those below `firstIndex` may be asked for no more. */
        let indexes = [0];
        let firstIndex = 0;
        let lastIndex = 0;
        for (const { kind, share } of moves) {
          const somewhere = firstIndex + Math.floor((share * (lastIndex - firstIndex)) / 99);
          if (kind === "append") {
            lastIndex += 1 + (share % 4);
            log.append(lastIndex, at(lastIndex).configuration);
            indexes.push(lastIndex);
          } else if (kind === "truncate" && somewhere < lastIndex) {
            log.truncateFrom(somewhere + 1);
            lastIndex = somewhere;
            indexes = indexes.filter((index) => index <= somewhere);
          } else if (kind === "compact") {
            log.compactTo(somewhere);
            firstIndex = somewhere;
          } else if (kind === "reset") {
            lastIndex += share;
            log.reset(at(lastIndex));
            firstIndex = lastIndex;
            indexes = [lastIndex];
          } else if (kind === "fork") {
            const abandoned = log;
            log = log.fork();
            abandoned.append(lastIndex + 100, configurationOf([1]));
          }
          for (let index = firstIndex; index <= lastIndex; index++) {
            expect(sourceAt(log, index)).toBe(indexes.findLast((each) => each <= index));
          }
          expect(log.latest).toEqual(at(indexes.at(-1)!));
          const kept = indexes.filter((each, place) => each >= firstIndex || indexes[place + 1]! > firstIndex);
          expect(log.previous).toEqual(at(kept.at(-2) ?? indexes.at(-1)!));
        }
      }),
    );
  });

  test("stand where their entries do, in order", () => {
    expect(() => logOf(3, 3)).toThrow("a configuration at 3 does not follow the one at 3");
    expect(() => logOf(0)).toThrow("a configuration at 0 does not follow the one at 0");
  });

  test("below the base are decided, and forgotten", () => {
    const log = logOf(3, 5, 9);
    log.compactTo(6);
    expect(sourceAt(log, 6)).toBe(5);
    expect(() => log.at(4)).toThrow("the configuration at 4 is forgotten: 5 is the first");
    expect(() => log.truncateFrom(5)).toThrow("the log is cut at 5, and its configuration at 5 is decided");
    log.truncateFrom(6);
    expect(log.latest).toEqual(at(5));
  });
});
