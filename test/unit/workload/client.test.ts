import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Request } from "../../../src/machine/index.ts";
import { NO_DEADLINE } from "../../../src/sim/program.ts";
import { Client } from "../../../src/workload/client.ts";
import { ClientHost } from "../../../src/workload/host.ts";
import { KEY_VALUE_APPLICATION, KeyValueCommands } from "../../../src/workload/key-value-application.ts";
import { type ClientOptions, createClientOptions } from "../../../src/workload/options.ts";
import { NO_READS } from "../../../src/workload/read-habits.ts";
import type { ClientWitness } from "../../../src/workload/witness.ts";
import { anyDraw, drawOf } from "./draws.ts";
import { createReply, RecordingProcess, registered, SESSION } from "./recording-process.ts";

const OPTIONS: ClientOptions = {
  nodes: [1, 2, 3],
  attemptTimeoutUs: 300_000,
  operationTimeoutUs: 1_000_000,
  backoffMinUs: 2_000,
  backoffMaxUs: 20_000,
  sessionIdleUs: 5_000_000,
  reads: NO_READS,
};

let process: RecordingProcess;
let client: Client<ClientWitness>;

beforeEach(() => {
  process = new RecordingProcess();
  client = new Client(OPTIONS, new KeyValueCommands());
  client.start();
});

/** Hands the client a command; if it asks for a session first, it gets one at once, and nothing of that was sent. */
function submit(command?: unknown): void {
  client.submit(process, command);
  const { to, asked } = process.lastSent;
  if (asked.kind !== "registration") return;
  process.sent.pop();
  client.receive(process, to, registered(asked.sequence));
}

function lastRequest(): Request {
  const { asked } = process.lastSent;
  if (asked.kind !== "request") throw new Error("The client asked for a session.");
  return asked;
}

function reachDeadline(): void {
  process.nowUs = process.deadlineUs;
  process.deadlineUs = NO_DEADLINE;
  client.deadline(process);
}

function nodesAsked(): number[] {
  return process.sent.map(({ to }) => to);
}

describe("an operation", () => {
  test("is asked for, answered and reported", () => {
    expect(client.idle).toBe(true);
    submit();
    expect(client.idle).toBe(false);
    expect(process.sent).toEqual([{ to: 1, asked: expect.objectContaining({ client: 8, sequence: 1 }) }]);
    expect(process.invoked).toEqual([{ sequence: 1, command: lastRequest().command }]);
    expect(process.deadlineUs).toBe(300_000);
    client.receive(process, 1, createReply(1, "applied"));
    expect(process.returned).toEqual([{ sequence: 1, index: 41, result: { previous: "before", changed: true } }]);
    expect(client.idle).toBe(true);
    expect(process.deadlineUs).toBe(NO_DEADLINE);
    expect(client.counts).toEqual({ submitted: 1, applied: 1, unknown: 0, refused: 0, retries: 0, redirects: 0 });
  });

  test("is of a command that was asked for, in its turn, and its own choices stay what they were", () => {
    const wanted = { kind: "put", key: "mine", value: "1" };
    const commandsOf = (second?: unknown): unknown[] => {
      process = new RecordingProcess();
      client = new Client(OPTIONS, new KeyValueCommands());
      for (const command of [undefined, second, undefined]) submit(command);
      const fork = client.fork();
      for (const sequence of [1, 2, 3]) client.receive(process, 1, createReply(sequence, "applied"));
      const commands = process.invoked.map(({ command }) => command);
      process.invoked = [];
      for (const sequence of [1, 2, 3]) fork.receive(process, 1, createReply(sequence, "applied"));
      expect(process.invoked.map(({ command }) => command)).toEqual(commands.slice(1));
      return commands;
    };
    const [first, , third] = commandsOf();
    expect(commandsOf(wanted)).toEqual([first, wanted, third]);
  });

  test("can be of null, which is a command like any other", () => {
    submit(null);
    expect(lastRequest().command).toBeNull();
  });

  test("starts with the node that answered the one before", () => {
    submit();
    client.receive(process, 3, createReply(1, "applied"));
    submit();
    expect(process.lastSent).toMatchObject({ to: 3, asked: { sequence: 2 } });
  });

  test("starts anywhere while no leader is known", () => {
    process.draws = { "client-target": 2 };
    submit();
    expect(nodesAsked()).toEqual([3]);
  });

  test("waits in the backlog while another is open", () => {
    submit();
    submit();
    submit();
    expect([process.invoked.length, process.sent.length, client.backlog]).toEqual([1, 1, 2]);
    client.receive(process, 1, createReply(1, "applied"));
    expect([process.invoked.length, process.sent.length, client.backlog]).toEqual([2, 2, 1]);
    client.receive(process, 1, createReply(2, "applied"));
    client.receive(process, 1, createReply(3, "applied"));
    expect([process.returned.length, client.backlog, client.idle]).toEqual([3, 0, true]);
    expect(client.counts).toMatchObject({ submitted: 3, applied: 3 });
  });
});

