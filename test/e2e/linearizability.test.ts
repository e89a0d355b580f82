import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { CONFORMANCE, conformanceFolder, NEEDS } from "../conformance/conformance.ts";
import { launch, run } from "./launch.ts";

const COMMAND = "kraft-linearizability";
const directory = mkdtempSync(join(tmpdir(), "kraft-linearizability-"));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, lines: readonly string[]): string {
  writeFileSync(join(directory, name), lines.map((line) => `${line}\n`).join(""));
  return name;
}

const event = (process: number, type: string, f: string, value: string): string =>
  `{:process ${process}, :type :${type}, :f :${f}, :value ${value}}`;

const begun = [event(0, "invoke", "write", "1"), event(1, "invoke", "write", "2")];
const answered = [event(0, "ok", "write", "1"), event(1, "ok", "write", "2")];
const good = write("good.edn", [...begun, ...answered]);
const bad = write("bad.edn", [...begun, ...answered, event(0, "invoke", "read", "nil"), event(0, "ok", "read", "3")]);
const torn = write("torn.edn", [...begun, "{:process 0"]);
const kv = write("kv.json", [
  '[{"process": 3, "type": "invoke", "f": "append", "key": "a", "value": "x"},',
  '{"process": 3, "type": "ok", "f": "append", "key": "a", "value": "x"},',
  '{"process": 3, "type": "invoke", "f": "get", "key": "a", "value": null},',
  '{"process": 3, "type": "ok", "f": "get", "key": "a", "value": ""}]',
]);
/** Nearly all subsets of its writes have to be seen. */
const many = Array.from({ length: 24 }, (_, value) => value);
const hard = write("hard.edn", [
  ...many.map((value) => event(value, "invoke", "write", String(value))),
  ...many.map((value) => event(value, "ok", "write", String(value))),
  event(0, "invoke", "read", "nil"),
  event(0, "ok", "read", "99"),
]);

const check = (...argv: readonly string[]) => run(COMMAND, ["check", ...argv], directory);

describe("a line for each file, and the worst verdict as the status", () => {
  test.each<[string, readonly string[], number, RegExp[]]>([
    ["linearizable", [good], 0, [/^good.edn: linearizable \(register, 2 operations, \d+ steps\)$/]],
    [
      "not linearizable, with the operation, its lines, and what would have been legal",
      [bad],
      1,
      [
        /^bad.edn: not linearizable \(register, 3 operations, \d+ steps\)$/,
        /^ {2}no order has a place for read -> 3 of process 0, lines 5 to 6:$/,
        /^ {2}before it the state can be 1, where a read gives 1$/,
        /^ {2}before it the state can be 2, where a read gives 2$/,
      ],
    ],
    [
      "a key-value store in JSON",
      [kv],
      1,
      [
        /^kv.json: not linearizable \(kv, 2 operations, \d+ steps\)$/,
        /^ {2}no order has a place for get "a" -> "" of process 3, lines 3 to 4:$/,
        /^ {2}before it the state can be "x", where a get gives "x"$/,
      ],
    ],
    [
      "unknown",
      [good, hard, "--steps", "1000"],
      4,
      [/^good.edn: /, /^hard.edn: unknown \(register, 25 operations, 1,000 steps\)$/],
    ],
    ["the model that is asked for", [good, "--model", "register"], 0, [/^good.edn: linearizable/]],
  ])("%s", async (_, argv, status, lines) => {
    const ended = await check(...argv);
    expect(ended).toMatchObject({ status, stderr: "" });
    const told = ended.stdout.trimEnd().split("\n");
    expect(told.length).toBe(lines.length);
    for (const [at, line] of lines.entries()) expect(told[at]).toMatch(line);
  });

  test("a file that cannot be read is told with its line, and the others are checked all the same", async () => {
    const { status, stdout, stderr } = await check(torn, good, "missing.edn", "--model", "register");
    expect(stderr).toBe(
      `${COMMAND}: torn.edn:3: what opens here is not closed by }\n${COMMAND}: missing.edn: it cannot be read: ENOENT\n`,
    );
    expect(stdout).toMatch(/^good.edn: linearizable .*\n$/);
    expect(status).toBe(2);
  });

  test.each([
    [[torn, bad], 1],
    [[torn, hard], 2],
    [[hard, bad], 1],
  ])("of %j the worst counts", async (files, status) => {
    expect((await check("--steps", "1000", ...files)).status).toBe(status);
  });

  test("--json prints one document", async () => {
    const { status, stdout, stderr } = await check(good, bad, torn, "missing.edn", "--json");
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      tool: COMMAND,
      options: { model: null, steps: 20_000_000 },
      verdict: "not-linearizable",
      files: [
        { file: "good.edn", verdict: "linearizable", model: "register", operations: 2 },
        {
          file: "bad.edn",
          verdict: "not-linearizable",
          refused: {
            operation: "read -> 3",
            process: 0,
            invokedLine: 5,
            returnedLine: 6,
            before: expect.arrayContaining([{ state: "2", reason: "a read gives 2" }]),
          },
        },
        { file: "torn.edn", verdict: "unreadable", line: 3, message: "what opens here is not closed by }" },
        { file: "missing.edn", verdict: "unreadable", line: null, message: "it cannot be read: ENOENT" },
      ],
    });
  });

  test("an interrupt ends a search that is hard", async () => {
    const { child, ended } = launch(COMMAND, ["check", good, hard, "--steps", "1000000000"], directory);
    child.stdout!.once("data", () => child.kill("SIGINT"));
    expect(await ended).toMatchObject({ status: 130, stderr: "", stdout: expect.stringMatching(/^good.edn: .*\n$/) });
  });
});

