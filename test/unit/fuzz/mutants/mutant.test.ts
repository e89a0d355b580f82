import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadEntry, loadMutant, MutantError } from "../../../../src/fuzz/mutants/mutant.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-mutant-"));
afterAll(() => rmSync(directory, { recursive: true }));

const valid = `id: my-mutant
title: Votes twice
breaks: [election-safety]
source: figure 2 of the paper
file: election.ts
find: |2-
    if (voted) {
      return;
    }
replace: ""
why: A node that has voted must not vote again.
expect: killed
`;

const impossible = `id: no-such-line
title: Votes for itself twice
breaks: [election-safety]
source: figure 2 of the paper
why: There is no line that could be wrong.
expect: impossible
`;

function write(text: string, name = "mine.yaml"): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

function complaint(text: string): string {
  const file = write(text);
  try {
    loadMutant(file);
  } catch (error) {
    expect(error).toBeInstanceOf(MutantError);
    const { message } = error as Error;
    expect(message).not.toContain("\n");
    expect(message).toContain(file);
    return message.replace(file, "FILE");
  }
  throw new Error("it was taken");
}

describe("a mutant's file", () => {
  test("is read from anywhere, its text kept to the letter", () => {
    expect(loadMutant(write(valid))).toEqual({
      id: "my-mutant",
      title: "Votes twice",
      breaks: ["election-safety"],
      source: "figure 2 of the paper",
      file: "election.ts",
      find: "  if (voted) {\n    return;\n  }",
      replace: "",
      why: "A node that has voted must not vote again.",
      expect: "killed",
    });
  });

  test("may name a file of the storage, and disks of bytes to be hunted on", () => {
    const planted = valid.replace("election.ts", "storage/log-writer.ts");
    expect(loadMutant(write(`${planted}campaign: { disk: bytes }\n`))).toMatchObject({
      file: "storage/log-writer.ts",
      campaign: { disk: "bytes" },
    });
  });

  test.each(["session.ts", "session-table.ts"])("may name a file of the sessions: %s", (file) => {
    expect(loadMutant(write(valid.replace("election.ts", `machine/${file}`)))).toMatchObject({
      file: `machine/${file}`,
    });
  });

  test("may say which campaign shows it best, and that it must survive", () => {
    const text = valid
      .replace("[election-safety]", "[]")
      .replace("expect: killed", "expect: survives\ncampaign: { scenario: gc, nodes: 3, operations: 500 }");
    expect(loadMutant(write(text))).toMatchObject({
      expect: "survives",
      campaign: { scenario: "gc", nodes: 3, operations: 500 },
    });
  });

  test("may say that there is nothing to plant, and why", () => {
    expect(loadEntry(write(impossible))).toEqual({
      id: "no-such-line",
      title: "Votes for itself twice",
      breaks: ["election-safety"],
      source: "figure 2 of the paper",
      why: "There is no line that could be wrong.",
      expect: "impossible",
    });
    expect(() => loadMutant(write(impossible))).toThrow(
      new MutantError(
        "the mutant no-such-line is impossible by construction, so there is nothing to run: " +
          "There is no line that could be wrong.",
      ),
    );
  });

  test.each([
    ["no mapping", "just text", /Invalid input: expected object/],
    ["empty", "", /Invalid input: expected object/],
    ["not YAML", "id: [", /^FILE is not valid YAML: /],
    ["a key twice", `${valid}id: other\n`, /^FILE is not valid YAML: Map keys must be unique/],
    ["a field missing", valid.replace(/^why.*\n/m, ""), /^FILE is not a valid mutant: why: /],
    ["a field too many", `${valid}author: me\n`, /Unrecognized key: "author"/],
    ["a wrong id", valid.replace("my-mutant", "My Mutant"), /id: must be lower-case words joined by hyphens/],
    ["a wrong expectation", valid.replace("killed", "dies"), /expect: must be "killed", "survives" or "impossible"$/],
    ["no expectation", valid.replace("expect: killed\n", ""), /expect: must be "killed", "survives" or "impossible"$/],
    [
      "an edit of what is impossible",
      valid.replace("killed", "impossible"),
      /Unrecognized keys: "file", "find", "replace"/,
    ],
    ["a campaign against what is impossible", `${impossible}campaign: { nodes: 3 }\n`, /Unrecognized key: "campaign"/],
    [
      "nothing that it would break",
      impossible.replace("[election-safety]", "[]"),
      /breaks: must name at least one invar/,
    ],
    [
      "no edit to run",
      impossible.replace("expect: impossible", "expect: killed"),
      /file: Invalid input: expected string/,
    ],
    ["no invariant to kill it", valid.replace("[election-safety]", "[]"), /breaks: must name at least one invariant/],
    [
      "an invariant to survive",
      valid.replace("killed", "survives"),
      /breaks: must name no invariant if expect is survives/,
    ],
    [
      "an invariant that nobody checks",
      valid.replace("[election-safety]", "[durability, no-such-invariant]"),
      /breaks.1: there is no invariant "no-such-invariant": the names are election-safety, .*, core-assertion, step-law$/,
    ],
    [
      "no name of an invariant",
      impossible.replace("[election-safety]", "[7]"),
      /breaks.0: there is no invariant 7: the/,
    ],
    [
      "a title that moves the cursor",
      valid.replace(/title: .*/, 'title: "red \\e[31m"'),
      /title: must be one line of print/,
    ],
    ["an empty find", valid.replace(/find: [\s\S]*(?=replace)/, "find: ''\n"), /find: must not be empty/],
    [
      "an edit that changes nothing",
      valid.replace(/find: [\s\S]*(?=replace)/, "find: a\n").replace('""', "a"),
      /differ/,
    ],
    [
      "a file elsewhere",
      valid.replace("election.ts", "../sim/world.ts"),
      /file: must be a .ts file of src\/raft, machine/,
    ],
    ["an absolute file", valid.replace("election.ts", "/etc/x.ts"), /file: must be a .ts file of src\/raft, machine/],
    [
      "a file of another room",
      valid.replace("election.ts", "sut/core.ts"),
      /file: must be a .ts file of src\/raft, machine/,
    ],
    [
      "a machine, which is not of the sessions",
      valid.replace("election.ts", "machine/key-value.ts"),
      /file: must be a .ts file of src\/raft, machine\/session\*.ts, or storage\/\*.ts$/,
    ],
    [
      "a scenario that there is not",
      `${valid}campaign: { scenario: tempest }\n`,
      /campaign.scenario: there is no scenario "tempest": the names are byzantine, .*, timeless$/,
    ],
    ["too many nodes", `${valid}campaign: { nodes: 26 }\n`, /campaign.nodes: .*<=25/],
    ["a number for a text", valid.replace("Votes twice", "7"), /title: Invalid input: expected string/],
  ])("is refused in one line: %s", (_, text, message) => {
    expect(complaint(text)).toMatch(message);
  });

  test("is named when it is not there", () => {
    const file = join(directory, "missing.yaml");
    expect(() => loadMutant(file)).toThrow(`cannot read the mutant file ${file}: ENOENT`);
  });
});

test("an unknown id is answered with the one that was meant, and where all are told", () => {
  const where = "give a .yaml file, or an id that kraft-mutants --list prints";
  expect(() => loadMutant("no-such-bug")).toThrow(new MutantError(`there is no mutant "no-such-bug": ${where}`));
  const message = `there is no mutant "double-vot" (did you mean double-vote?): ${where}`;
  expect(() => loadMutant("double-vot")).toThrow(new MutantError(message));
  expect(() => loadEntry("or-set-resurect")).not.toThrow("did you mean");
  expect(() => loadEntry("or-set-resurect", ["or-set-resurrects"])).toThrow("(did you mean or-set-resurrects?)");
});