describe("a refusal", () => {
  test("sends the client to the named leader, after a short wait", () => {
    process.draws = { "client-backoff": 5_000 };
    submit();
    const first = process.lastSent.asked;
    process.nowUs = 1_000;
    client.receive(process, 1, createReply(1, "not-leader", 3));
    expect(process.sent.length).toBe(1);
    expect(process.deadlineUs).toBe(1_000 + 2_000 + 5_000);
    reachDeadline();
    expect(process.lastSent).toEqual({ to: 3, asked: first });
    expect(process.invoked.length).toBe(1);
    expect(client.counts).toMatchObject({ retries: 1, redirects: 1 });
  });

  test.each(["not-leader", "leadership-lost"] as const)("%s without a leader sends it to another node", (outcome) => {
    submit();
    client.receive(process, 1, createReply(1, outcome));
    reachDeadline();
    expect(nodesAsked()).toEqual([1, 2]);
    expect(client.counts).toMatchObject({ retries: 1, redirects: 0 });
  });

  test.each([1, 99])("that names node %i, itself or nobody we know, sends it to another node", (leader) => {
    submit();
    client.receive(process, 1, createReply(1, "not-leader", leader));
    reachDeadline();
    expect(nodesAsked()).toEqual([1, 2]);
    expect(client.counts.redirects).toBe(0);
  });

  test("overloaded makes it ask the same node later, between 2 and 20 ms", () => {
    process.draws = { "client-backoff": Number.MAX_SAFE_INTEGER };
    submit();
    client.receive(process, 1, createReply(1, "overloaded"));
    expect(process.deadlineUs).toBe(20_000);
    reachDeadline();
    process.draws = {};
    client.receive(process, 1, createReply(1, "overloaded"));
    expect(process.deadlineUs).toBe(20_000 + 2_000);
    reachDeadline();
    expect(nodesAsked()).toEqual([1, 1, 1]);
  });

  test("too-large ends the operation without effect, and the next one begins", () => {
    submit();
    submit();
    client.receive(process, 2, createReply(1, "too-large"));
    expect([process.refused, process.returned, process.expired]).toEqual([[1], [], []]);
    expect(client.counts).toMatchObject({ submitted: 2, applied: 0, unknown: 0, refused: 1 });
    expect(lastRequest()).toMatchObject({ session: SESSION, sequence: 2 });
  });

  test("counts once: its duplicate, and a late one of a node no longer asked, change nothing", () => {
    submit();
    client.receive(process, 1, createReply(1, "not-leader", 3));
    const { deadlineUs } = process;
    process.nowUs = 500;
    client.receive(process, 1, createReply(1, "not-leader", 2));
    expect(process.deadlineUs).toBe(deadlineUs);
    reachDeadline();
    client.receive(process, 1, createReply(1, "not-leader", 2));
    expect(process.deadlineUs).toBe(deadlineUs + 300_000);
    expect(client.counts.redirects).toBe(1);
  });

  test("heard twice while waiting does not prolong the wait", () => {
    submit();
    client.receive(process, 1, createReply(1, "overloaded"));
    process.nowUs = 500;
    client.receive(process, 1, createReply(1, "overloaded"));
    client.unreachable(process, 1);
    expect(process.deadlineUs).toBe(2_000);
  });
});

