import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { EDITOR_SCHEMA_FILE, editorSchema } from "../../../../src/fuzz/scenarios/scenario-editor-schema.ts";
import {
  loadScenario,
  SCENARIO_FOLDER,
  ScenarioError,
  scenarioNames,
} from "../../../../src/fuzz/scenarios/scenario-file.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-scenario-"));
afterAll(() => rmSync(directory, { recursive: true }));

const valid = `# A network that loses.
title: Losses
expects: safety
network:
  drop: 15%
faults:
  partition:
    chance: 5%
    for: [500ms, 5s]
    shapes: [halves, bridge]
`;

function write(text: string | Uint8Array, name = "mine.yaml"): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

/** What is wrong with a file, in one line. */
function complaint(file: string): string {
  try {
    loadScenario(file);
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError);
    const { message } = error as ScenarioError;
    expect(message).not.toMatch(/[\r\n]/);
    return message.replace(file, "FILE");
  }
  throw new Error("it was taken");
}

describe("a person's file", () => {
  test("is read from anywhere and has the file's name", () => {
    expect(loadScenario(write(valid, "my-storm.yml"))).toMatchObject({
      name: "my-storm",
      title: "Losses",
      network: { lossPerMillion: 150_000 },
      faults: { partition: { chancePerMillion: 50_000, shapes: ["halves", "bridge"] } },
    });
  });

  test("is data that can be handed to a worker", () => {
    for (const name of scenarioNames()) {
      const scenario = loadScenario(name);
      expect(structuredClone(scenario)).toEqual(scenario);
    }
  });

  test("may be a link, have a byte order mark and lines that end as elsewhere", () => {
    const link = join(directory, "link.yaml");
    symlinkSync(write(`\ufeff${valid.replaceAll("\n", "\r\n")}`), link);
    expect(loadScenario(link).name).toBe("link");
  });

  const chance = (value: string): string => valid.replace("chance: 5%", `chance: ${value}`);

  test.each([
    [
      "a probability of 1.5",
      chance("1.5"),
      /^FILE:8: faults.partition.chance: a share from 0% to 100%, .*, not "1.5"$/,
    ],
    [
      "an unknown key",
      `${valid}netwrok: 5\n`,
      /^FILE:11: there is no key "netwrok" here \(did you mean network\?\); the/,
    ],
    [
      "an unknown key further in",
      valid.replace("for:", "fro:"),
      /^FILE:9: faults.partition: there is no key "fro" here/,
    ],
    [
      "an unknown shape",
      valid.replace("bridge", "brigde"),
      /^FILE:10: faults.partition.shapes.1: one of .*mean bridge/,
    ],
    [
      "an unknown lie",
      `${valid}liars: { count: 1, lies: [fib] }\n`,
      /^FILE:11: liars.lies.0: one of equivocate, lie-v/,
    ],
    [
      "a lie that is too much",
      `${valid}liars: { count: 1, lies: [fake-leader] }\n`,
      /^FILE:11: liars.lies: Raft does not/,
    ],
    [
      "something missing",
      valid.replace(/ +for.*\n/, ""),
      /^FILE:7: faults.partition.for: it is missing: a duration from/,
    ],
    ["no title", valid.replace(/title.*\n/, ""), /^FILE:1: title: it is missing: one line of/],
    ["two at once: the first in the file", `${valid.replace("15%", "150%")}budget: 5\n`, /^FILE:5: network.drop: /],
    [
      "an item of a list",
      `${valid}phases:\n  - { operations: 50%, strength: 10% }\n  - { operations: 50%, strength: 1 }\n`,
      /^FILE:13: phases.1.strength: a strength from 0% to 100%/,
    ],
    ["a slip rather than what it leaves out", valid.replace("title", "titel"), /^FILE:2: there is no key "titel" here/],
    [
      "what does not fit together",
      `${valid}budget:\n  damaged: 1\n`,
      /^FILE:12: budget.damaged: there is no faults.dam/,
    ],
    ["a boolean that is none", valid.replace("safety", "no"), /^FILE:3: expects: one of safety, promises, not "no"$/],
    ["a boolean of old", `%YAML 1.1\n---\n${valid.replace("safety", "on")}`, /^FILE:5: expects: one of .*, not "on"$/],
    ["nothing", "", /^FILE:1: it says nothing: a scenario says its title and what it expects at the least$/],
    ["nothing but comments", "# nothing\n\n", /^FILE:1: it says nothing/],
    ["nothing but a dash", "---\n", /^FILE:1: it says nothing/],
    ["nothing where something is begun", valid.replace("15%", ""), /^FILE:5: drop says nothing: leave it out$/],
    ["an empty mapping", `${valid}budget: {}\n`, /^FILE:11: budget says nothing: leave it out$/],
    [
      "an empty list",
      valid.replace("[halves, bridge]", "[]"),
      /^FILE:10: faults.partition.shapes: a list of one or more of halves, .*, not \[\]$/,
    ],
    ["no phases", `${valid}phases: []\n`, /^FILE:11: phases: /],
    ["an empty range", valid.replace(/for: .*/, "for: []"), /^FILE:9: faults.partition.for: .*, not \[\]$/],
    ["just text", "storm\n", /^FILE:1: a mapping of title, expects, .*, not "storm"$/],
    ["a key twice", `${valid}title: Again\n`, /^FILE:11: the key title is there twice$/],
    ["an anchor", valid.replace("15%", "&much 15%"), /^FILE:5: &much is an anchor, which nothing may refer to$/],
    ["an alias", valid.replace("15%", "*much"), /^FILE:5: \*much is an alias: write out what it stands for$/],
    ["a tag", valid.replace("15%", "!!str 15%"), /^FILE:5: the tag tag:yaml.org,2002:str is not allowed$/],
    ["a tag of one's own", valid.replace("15%", "!share 15%"), /^FILE:5: .*!share/],
    ["two documents", `${valid}---\ntitle: b\n`, /^FILE:11: a second document begins here: a file holds one scenario$/],
    ["a tab", valid.replace("  drop", "\tdrop"), /^FILE:5: a tab begins this line: YAML is indented by spaces$/],
    ["a key that is no word", `${valid}? [a]\n: b\n`, /^FILE:11: a key must be a word$/],
    ["a number for a key", `${valid}7: b\n`, /^FILE:11: a key must be a word$/],
    ["a merge of old", `${valid}<<: { title: x }\n`, /^FILE:11: there is no key "<<" here/],
    ["a key of the language", `${valid}__proto__: { title: x }\n`, /^FILE:11: there is no key "__proto__" here/],
    ["not YAML", `${valid}phases: [\n`, /^FILE:12: it is not valid YAML: /],
    ["too deep", `${valid}phases: ${"[".repeat(5_000)}${"]".repeat(5_000)}\n`, /^FILE:11: it is nested too deeply$/],
    ["too deep, without an end", `${valid}phases: ${"[".repeat(60_000)}\n`, /^FILE:1[12]: it is /],
    [
      "too long",
      `${valid}${"#\n".repeat(40_000)}`,
      /^FILE is too long for a scenario: 80\d{3} bytes, and 65536 are allo/,
    ],
  ])("is refused in one line: %s", (_, text, message) => {
    expect(complaint(write(text))).toMatch(message);
  });

  test("must be there, and be a file of text", () => {
    expect(complaint(join(directory, "missing.yaml"))).toBe("cannot read the scenario file FILE: ENOENT");
    const folder = join(directory, "folder.yaml");
    mkdirSync(folder);
    expect(complaint(folder)).toBe("FILE is not a file");
    expect(complaint("/dev/null")).toBe("FILE is not a file");
    const circle = join(directory, "circle.yaml");
    symlinkSync(circle, circle);
    expect(complaint(circle)).toBe("cannot read the scenario file FILE: ELOOP");
    expect(complaint(write(Uint8Array.of(0x74, 0xff, 0xfe), "binary.yaml"))).toBe("FILE is not text in UTF-8");
  });
});

