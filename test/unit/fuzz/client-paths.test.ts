import { afterEach, describe, expect, test, vi } from "vitest";
import type { RunResult } from "../../../src/fuzz/result.ts";
import { type Asked, createReply, type Reply } from "../../../src/machine/index.ts";
import { SessionMachine } from "../../../src/machine/session-machine.ts";
import { SessionTable } from "../../../src/machine/session-table.ts";
import type { Process } from "../../../src/sim/program.ts";
import { ClientRequests } from "../../../src/sut/client-requests.ts";
import { RaftNode } from "../../../src/sut/index.ts";
import { resultOf } from "./whole-runs.ts";

/** What is private in a node, as far as a broken client path is planted in it. */
interface NodeInside {
  readonly view: RaftNode["view"];
  readonly machine: { readonly machine: { readonly machine: { apply(command: unknown): unknown } } };
  readonly requests: RequestsInside;
}

/** The same of the clients' requests at a node. */
interface RequestsInside {
  answer(process: Process<unknown>, reply: Reply): void;
}

const SEEDS = Array.from({ length: 10 }, (_, place) => `client path ${place}`);

const requests = ClientRequests.prototype as unknown as RequestsInside;

function fallenIn(results: readonly RunResult[]): Set<string> {
  return new Set(results.flatMap(({ violations }) => violations.map(({ invariant }) => invariant)));
}

function run(): RunResult[] {
  return SEEDS.map((seed) => resultOf(seed, 5, 2_000));
}

afterEach(() => {
  vi.restoreAllMocks();
});

test("a client path that is whole lets nothing fall, though sessions are lost and commands asked for again", () => {
  const results = run();
  expect(fallenIn(results)).toEqual(new Set());
  const times = (name: string) => results.reduce((sum, { exercised }) => sum + exercised[name]!, 0);
  expect(times("retries deduplicated")).toBeGreaterThan(0);
  expect(times("sessions registered")).toBeGreaterThan(5 * 3);
  expect(times("histories too long to judge")).toBe(0);
});

describe("a broken client path is seen:", () => {
  test("a machine that carries out every copy of a command", () => {
    const { find } = SessionTable.prototype;
    vi.spyOn(SessionTable.prototype, "find").mockImplementation(function (this: SessionTable, client, id) {
      const session = find.call(this, client, id);
      return session && { ...session, replies: [] };
    });
    const fallen = fallenIn(run());
    expect(fallen).toContain("exactly-once");
    expect(fallen).toContain("linearizability");
  });

  test("nodes that answer reads from whatever they have applied", () => {
    const { receive } = RaftNode.prototype;
    vi.spyOn(RaftNode.prototype, "receive").mockImplementation(function (this: RaftNode, process, from, payload) {
      const asked = payload as Asked;
      const inside = this as unknown as NodeInside;
      const isRead = asked.kind === "request" && (asked.command as { kind: string }).kind === "get";
      if (!isRead || inside.view.appliedIndex === 0) {
        receive.call(this, process, from, payload);
        return;
      }
      const result = inside.machine.machine.machine.apply(asked.command);
      inside.requests.answer(process, createReply(asked, "applied", process.id, inside.view.appliedIndex, result));
    });
    expect(fallenIn(run())).toEqual(new Set(["linearizability"]));
  });

  test("a node that gives a client the answer to another command", () => {
    const { answer } = requests;
    let latest: unknown;
    vi.spyOn(requests, "answer").mockImplementation(function (this: RequestsInside, process, reply) {
      if (reply.outcome !== "applied") {
        answer.call(this, process, reply);
        return;
      }
      answer.call(this, process, { ...reply, result: latest ?? reply.result });
      latest = reply.result;
    });
    expect(fallenIn(run())).toEqual(new Set(["linearizability"]));
  });

  test("nodes whose sessions are not alike", () => {
    const { apply } = SessionMachine.prototype;
    let copies = 0;
    vi.spyOn(SessionMachine.prototype, "apply").mockImplementation(function (this: SessionMachine, stamped, index) {
      // Of all copies of an entry some are seen a microsecond later, as if each node had used its own clock.
      return apply.call(this, { ...stamped, atUs: stamped.atUs + (copies++ % 2) }, index);
    });
    expect(fallenIn(run())).toContain("state-machine-safety");
  });
});
