import { describe, expect, test } from "vitest";
import { afterJoint, type Configuration, isJoint, jointOf, NO_CONFIGURATION } from "../../src/raft/configuration.ts";
import { configurationAfter, withSteps } from "../../src/raft/membership.ts";
import type { MembershipChange, MembershipStep } from "../../src/raft/membership-change.ts";
import { CONFORMANCE, conformanceFolder, NEEDS } from "./conformance.ts";
import { type Case, itemsOf, readCases } from "./transcript-file.ts";

const FILES = {
  "joint_autoleave.txt": 4,
  "joint_idempotency.txt": 3,
  "joint_learners_next.txt": 3,
  "joint_safety.txt": 15,
  "simple_idempotency.txt": 11,
  "simple_promote_demote.txt": 7,
  "simple_safety.txt": 11,
  "update.txt": 3,
  "zero.txt": 1,
};

const STEPS: Readonly<Record<string, MembershipStep["kind"]>> = { v: "add-voter", l: "add-learner", r: "remove" };

/** What etcd says of a change that cannot be, and what we do. */
const REFUSALS: Readonly<Record<string, string>> = {
  "removed all voters": "no-voter-left",
  "can't make a zero-voter config joint": "no-voter-left",
  "can't leave a non-joint config": "not-joint",
  "config is already joint": "already-joint",
  "can't apply simple config change in joint config": "already-joint",
  // What etcd leaves to the caller, who has to ask for a joint configuration, an automatic transition does by itself.
  "more than one voter changed without entering joint config": "goes through a joint configuration",
};

const ABSENT = "unknown-node";
const SAME = "nothing-to-change";
/**
 * Where we deviate on purpose. What etcd passes over without a word is refused here with a reason: to remove a server that
 * does not belong to the cluster, to name nobody (0), or to ask for what is the case already. What such a change would
 * come to is the same as in etcd, and compared all the same. Nothing leads a cluster without voters, so that to make one
 * joint needs no refusal of its own.
 */
const DEVIATIONS: Readonly<Record<string, string>> = {
  "joint_idempotency.txt:10": ABSENT,
  "joint_safety.txt:9": "taken",
  "joint_safety.txt:25": SAME,
  "simple_idempotency.txt:7": SAME,
  "simple_idempotency.txt:27": SAME,
  "simple_idempotency.txt:40": ABSENT,
  "simple_idempotency.txt:59": ABSENT,
  "simple_idempotency.txt:65": ABSENT,
  "simple_promote_demote.txt:26": SAME,
  "simple_promote_demote.txt:45": SAME,
  "update.txt:18": SAME,
  "zero.txt:2": ABSENT,
};

/** etcd's updates of a server's data have no counterpart here, and are left out. */
function stepsOf({ input }: Case): MembershipStep[] {
  const words = itemsOf(input.join(" ")).filter((word) => !word.startsWith("u"));
  return words.map((word) => ({ kind: STEPS[word[0]!]!, node: Number(word.slice(1)) }));
}

function changeOf(one: Case): MembershipChange {
  if (one.command === "leave-joint") return { kind: "leave" };
  const joint = one.options.autoleave === "true" ? "implicit" : "explicit";
  return { kind: "change", steps: stepsOf(one), transition: one.command === "simple" ? "auto" : joint };
}

/** What we say to the change. */
function verdictOn(current: Configuration, one: Case): string {
  const next = configurationAfter(current, changeOf(one));
  if (typeof next === "string") return next;
  return one.command === "simple" && isJoint(next) ? "goes through a joint configuration" : "taken";
}

/** What a change that etcd takes comes to, asked of the parts that refuse nothing. */
function effectOf(current: Configuration, one: Case): Configuration {
  if (one.command === "leave-joint") return afterJoint(current);
  const steps = stepsOf(one).filter(({ node }) => node !== 0);
  const target = withSteps(current, steps);
  return one.command === "simple" ? target : jointOf(current, target, one.options.autoleave === "true");
}

/** As etcd writes it. */
function textOf({ voters, outgoing, learners, learnersNext, leavesByItself }: Configuration): string {
  const parts = [`voters=(${voters.join(" ")})${outgoing.length === 0 ? "" : `&&(${outgoing.join(" ")})`}`];
  if (learners.length > 0) parts.push(`learners=(${learners.join(" ")})`);
  if (learnersNext.length > 0) parts.push(`learners_next=(${learnersNext.join(" ")})`);
  if (leavesByItself) parts.push("autoleave");
  return parts.join(" ");
}

describe.skipIf(CONFORMANCE === undefined)(`configurations change as those of etcd do${NEEDS}`, () => {
  for (const [file, count] of Object.entries(FILES)) {
    test(file, () => {
      const cases = readCases(conformanceFolder("etcd-raft", "confchange", file));
      expect(cases.length).toBe(count);
      let current = NO_CONFIGURATION;
      for (const one of cases) {
        const place = `${file}:${one.line}`;
        const refusal = REFUSALS[one.expected[0]!];
        expect([place, verdictOn(current, one)]).toEqual([place, DEVIATIONS[place] ?? refusal ?? "taken"]);
        if (refusal !== undefined) continue;
        current = effectOf(current, one);
        expect([place, textOf(current)]).toEqual([place, one.expected[0]]);
      }
    });
  }

  test("no deviation is listed for nothing", () => {
    const places = Object.keys(FILES).flatMap((file) =>
      readCases(conformanceFolder("etcd-raft", "confchange", file)).map(({ line }) => `${file}:${line}`),
    );
    expect(places).toEqual(expect.arrayContaining(Object.keys(DEVIATIONS)));
  });
});
