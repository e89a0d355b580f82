import { describe, expect, test } from "vitest";
import { HistoryFileError } from "../../../src/histories/history-file-error.ts";
import { type ModelName, readHistory } from "../../../src/histories/history-text.ts";

const LOG = [
  "INFO  jepsen.util - 0\t:invoke\t:read\tnil",
  "INFO  jepsen.util - :nemesis\t:info\t:start\tnil",
  "INFO  jepsen.util - 1\t:invoke\t:write\t3",
  "INFO  jepsen.util - 1\t:ok\t:write\t3",
  "",
  "INFO  jepsen.util - 0\t:ok\t:read\t3",
  "INFO  jepsen.util - 0\t:invoke\t:cas\t[3 4]",
  "INFO  jepsen.util - 1\t:invoke\t:cas\t[1 2]",
  "INFO  jepsen.util - 1\t:fail\t:cas\t[1 2]",
  "INFO  jepsen.util - 0\t:info\t:cas\t:timed-out (after 5 s",
  "INFO  jepsen.util - 2\t:invoke\t:write\tnil",
].join("\n");

const REGISTER_OPERATIONS = [
  { client: 1, command: { kind: "write", key: "", value: 3 }, invokedEvent: 1, returned: { event: 2, result: true } },
  { client: 0, command: { kind: "read", key: "" }, invokedEvent: 0, returned: { event: 3, result: 3 } },
  {
    client: 0,
    command: { kind: "compare-and-set", key: "", expected: 3, value: 4 },
    invokedEvent: 4,
    returned: undefined,
  },
  { client: 2, command: { kind: "write", key: "", value: null }, invokedEvent: 8, returned: undefined },
];

describe("the same history is read from", () => {
  test("the lines of a Jepsen log", () => {
    const history = readHistory(LOG);
    expect(history.model).toBe("register");
    expect(history.operations).toEqual(REGISTER_OPERATIONS);
    expect(history.lines).toEqual([1, 3, 4, 6, 7, 8, 9, 10, 11]);
  });

  const maps = [
    [0, "invoke", "read", "nil"],
    [1, "invoke", "write", "3"],
    [1, "ok", "write", "3"],
    [0, "ok", "read", "3"],
    [0, "invoke", "cas", "[3 4]"],
    [1, "invoke", "cas", "[1 2]"],
    [1, "fail", "cas", "[1 2]"],
    [0, "info", "cas", "[3 4]"],
    [2, "invoke", "write", "nil"],
  ] as const;
  const edn = maps.map(
    ([process, type, f, value]) => `{:process ${process}, :type :${type}, :f :${f}, :value ${value}}`,
  );
  const json = maps.map(([process, type, f, value]) => {
    const shown = value.replace("nil", "null").replace(" ", ",");
    return `{"process":${process},"type":"${type}","f":"${f}","value":${shown},"time":12,"error":["x",{"y":1.5e3}]}`;
  });

  test.each<[string, string, number]>([
    ["EDN maps, a line for each", edn.join("\n"), 1],
    ["one EDN vector", `[${edn.join("\n ")}]`, 1],
    [
      "EDN with tags, comments and a nemesis",
      `; a history\n{:process :nemesis :type :info :f :start}\n${edn.map((map) => `#jepsen.history.Op${map}`).join("\r\n")}`,
      3,
    ],
    ["JSON maps, a line for each", json.join("\n"), 1],
    ["one JSON array", `[\n${json.join(",\n")}\n]`, 2],
  ])("%s", (_, text, firstLine) => {
    const history = readHistory(text);
    expect(history.model).toBe("register");
    expect(history.operations).toEqual(REGISTER_OPERATIONS);
    expect(history.lines).toEqual(maps.map((_, at) => firstLine + at));
  });
});