describe("a name", () => {
  test("that is unknown is answered with those that are", () => {
    const known =
      "byzantine, byzantine-multi, clock, delay, flaky, forgetful, gc, gossip, handover, hearsay, hellweek, late, mixed, none, " +
      "partition, stalled, storm, timeless";
    expect(() => loadScenario("strom")).toThrow(
      new ScenarioError(`there is no scenario "strom" (did you mean storm?): give a .yaml file or one of ${known}`),
    );
    for (const name of ["", "..", "constructor", "scenario.schema", "Storm2000"]) {
      expect(() => loadScenario(name)).toThrow(
        new ScenarioError(`there is no scenario ${JSON.stringify(name)}: give a .yaml file or one of ${known}`),
      );
    }
  });
});

/** Section 8 of the design: the least that each scenario does. */
const SECOND = 1_000_000;
const fair = {
  lossPerMillion: 0,
  delayPerMillion: 0,
  delayMinUs: 0,
  delayMaxUs: 0,
  duplicationPerMillion: 0,
  reorderingPerMillion: 0,
  corruptionPerMillion: 0,
};
const delayed = (delayPerMillion: number, delayMinUs: number, delayMaxUs: number) => ({
  delayPerMillion,
  delayMinUs,
  delayMaxUs,
});
const rate = (chancePerMillion: number, forMinUs: number, forMaxUs: number) => ({
  chancePerMillion,
  forMinUs,
  forMaxUs,
});
const drift = { rateMinPerMille: 800, rateMaxPerMille: 1_200 };

