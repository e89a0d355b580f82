import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadScenario, scenarioNames } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import {
  mutantOf,
  readTapeFile,
  TapeError,
  type TapeFile,
  textOf,
  writeTapeFile,
} from "../../../../src/fuzz/tape/tape-file.ts";
import * as core from "../../../../src/sut/core.ts";
import { failureOn, smallTape } from "./small-tape.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-tape-"));
afterAll(() => rmSync(directory, { recursive: true }));

const path = join(directory, "a.json");
const file = failureOn(smallTape);

function write(text: string): string {
  const written = join(directory, "written.json");
  writeFileSync(written, text);
  return written;
}

function complaintAbout(text: string): string {
  const written = write(text);
  try {
    readTapeFile(written);
  } catch (error) {
    expect(error).toBeInstanceOf(TapeError);
    const { message } = error as Error;
    expect(message.startsWith(written)).toBe(true);
    expect(message).not.toContain("\n");
    return message.slice(written.length + 1);
  }
  throw new Error(`this was taken: ${text}`);
}

/** The text of a file in which one thing was replaced. */
function changed(from: string, to: string): string {
  const text = textOf(file);
  expect(text).toContain(from);
  return text.replace(from, to);
}

describe("a file that is written", () => {
  test("is read back as it was", () => {
    writeTapeFile(path, file);
    expect(readTapeFile(path)).toEqual(file);
  });

  test("may have somebody ask for a server that nobody knows", () => {
    const change = { kind: "change", steps: [{ kind: "remove", node: 9 }], transition: "auto" } as const;
    const instruction = { kind: "change-membership", change } as const;
    const asked = { ...smallTape, deeds: [{ atUs: 5, deed: { kind: "instruct", node: 1, instruction } as const }] };
    writeTapeFile(path, failureOn(asked));
    expect(readTapeFile(path).tape).toEqual(asked);
  });

  test("replaces what was there, and leaves nothing else behind", () => {
    writeTapeFile(path, file);
    writeTapeFile(path, { ...file, command: "another" });
    expect(readTapeFile(path).command).toBe("another");
    expect(readdirSync(directory).filter((name) => name.startsWith("a.json"))).toEqual(["a.json"]);
  });

  test("has one line for each deed and each departure, which says all of it", () => {
    const lines = textOf(file)
      .split("\n")
      .map((line) => line.trim().replace(/,$/, ""));
    expect(lines).toContain('{ "atUs": 1000, "deed": { "kind": "crash", "aim": 2, "forUs": 50000 } }');
    expect(lines).toContain('{ "what": "message-latency", "where": 1, "ordinal": 3, "came": 900 }');
  });

  test("has its keys in one order, however the tape was put together", () => {
    const backwards = JSON.parse(JSON.stringify(file), (_, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ) as TapeFile;
    expect(Object.keys(backwards)[0]).toBe("tape");
    expect(textOf(backwards)).toBe(textOf(file));
  });

  test("where nothing can be written is told in one line", () => {
    expect(() => writeTapeFile(join(path, "below-a-file.json"), file)).toThrow(/^cannot write the tape .*: \w+$/);
  });
});

describe("every run that can be recorded can be written down and read again", () => {
  test.each([undefined, ...scenarioNames()])("%s", (name) => {
    const scenario = name === undefined ? undefined : loadScenario(name);
    for (const seed of ["1", "2"]) {
      const { tape } = record({ nodes: 5, operations: 300, seed, checkers: true, ...(scenario && { scenario }) }, core);
      writeTapeFile(path, failureOn(tape));
      expect(readTapeFile(path).tape).toEqual(tape);
    }
  });
});

describe("what is no tape is refused in one line that names it:", () => {
  const text = textOf(file);

  test("a file that is not there, a folder, or what is not text", () => {
    expect(() => readTapeFile(join(directory, "nowhere.json"))).toThrow(
      /^cannot read the tape .*nowhere.json: ENOENT$/,
    );
    expect(() => readTapeFile(directory)).toThrow(`${directory} is not a file`);
    writeFileSync(path, Buffer.from([0x7b, 0xff, 0xfe]));
    expect(() => readTapeFile(path)).toThrow(`${path} is not text in UTF-8`);
  });

  test("one that is cut off, wherever", () => {
    expect(complaintAbout("")).toContain("it is empty");
    for (let length = 1; length < text.length - 2; length += 41) complaintAbout(text.slice(0, length));
    expect(complaintAbout(text.slice(0, -10))).toContain("it is cut off");
    expect(complaintAbout(text.slice(0, text.indexOf("}") + 1))).toContain("it is cut off");
  });

  test("one that is damaged", () => {
    expect(complaintAbout(text.replace(":", ";"))).toContain("it is damaged");
  });

  test.each(["# kraft\n\nA laboratory.", "plain", '"{', "[1, 2", "}"])("what never was JSON: %j", (other) => {
    expect(complaintAbout(other)).toBe("is not a tape: it is no JSON document");
  });

  test("one of a newer kraft, with what is read here", () => {
    const newer = JSON.stringify({ schema: 7, whatever: "comes" });
    expect(complaintAbout(newer)).toMatch(/^is a tape of version 7, of a newer kraft: .* reads version 1$/);
  });

  test.each([
    ["null", "it", "null"],
    ["42", "it", "42"],
    ["[]", "it", "[]"],
    ["{}", "schema", "{}"],
    ["another version", "schema", changed('"schema": 1', '"schema": 0')],
    [
      "an unknown invariant",
      'there is no invariant "luck"',
      changed('"invariant": "election-safety"', '"invariant": "luck"'),
    ],
    [
      "a violation of something else",
      "violation.invariant: must be",
      changed('"violation": {\n    "invariant": "election-safety"', '"violation": {\n    "invariant": "liveness"'),
    ],
    [
      "more clients than anybody has",
      "clients: must be at most 1,000",
      changed('"clients": 3', '"clients": 1000000000'),
    ],
    ["a fingerprint that is none", "fingerprint: must be 16 hexadecimal digits", changed(file.fingerprint, "abc")],
    ["a key that nobody reads", 'Unrecognized key: "extra"', changed('"schema": 1', '"schema": 1, "extra": 2')],
    ["a key of a deed that nobody reads", "tape.deeds.0.deed", changed('"aim": 2', '"aim": 2, "twice": true')],
    [
      "a key that is there twice",
      "tape.deeds.0.deed.aim: it is there twice",
      changed('"aim": 2', '"aim": 3, "aim": 2'),
    ],
    ["an unknown deed", "tape.deeds.0.deed.kind", changed('"kind": "crash"', '"kind": "smash"')],
    ["a deed that names nobody", "tape.deeds.0.deed.aim", changed('"aim": 2', '"aim": "leader"')],
    ["a deed for a stranger", "tape.deeds.0: there is no node 9 among 3", changed('"aim": 2', '"aim": 9')],
    [
      "a stranger who is asked",
      "there is no node 9",
      changed(
        '"kind": "submit", "client": 0',
        '"kind": "instruct", "node": 9, "instruction": { "kind": "take-snapshot" }',
      ),
    ],
    ["a command of a stranger", "tape.deeds.1: there is no client 3 among 3", changed('"client": 0', '"client": 3')],
    ["deeds out of order", "tape.deeds.1: it comes before the deed above it", changed('"atUs": 2000', '"atUs": 999')],
    ["a choice for nothing", 'there is no choice for "luck"', changed("message-latency", "luck")],
    ["a fraction", "tape.departures.0.came", changed('"came": 900', '"came": 0.5')],
    ["no end", "calmAtUs or endsAtUs", changed(',\n    "endsAtUs": 100000', "")],
    ["clocks for others", "must have a clock each", changed('"spares": 0', '"spares": 1')],
    [
      "other founders",
      "tape.setup: the founders of 3 nodes",
      changed('"founders": [1, 2, 3]', '"founders": [1, 2, 4]'),
    ],
    [
      "heartbeats too seldom",
      "must be below electionTimeoutUs",
      changed('"heartbeatIntervalUs": 50000', '"heartbeatIntervalUs": 5000000'),
    ],
    ["a lease that is unsafe", "needs checkQuorum", changed('"leaseUs": 0', '"leaseUs": 9000000')],
  ])("%s", (_, complaint, damaged) => {
    expect(complaintAbout(damaged)).toContain(complaint === "it" ? "is not a valid tape" : complaint);
  });
});

test("the file of a mutant is found from where the tape lies, an id is an id", () => {
  expect(mutantOf("/a/corpus/x.json", { ...file, mutant: "../mine.yaml" })).toBe("/a/mine.yaml");
  expect(mutantOf("/a/corpus/x.json", { ...file, mutant: "figure-8" })).toBe("figure-8");
  expect(mutantOf("/a/corpus/x.json", { ...file, mutant: null })).toBeUndefined();
});

test("what is written is JSON, in lines", () => {
  expect(JSON.parse(readFileSync(write(textOf(file)), "utf8"))).toEqual(file);
});