describe("keys", () => {
  const commands = (lines: readonly string[]) => {
    const pairs = lines.flatMap((line, process) =>
      ["invoke", "ok"].map((type) => `{:process ${process} :type :${type} ${line}}`),
    );
    return readHistory(pairs.join("\n")).operations.map(({ command, returned }) => ({
      ...command,
      result: returned!.result,
    }));
  };

  test("of a key-value store are all told apart", () => {
    expect(
      commands([
        ':f :get :key "5" :value "a\\n\\u0041\\""',
        ':f :put :key 5 :value "b"',
        ':f :append :key :5 :value ""',
      ]),
    ).toEqual([
      { kind: "get", key: '"5"', result: 'a\nA"' },
      { kind: "put", key: "5", value: "b", result: null },
      { kind: "append", key: '":5"', value: "", result: null },
    ]);
  });

  test("a get of nothing is one of the empty text", () => {
    expect(commands([":f :get :key 1 :value nil"])).toEqual([{ kind: "get", key: "1", result: "" }]);
  });

  test("of registers stand beside the value or before it", () => {
    expect(
      commands([
        ":f :read :value [5 nil]",
        ":f :write :value [5 3]",
        ":f :cas :value [5 [3 4]]",
        ":f :cas :key 7 :value [3 4]",
      ]),
    ).toEqual([
      { kind: "read", key: "5", result: null },
      { kind: "write", key: "5", value: 3, result: true },
      { kind: "compare-and-set", key: "5", expected: 3, value: 4, result: true },
      { kind: "compare-and-set", key: "7", expected: 3, value: 4, result: true },
    ]);
  });
});

test("numbers too large to be exact stay different", () => {
  const text = ["9007199254740993", "9007199254740992"].map(
    (value, process) => `{:process ${process} :type :invoke :f :write :value ${value}}`,
  );
  const [first, second] = readHistory(text.join("\n")).operations.map(({ command }) => command);
  expect(first).not.toEqual(second);
});

describe("what is no history is refused with its line", () => {
  const invoke = "{:process 0 :type :invoke :f :read :value nil}";
  const put = '{:process 0 :type :invoke :f :put :key "a" :value "b"}';

  test.each<[string, number | undefined, RegExp, ModelName?]>([
    ["", undefined, /holds no operation/],
    ["hello", 1, /an operation map is expected/],
    [`${invoke}\n{:process 0 :type :ok`, 2, /what opens here is not closed by }/],
    [`${invoke}\n{:process 0 :type "ok`, 2, /a text begins here that does not end/],
    [`${invoke}\n\n]`, 3, /a value is expected, not "]"/],
    [`${invoke}\n{:process 0 :type :maybe :f :read}`, 2, /the type must be one of invoke, ok, fail, info, not "maybe"/],
    [`${invoke}\n{:process 0 :f :read}`, 2, /the type must be one of .*, none is given/],
    [`${invoke}\n{:type :ok :f :read}`, 2, /the operation has no process/],
    [`${invoke}\n{:process 0.5 :type :ok :f :read}`, 2, /the process must be a whole number, not "0.5"/],
    [`${invoke}\n{:process "0" :type :ok :f :read}`, 2, /the process must be a whole number, not .*0/],
    [`${invoke}\n{:process 0 :type :ok :value 3}`, 2, /the operation has no f/],
    [`${invoke}\n${invoke}`, 2, /process 0 begins an operation, and its read of line 1 has not ended/],
    [`${invoke}\n{:process 1 :type :ok :f :read :value 3}`, 2, /process 1 has no open operation to end/],
    [
      `${invoke}\n{:process 0 :type :ok :f :write :value 3}`,
      2,
      /process 0 ends a write, but what it began in line 1 is a read/,
    ],
    [`${invoke}\n{:process 0 :type :ok :f :read :value {1 2}}`, 2, /the value of a read must be a number, /],
    ["{:process 0 :type :invoke :f :cas :value 3}", 1, /a cas takes \[expected value\]/],
    [
      "{:process 0 :type :invoke :f :enqueue :value 3}",
      1,
      /no model has the operation "enqueue": what is known is read, write, cas, get, /,
    ],
    [put, 1, /the operations of this model are read, write, cas, not "put"/, "register"],
    [`${put}\n{:process 1 :type :invoke :f :get}`, 2, /a get has a key, and none is given/],
    [`${put}\n{:process 1 :type :invoke :f :get :key [1]}`, 2, /the key of a get must be a number, /],
    [`${put}\n{:process 1 :type :invoke :f :put :key 1 :value 2}`, 2, /the value of a put must be a text/],
    [`${LOG}\nWARN  something else`, 12, /an operation that Jepsen logged is expected, not "WARN {2}something else"/],
    [`${LOG}\nINFO  jepsen.util - 3\t:invoke\t:read\t1 2`, 12, /one value is expected, and "2" follows it/],
    ["[".repeat(200), 1, /nested more than 100 deep/],
  ])("%j", (text, line, message, model) => {
    const error = catchError(() => readHistory(text, model));
    expect(error).toBeInstanceOf(HistoryFileError);
    expect((error as HistoryFileError).message).toMatch(message);
    expect((error as HistoryFileError).line).toBe(line);
  });
});

function catchError(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