describe("silence", () => {
  test("makes it ask another node, with the same request", () => {
    submit();
    reachDeadline();
    expect(process.nowUs).toBe(300_000);
    reachDeadline();
    expect(nodesAsked()).toEqual([1, 2, 1]);
    expect(new Set(process.sent.map(({ asked }) => asked)).size).toBe(1);
    expect(client.counts.retries).toBe(2);
  });

  test("never lands on the silent node itself", () => {
    process.draws = { "client-target": 1 };
    submit();
    reachDeadline();
    reachDeadline();
    expect(nodesAsked()).toEqual([2, 3, 2]);
  });

  test("of the only node makes it ask that one again", () => {
    client = new Client({ ...OPTIONS, nodes: [4] }, new KeyValueCommands());
    submit();
    reachDeadline();
    expect(nodesAsked()).toEqual([4, 4]);
  });

  test("of a cut link makes it turn to another node after a short wait", () => {
    submit();
    client.unreachable(process, 2);
    expect(process.deadlineUs).toBe(300_000);
    client.unreachable(process, 1);
    client.unreachable(process, 1);
    expect(process.deadlineUs).toBe(2_000);
    reachDeadline();
    expect(nodesAsked()).toEqual([1, 2]);
  });

  test("until the end makes it give up and go on with the next", () => {
    submit();
    submit();
    while (process.returned.length === 0) reachDeadline();
    expect(process.nowUs).toBe(1_000_000);
    expect(process.returned).toEqual([{ sequence: 1, index: 0, result: undefined }]);
    expect(process.lastSent.asked.sequence).toBe(2);
    expect(process.deadlineUs).toBe(1_300_000);
    expect(client.counts).toEqual({ submitted: 2, applied: 0, unknown: 1, refused: 0, retries: 3, redirects: 0 });
  });

  test("until the end makes it forget whom it believed to lead", () => {
    submit();
    client.receive(process, 3, createReply(1, "applied"));
    submit();
    submit();
    while (process.returned.length === 1) reachDeadline();
    expect(process.lastSent).toMatchObject({ to: 1, asked: { sequence: 3 } });
  });

  test("ends with the time of the operation even when a wait is on", () => {
    submit();
    process.nowUs = 999_000;
    client.receive(process, 1, createReply(1, "overloaded"));
    expect(process.deadlineUs).toBe(1_000_000);
    reachDeadline();
    expect(client.counts.unknown).toBe(1);
  });
});

describe("an answer", () => {
  test("of an earlier attempt is taken", () => {
    submit();
    reachDeadline();
    client.receive(process, 1, createReply(1, "applied"));
    expect(process.returned.length).toBe(1);
  });

  test("to an operation that has ended is ignored", () => {
    submit();
    client.receive(process, 1, createReply(1, "applied"));
    client.receive(process, 1, createReply(1, "applied"));
    submit();
    client.receive(process, 1, createReply(1, "applied"));
    client.receive(process, 1, createReply(1, "not-leader", 2));
    expect(process.returned.length).toBe(1);
    expect(process.sent.length).toBe(2);
    expect(client.idle).toBe(false);
  });
});

describe("a session", () => {
  const kindsAsked = () => process.sent.map(({ asked }) => asked.kind);

  test("is asked for first, and the command then, of the node that gave it", () => {
    client.submit(process);
    expect(process.invoked).toHaveLength(1);
    expect(kindsAsked()).toEqual(["registration"]);
    client.receive(process, 3, registered());
    expect(process.lastSent).toMatchObject({ to: 3, asked: { kind: "request", session: SESSION, sequence: 1 } });
    client.receive(process, 3, createReply(1, "applied"));
    client.submit(process);
    expect(kindsAsked()).toEqual(["registration", "request", "request"]);
    expect(lastRequest()).toMatchObject({ session: SESSION, sequence: 2 });
  });

  test("is asked for again and again, with the same registration, like a command", () => {
    client.submit(process);
    client.receive(process, 1, createReply(1, "not-leader", 3, 0));
    reachDeadline();
    reachDeadline();
    expect(nodesAsked()).toEqual([1, 3, 1]);
    expect(new Set(process.sent.map(({ asked }) => asked)).size).toBe(1);
    expect(client.counts).toMatchObject({ retries: 2, redirects: 1 });
  });

  test("is taken once: a second one that a retry gave is left alone", () => {
    client.submit(process);
    client.receive(process, 1, registered(1, 30));
    client.receive(process, 2, registered(1, 31));
    expect(kindsAsked()).toEqual(["registration", "request"]);
    expect(lastRequest().session).toBe(30);
  });

  test("that has not come by the end of the operation is asked for anew by the next", () => {
    client.submit(process);
    client.submit(process);
    while (process.returned.length === 0) reachDeadline();
    expect(process.lastSent.asked).toMatchObject({ kind: "registration", sequence: 2 });
    client.receive(process, 1, registered(1));
    expect(process.lastSent.asked.kind).toBe("registration");
    client.receive(process, 1, registered(2));
    expect(lastRequest()).toMatchObject({ session: SESSION, sequence: 2 });
  });

  test("that expired ends the operation, its outcome unknown, and the next one has another", () => {
    submit();
    submit();
    client.receive(process, 2, createReply(1, "session-expired"));
    expect([process.expired, process.returned]).toEqual([[1], []]);
    expect(client.counts).toMatchObject({ submitted: 2, applied: 0, unknown: 1 });
    expect(client.wasTurnedAway).toBe(true);
    expect(process.lastSent.asked).toMatchObject({ kind: "registration", sequence: 2 });
    client.receive(process, 1, registered(2, 50));
    expect(lastRequest()).toMatchObject({ session: 50, sequence: 2 });
    client.receive(process, 1, createReply(2, "session-expired", 0, SESSION));
    expect(client.idle).toBe(false);
    client.receive(process, 1, createReply(2, "applied", 0, 50));
    expect([client.idle, client.wasTurnedAway]).toEqual([true, false]);
  });

  test("that expired makes the client forget what it could rely on", () => {
    process.draws = { "client-command": drawOf(80, 0) };
    submit();
    client.receive(process, 1, createReply(1, "session-expired"));
    submit();
    expect(process.invoked).toMatchObject([{ command: { kind: "append" } }, { command: { kind: "put" } }]);
  });

  test("that was not heard of for long is not relied on", () => {
    submit();
    process.nowUs = 700_000;
    client.receive(process, 1, createReply(1, "applied"));
    process.nowUs += OPTIONS.sessionIdleUs;
    submit();
    client.receive(process, 1, createReply(2, "applied"));
    expect(process.lastSent.asked).toMatchObject({ kind: "request", session: SESSION });
    process.nowUs += OPTIONS.sessionIdleUs + 1;
    client.submit(process);
    expect(process.lastSent.asked).toMatchObject({ kind: "registration", sequence: 2 });
  });
});

