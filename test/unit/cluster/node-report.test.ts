import { expect, test } from "vitest";
import { leaderKnownTo, type NodeReport, outsiderText } from "../../../src/cluster/index.ts";

test.each([
  [
    "nobody",
    0,
    [
      [1, 5, 0],
      [2, 5, 0],
    ],
  ],
  [
    "a node",
    1,
    [
      [1, 5, 1],
      [2, 5, 1],
    ],
  ],
  ["a node that is down and still followed", 0, [[2, 5, 1]]],
  [
    "a member from elsewhere",
    4,
    [
      [1, 5, 4],
      [2, 4, 0],
    ],
  ],
  [
    "a member from elsewhere, in a later term than a node",
    4,
    [
      [1, 5, 1],
      [2, 6, 4],
    ],
  ],
  [
    "a node, in a later term than a member from elsewhere",
    1,
    [
      [1, 6, 1],
      [2, 5, 4],
    ],
  ],
] as const)("who leads is %s", (_, leader, views) => {
  const base = { process: "running", pid: 1, api: "", lag: undefined } as const;
  const counts = { isMember: true, commitIndex: 0, appliedIndex: 0, keys: 0 };
  const reports: NodeReport[] = [1, 2].map((id) => {
    const [, term, knows] = views.find(([of]) => of === id) ?? [];
    const role = knows === id ? "leader" : "follower";
    return { ...base, id, view: term === undefined ? undefined : { id, role, term, leader: knows!, ...counts } };
  });
  expect(leaderKnownTo(reports)).toBe(leader);
  expect(outsiderText(leader, reports) !== undefined).toBe(leader === 4);
});
