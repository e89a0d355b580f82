import { beforeEach, describe, expect, test } from "vitest";
import { readHistory } from "../../../src/histories/history-text.ts";
import type { Command } from "../../../src/machine/index.ts";
import { checkHistory } from "../../../src/siege/check.ts";
import { writtenOnce } from "../../../src/siege/final-reads.ts";
import { checkedOperations, History } from "../../../src/siege/history.ts";
import { ednLines, jsonLines } from "../../../src/siege/history-text.ts";

const get = (key: string): Command => ({ kind: "get", key });
const put = (key: string, value: string): Command => ({ kind: "put", key, value });
const cas = (key: string, expected: string | undefined, value: string): Command => ({
  kind: "compare-and-set",
  key,
  expected,
  value,
});

let nowMs = 0;
let history: History;
beforeEach(() => {
  nowMs = 0;
  history = new History(3, () => ++nowMs);
});

/** A client asks, and is answered before anybody else asks. */
function does(client: number, command: Command, previous: string | undefined, changed = command.kind !== "get"): void {
  history.answered(history.invoke(client, command), { previous, changed });
}

async function verdict(): Promise<string> {
  return (await checkHistory(history.operations, 100_000, new AbortController().signal)).verdict;
}

test("an unknown outcome ends its process, and only that of a write", () => {
  history.inDoubt(history.invoke(1, get("a")), "no answer");
  expect(history.operations[0]).toMatchObject({ process: 1, end: { outcome: "fail" } });
  history.inDoubt(history.invoke(1, put("a", "1")), "no answer");
  history.inDoubt(history.invoke(1, put("a", "2")), "no answer");
  does(1, get("a"), undefined);
  expect(history.operations.map(({ process }) => process)).toEqual([1, 1, 4, 7]);
  expect(history.operations.map(({ client }) => client)).toEqual([1, 1, 1, 1]);
  expect(checkedOperations(history.operations).map(({ returned }) => returned?.event)).toEqual([
    undefined,
    undefined,
    7,
  ]);
});

test("nothing ends twice", () => {
  const operation = history.invoke(0, get("a"));
  history.failed(operation, "refused");
  expect(() => history.answered(operation, { previous: undefined, changed: false })).toThrow(/client 0 ended twice/);
});

describe("what is found", () => {
  test("nothing, where a write in doubt has happened later, or never", async () => {
    history.inDoubt(history.invoke(0, put("a", "1")), "no answer");
    history.inDoubt(history.invoke(0, put("a", "2")), "no answer");
    does(1, get("a"), undefined);
    does(1, put("a", "3"), "1");
    does(2, get("a"), "3");
    expect(await verdict()).toBe("linearizable");
  });

  test("an acknowledged write that is lost", async () => {
    does(0, put("once-0.1", "0.1"), undefined);
    does(0, put("once-0.2", "0.2"), undefined);
    does(1, get("once-0.1"), undefined);
    does(1, get("once-0.2"), "0.2");
    expect(await verdict()).toBe("not-linearizable");
    const { acknowledged, lost, unread } = writtenOnce(history.operations);
    expect({ acknowledged, unread, lost: lost.map(({ command }) => command.key) }).toEqual({
      acknowledged: 2,
      unread: 0,
      lost: ["once-0.1"],
    });
  });

  test("not what nobody has read, or read before it was written", () => {
    const read = history.invoke(1, get("once-0.2"));
    does(0, put("once-0.1", "0.1"), undefined);
    history.inDoubt(history.invoke(0, put("once-0.3", "0.3")), "no answer");
    does(0, put("once-0.2", "0.2"), undefined);
    history.answered(read, { previous: undefined, changed: false });
    expect(writtenOnce(history.operations)).toMatchObject({ acknowledged: 2, lost: [], unread: 2 });
  });

  test("a write that was carried out twice, though nobody has read", async () => {
    does(0, put("a", "1"), undefined);
    does(1, put("a", "2"), "1");
    does(2, put("a", "3"), "1");
    expect(await verdict()).toBe("not-linearizable");
  });

  test("a compare-and-set that should have been done", async () => {
    does(0, put("a", "1"), undefined);
    does(1, cas("a", "1", "2"), "1", false);
    expect(await verdict()).toBe("not-linearizable");
  });
});

describe("a history in a file", () => {
  beforeEach(() => {
    does(0, put("a", "0.1"), undefined);
    const open = history.invoke(1, cas("a", "0.1", "1.1"));
    does(0, cas("a", undefined, "0.2"), "0.1", false);
    history.answered(open, { previous: "0.1", changed: true });
    history.inDoubt(history.invoke(0, put("b", "0.3")), 'said "nothing"');
    history.failed(history.invoke(2, put("b", "2.1")), "no leader");
    does(0, get("a"), "1.1");
    does(0, get("b"), undefined);
  });

  test.each([
    ["JSON lines", jsonLines],
    ["EDN", ednLines],
  ])("is read as it was: %s", (_, text) => {
    const read = readHistory(text(history.operations));
    expect(read.model).toBe("register");
    const key = (name: string) => JSON.stringify(name);
    expect(read.operations).toEqual([
      {
        client: 0,
        command: { kind: "write", key: key("a"), value: "0.1" },
        invokedEvent: 0,
        returned: { event: 1, result: true },
      },
      {
        client: 1,
        command: { kind: "compare-and-set", key: key("a"), expected: "0.1", value: "1.1" },
        invokedEvent: 2,
        returned: { event: 5, result: true },
      },
      { client: 0, command: { kind: "write", key: key("b"), value: "0.3" }, invokedEvent: 6, returned: undefined },
      { client: 3, command: { kind: "read", key: key("a") }, invokedEvent: 10, returned: { event: 11, result: "1.1" } },
      { client: 3, command: { kind: "read", key: key("b") }, invokedEvent: 12, returned: { event: 13, result: null } },
    ]);
  });

  test("a compare-and-set failed if it found something else, and not if it put what was there", () => {
    does(0, cas("a", "1.1", "1.1"), "1.1", false);
    does(0, cas("a", "2", "3"), "1.1", false);
    const ends = jsonLines(history.operations)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).type);
    expect(ends.slice(-4)).toEqual(["invoke", "ok", "invoke", "fail"]);
  });

  test("tells times, what a write replaced, and why there was no answer", () => {
    const lines = jsonLines(history.operations).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line)).slice(5, 8)).toEqual([
      { index: 5, type: "ok", time: 6_000_000, process: 1, f: "cas", value: ["0.1", "1.1"], key: "a", previous: "0.1" },
      { index: 6, type: "invoke", time: 7_000_000, process: 0, f: "write", value: "0.3", key: "b" },
      {
        index: 7,
        type: "info",
        time: 8_000_000,
        process: 0,
        f: "write",
        value: "0.3",
        key: "b",
        error: 'said "nothing"',
      },
    ]);
    expect(ednLines(history.operations).split("\n")[7]).toBe(
      '{:index 7, :type :info, :time 8000000, :process 0, :f :write, :value "0.3", :key "b", :error "said \\"nothing\\""}',
    );
  });
});