describe("what the client learned", () => {
  const COMPARE_AND_SET = drawOf(60, 0);
  const APPEND = drawOf(80, 0);

  test("is what its compare-and-set expects", () => {
    process.draws = { "client-command": COMPARE_AND_SET };
    submit();
    expect(lastRequest().command).toMatchObject({ kind: "compare-and-set", expected: undefined });
    client.receive(process, 1, createReply(1, "applied"));
    submit();
    expect(lastRequest().command).toMatchObject({ kind: "compare-and-set", expected: "before" });
  });

  test("is no ground to append to after an outcome it never learned", () => {
    process.draws = { "client-command": APPEND };
    submit();
    submit();
    while (process.returned.length === 0) reachDeadline();
    expect(process.invoked).toMatchObject([{ command: { kind: "append" } }, { command: { kind: "put" } }]);
  });
});

/** One thing that happens to a client with three nodes. */
type Happening = (client: Client<ClientWitness>, process: RecordingProcess) => void;

const anyNode = fc.integer({ min: 1, max: 3 });
const anyOutcome = fc.constantFrom("applied", "session-expired", "not-leader", "overloaded", "leadership-lost");

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constant<Happening>((client, process) => client.submit(process)),
  fc.constant<Happening>((client, process) => {
    if (process.deadlineUs === NO_DEADLINE) return;
    process.nowUs = process.deadlineUs;
    client.deadline(process);
  }),
  anyNode.map(
    (node): Happening =>
      (client, process) =>
        client.unreachable(process, node),
  ),
  fc.tuple(anyNode, fc.integer({ min: 1, max: 4 })).map(
    ([node, registration]): Happening =>
      (client, process) =>
        client.receive(process, node, registered(registration)),
  ),
  fc.tuple(anyNode, anyOutcome, fc.nat(3)).map(
    ([node, outcome, leader]): Happening =>
      (client, process) => {
        client.receive(process, node, createReply(process.invoked.length, outcome, leader));
      },
  ),
);

test("a fork goes on as the original does, and leaves it alone", () => {
  fc.assert(
    fc.property(fc.array(anyHappening, { maxLength: 60 }), fc.nat(60), anyDraw, (happenings, at, draw) => {
      const process = new RecordingProcess();
      process.draws = { "client-command": draw };
      const client = new Client<ClientWitness>(OPTIONS, new KeyValueCommands());
      for (const happen of happenings.slice(0, at)) happen(client, process);

      const copy = client.fork();
      const copyProcess = process.fork();
      for (const happen of happenings.slice(at)) happen(copy, copyProcess);
      const countsOfCopy = { ...copy.counts };
      for (const happen of happenings.slice(at)) happen(client, process);
      expect(process).toEqual(copyProcess);
      expect(client).toEqual(copy);
      expect(client.counts).toEqual(countsOfCopy);
    }),
  );
});

describe("ClientHost", () => {
  test("boots idle clients with an empty disk, and refuses crashes", () => {
    const host = new ClientHost<ClientWitness>(OPTIONS, KEY_VALUE_APPLICATION);
    expect(host.boot().idle).toBe(true);
    const image = host.createImage();
    expect(image.fork()).toBe(image);
    expect(() => image.apply(process, "record")).toThrow("wrote");
    expect(() => host.crashed(process)).toThrow("Client 8 crashed");
  });
});

test("the usual options need a node to ask", () => {
  expect(createClientOptions([1], 0, 150_000, 1_000_000)).toMatchObject({ nodes: [1], sessionIdleUs: 500_000 });
  expect(() => createClientOptions([], 0, 150_000, 1_000_000)).toThrow("at least one node");
});