describe("what is wrong is answered in one line, with status 2", () => {
  test.each<[readonly string[], RegExp]>([
    [[good], /only check FILE\.\.\. may stand beside the flags, not "good.edn"/],
    [["check"], /check takes one file or more, and none is given/],
    [["check", good, "--model", "queue"], /--model takes register or kv, not "queue"/],
    [["check", good, "--steps", "0"], /--steps takes a whole number from 1 to 1000000000, not "0"/],
    [["check", good, "--time", "5"], /-t is of a siege, and check FILE\.\.\. is none/],
    [["check", good, "--seeds", "5"], /there is no flag "--seeds", did you mean --seed\? the flags are /],
    [["check", good, "--model", "kv"], /good.edn:1: the operations of this model are get, put, append, not "write"/],
  ])("%j", async (argv, message) => {
    const { status, stdout, stderr } = await run(COMMAND, argv, directory);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(new RegExp(`^${COMMAND}: [^\\n]+\\n$`));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});

test("it has a launcher that npx can start, help that tells the statuses, and the package's version", async () => {
  const launcher = join(PACKAGE_ROOT, "bin", `${COMMAND}.js`);
  expect(readFileSync(launcher, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(statSync(launcher).mode & 0o111).toBe(0o111);
  const { bin, version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
  expect(bin[COMMAND]).toBe(`bin/${COMMAND}.js`);
  expect((await run(COMMAND, ["--version"])).stdout).toBe(`${version}\n`);
  const { status, stdout } = await run(COMMAND, ["--help"]);
  expect(stdout).toContain("Of several files the worst\ncounts: 1, then 2, then 4, then 0.");
  expect(status).toBe(0);
});

test.skipIf(CONFORMANCE === undefined)(`60 Jepsen logs are checked in one process${NEEDS}`, async () => {
  const files = Array.from({ length: 60 }, (_, number) => `etcd_${String(number).padStart(3, "0")}.log`);
  const ended = await run(COMMAND, ["check", ...files], conformanceFolder("porcupine", "jepsen"));
  expect(ended).toMatchObject({ status: 1, stderr: "" });
  expect(ended.stdout.match(/: linearizable /g)?.length).toBe(13);
  expect(ended.stdout.match(/: not linearizable /g)?.length).toBe(47);
});
