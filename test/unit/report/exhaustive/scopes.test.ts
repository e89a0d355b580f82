import { describe, expect, test } from "vitest";
import { QUIET, usualScopes } from "../../../../src/fuzz/exhaustive/scope.ts";
import {
  describeExplored,
  describeScope,
  describeVerdict,
  type ExploredScope,
} from "../../../../src/report/exhaustive/scopes.ts";
import { createPaint } from "../../../../src/report/paint.ts";

const EXPLORED: ExploredScope = {
  ending: "exhausted",
  states: 1234,
  expanded: 5678,
  moves: 90123,
  depth: 17,
  wallMs: 12_345,
};

describe("a scope", () => {
  test("is named by what it has", () => {
    expect(describeScope({ ...QUIET, nodes: 3, commands: 0 })).toBe("3 nodes, 1 election timeout:");
    expect(
      describeScope({
        nodes: 5,
        commands: 2,
        open: 3,
        timeouts: 2,
        heartbeats: 1,
        crashes: 2,
        slowSyncs: 3,
        drops: 1,
      }),
    ).toBe(
      "5 nodes, 2 commands, asked with fewer than 3 entries open, 2 election timeouts, 1 heartbeat, 2 crashes, " +
        "3 slow syncs, 1 broken connection:",
    );
    expect(describeScope({ ...QUIET, nodes: 3, commands: 1, open: 2 })).toBe(
      "3 nodes, 1 command, asked with fewer than 2 entries open, 1 election timeout:",
    );
    expect(describeScope({ ...QUIET, nodes: 3, commands: 0, open: 2 })).toBe("3 nodes, 1 election timeout:");
    expect(describeScope({ ...QUIET, nodes: 1, commands: 1, crashes: 1 })).toMatch(/, 1 crash:$/);
  });

  test.each([0, 1, 2, 3, 4])("has a name of its own among the usual ones of %i commands", (commands) => {
    const names = usualScopes(3, commands).map(describeScope);
    expect(new Set(names).size).toBe(names.length);
  });

  test("says how many states it has, how deep, and whether that is all", () => {
    expect(describeExplored(EXPLORED, 200)).toEqual([
      "  1,234 states, all of them, and none broke; 90,123 moves tried in 5,678 situations, up to 17 moves deep, in 12.3 s",
    ]);
    for (const line of describeExplored(EXPLORED, 40)) expect(line).toMatch(/^ {2}\S.{0,37}$/);
    expect(describeExplored({ ...EXPLORED, ending: "time" }, 80)[0]).toContain("none broke, as far as time allowed");
    expect(describeExplored({ ...EXPLORED, ending: "memory" }, 80)[0]).toContain("as far as memory allowed");
    expect(describeExplored({ ...EXPLORED, ending: "depth" }, 80)[0]).toContain("as far as --depth allowed");
  });
});

describe("the verdict", () => {
  const verdict = (planned: number, ...endings: ExploredScope["ending"][]) =>
    describeVerdict(
      endings.map((ending) => ({ ...EXPLORED, ending })),
      planned,
      createPaint(false),
    );

  test("is pass only if every scope was explored to its end", () => {
    expect(verdict(2, "exhausted", "exhausted")).toEqual(["pass: 2,468 states, and none broke"]);
    expect(verdict(3, "exhausted", "exhausted")).toEqual([
      "unknown: none of 2,468 states broke, but only 2 of 3 scopes ended",
    ]);
    expect(verdict(1, "depth")).toEqual(["unknown: none of 1,234 states broke, but only 0 of 1 scope ended"]);
  });

  test("is fail if something broke", () => {
    expect(verdict(3, "exhausted", "broken")).toEqual(["fail"]);
  });
});