describe("those of kraft", () => {
  test("are there, with a title each", () => {
    expect(scenarioNames()).toHaveLength(18);
    expect(new Set(scenarioNames().map((name) => loadScenario(name).title)).size).toBe(18);
  });

  test.each<[string, object]>([
    ["none", { network: fair, faults: {}, liars: undefined }],
    [
      "flaky",
      {
        network: {
          ...fair,
          lossPerMillion: 150_000,
          duplicationPerMillion: 50_000,
          ...delayed(200_000, 10_000, 100_000),
        },
      },
    ],
    ["delay", { network: { ...fair, ...delayed(800_000, 50_000, 500_000) } }],
    ["partition", { budget: { partitionsAtOnce: 2 }, faults: { partition: rate(50_000, SECOND / 2, 5 * SECOND) } }],
    [
      "storm",
      {
        budget: { partitionsAtOnce: 3 },
        network: { ...fair, lossPerMillion: 100_000 },
        faults: { partition: rate(150_000, SECOND / 10, 2 * SECOND) },
      },
    ],
    ["byzantine", { liars: { liars: 1, lies: ["equivocate", "lie-votes"], rotateEveryOperations: 1_000 } }],
    [
      "byzantine-multi",
      {
        liars: {
          liars: "third",
          lies: ["equivocate", "lie-votes", "fake-leader", "corrupt-log", "silent-drop"],
          rotateEveryOperations: 500,
        },
      },
    ],
    [
      "clock",
      {
        clocks: { ...drift, offsetMaxUs: 5 * SECOND },
        faults: { jumpClock: { chancePerMillion: 50_000, byMinUs: -5 * SECOND, byMaxUs: 5 * SECOND } },
      },
    ],
    ["gc", { faults: { pause: { ...rate(100_000, SECOND / 10, SECOND / 2), aims: ["anyone", "leader"] } } }],
    [
      "mixed",
      {
        network: {
          ...fair,
          lossPerMillion: 50_000,
          ...delayed(100_000, 10_000, 100_000),
          duplicationPerMillion: 20_000,
          reorderingPerMillion: 20_000,
        },
        clocks: drift,
        faults: {
          partition: rate(20_000, SECOND / 2, 3 * SECOND),
          crash: { chancePerMillion: 10_000 },
          pause: rate(20_000, SECOND / 20, SECOND / 2),
        },
      },
    ],
    [
      "hellweek",
      {
        budget: { down: "any", damagedNodes: 1 },
        network: {
          lossPerMillion: 200_000,
          ...delayed(300_000, 20_000, 300_000),
          duplicationPerMillion: 100_000,
          reorderingPerMillion: 100_000,
          corruptionPerMillion: 20_000,
        },
        clocks: { rateMinPerMille: 500, rateMaxPerMille: 2_000 },
        faults: {
          partition: rate(100_000, SECOND / 5, 5 * SECOND),
          crash: { chancePerMillion: 50_000, moments: ["now", "elected", "send", "write", "vote"] },
          pause: rate(100_000, SECOND / 10, 2 * SECOND),
          jumpClock: { chancePerMillion: 50_000, byMinUs: -10 * SECOND, byMaxUs: 10 * SECOND },
          slowDisk: { addedMinUs: 10_000, addedMaxUs: 70_000 },
        },
        liars: { liars: 1, lies: ["corrupt-log", "silent-drop"], rotateEveryOperations: 100 },
      },
    ],
  ])("%s does what the design says", (name, settings) => {
    expect(loadScenario(name)).toMatchObject({ name, ...settings });
  });

  test("only those with liars that Raft does not survive expect less than safety", () => {
    const promises = scenarioNames().filter((name) => loadScenario(name).expects === "promises");
    expect(promises).toEqual(["byzantine", "byzantine-multi"]);
  });

  test("storm is lopsided, partition is not, hellweek has every fault", () => {
    expect(loadScenario("storm").faults.partition?.shapes).toContain("one-way");
    expect(loadScenario("partition").faults.partition?.shapes).not.toContain("one-way");
    expect(Object.keys(loadScenario("hellweek").faults)).toHaveLength(12);
    expect(loadScenario("hellweek").faults.partition?.shapes).toHaveLength(9);
    const strengths = loadScenario("hellweek").phases.map(({ strengthPerMille }) => strengthPerMille);
    expect(strengths).toEqual([...strengths].sort((one, other) => one - other));
    expect(new Set(strengths).size).toBeGreaterThan(1);
  });

  test("delay gives elections the time that its network takes", () => {
    const { cluster, network } = loadScenario("delay");
    expect(cluster.electionTimeoutUs).toBeGreaterThanOrEqual(4 * network.delayMaxUs);
    expect(loadScenario("flaky").cluster).toEqual({ electionTimeoutUs: 150_000, heartbeatIntervalUs: 30_000 });
  });

  test.each(scenarioNames())("%s opens with what it breaks, what it expects and why, and its budget", (name) => {
    const lines = readFileSync(join(SCENARIO_FOLDER, `${name}.yaml`), "utf8").split("\n");
    const comment = lines.slice(
      0,
      lines.findIndex((line) => !line.startsWith("#")),
    );
    expect(comment.shift()).toBe("# yaml-language-server: $schema=./scenario.schema.json");
    expect(comment.length).toBeGreaterThanOrEqual(2);
    expect(comment.length).toBeLessThanOrEqual(5);
    expect(comment.join("\n")).toMatch(/break.*\n# Expects (safety|promises).*\n# Fault budget: /is);
    expect(comment.join("\n")).toContain(`# Expects ${loadScenario(name).expects}`);
  });
});

describe("the schema for editors", () => {
  test("is the one that files are checked by: after a change, npm run schema", () => {
    expect(readFileSync(EDITOR_SCHEMA_FILE, "utf8")).toBe(editorSchema());
  });

  test("knows what must be there, which keys there are, and what amounts look like", () => {
    const schema = JSON.parse(editorSchema());
    expect(schema).toMatchObject({ required: ["title", "expects"], additionalProperties: false });
    const { partition } = schema.properties.faults.properties;
    expect(partition).toMatchObject({ required: ["chance", "for", "shapes"], additionalProperties: false });
    expect("15%").toMatch(new RegExp(partition.properties.chance.pattern));
    expect("0.15").not.toMatch(new RegExp(partition.properties.chance.pattern));
    expect(schema.properties.liars.properties.lies.items.enum).toContain("silent-drop");
    expect(schema.properties.cluster.properties.heartbeat.default).toBe("30ms");
  });

  test("takes the eleven, and no share without its unit", () => {
    const schema = z.fromJSONSchema(JSON.parse(editorSchema()));
    for (const name of scenarioNames()) {
      const form = parse(readFileSync(join(SCENARIO_FOLDER, `${name}.yaml`), "utf8"));
      expect(schema.safeParse(form).error, name).toBeUndefined();
    }
    expect(schema.safeParse(parse(valid)).success).toBe(true);
    expect(schema.safeParse(parse(valid.replace("15%", "0.15"))).success).toBe(false);
    expect(schema.safeParse(parse(`${valid}netwrok: 5\n`)).success).toBe(false);
  });
});
