import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { z } from "zod";
import type { Scenario } from "../../chaos/scenario.ts";
import { scenarioSchema } from "../../chaos/scenario-schema.ts";
import { FormDocument } from "../../form/form-document.ts";
import { nearest } from "../../form/nearest.ts";
import { LIES, SURVIVED_LIES } from "../../sut/lie.ts";
import { PACKAGE_ROOT } from "../package-root.ts";

/** A scenario that cannot be used: its name or its file is wrong. The message is one line for people. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

export const SCENARIO_FOLDER = join(PACKAGE_ROOT, "scenarios");

/** A scenario fills a page. What is a thousand times as long is something else, and might not be read in a lifetime. */
const MAX_FILE_BYTES = 65_536;

export const SCENARIO_SCHEMA = scenarioSchema({ all: LIES, survived: SURVIVED_LIES });

/** The names of the scenarios that come with kraft, in alphabetical order. */
export function scenarioNames(): string[] {
  return readdirSync(SCENARIO_FOLDER)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/** A path has a slash or ends in .yaml; anything else is a name. */
export function isScenarioFile(nameOrFile: string): boolean {
  return /[\\/]|\.ya?ml$/.test(nameOrFile);
}

/**
 * Loads one of kraft's scenarios by its name, or any file by its path. A file's scenario has the file's name.
 *
 * @throws ScenarioError if there is none, or the file is not valid; then with the line.
 */
export function loadScenario(nameOrFile: string): Scenario {
  if (isScenarioFile(nameOrFile)) return readScenario(nameOrFile);
  const names = scenarioNames();
  if (names.includes(nameOrFile)) return readScenario(join(SCENARIO_FOLDER, `${nameOrFile}.yaml`));
  const meant = nearest(nameOrFile, names);
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  throw new ScenarioError(
    `there is no scenario ${JSON.stringify(nameOrFile)}${hint}: give a .yaml file or one of ${names.join(", ")}`,
  );
}

function readScenario(file: string): Scenario {
  const document = new FormDocument(readText(file), {
    name: "scenario",
    says: "its title and what it expects",
  });
  const problem = document.problem();
  if (problem !== undefined) throw new ScenarioError(`${file}:${problem.line}: ${problem.message}`);
  const parsed = SCENARIO_SCHEMA.safeParse(document.value());
  if (parsed.success) return { name: basename(file).replace(/\.ya?ml$/, ""), ...parsed.data };
  throw new ScenarioError(`${file}:${describe(parsed.error, document)}`);
}

/** The first complaint in the order of the file; one about what is there goes before one about what is missing. */
function describe({ issues }: z.core.$ZodError, document: FormDocument): string {
  const complaints = issues.map((issue) => {
    const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
    const where = issue.path.length === 0 ? "" : ` ${issue.path.join(".")}:`;
    return { line: document.placeOf(path).line, isMissing: !document.holds(path), text: `${where} ${issue.message}` };
  });
  complaints.sort((one, other) => Number(one.isMissing) - Number(other.isMissing) || one.line - other.line);
  const { line, text } = complaints[0]!;
  return `${line}:${text}`;
}

function readText(file: string): string {
  try {
    const status = statSync(file);
    if (!status.isFile()) throw new ScenarioError(`${file} is not a file`);
    if (status.size > MAX_FILE_BYTES) {
      throw new ScenarioError(
        `${file} is too long for a scenario: ${status.size} bytes, and ${MAX_FILE_BYTES} are allowed`,
      );
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") throw new ScenarioError(`${file} is not text in UTF-8`);
    throw new ScenarioError(`cannot read the scenario file ${file}: ${code}`);
  }
}
