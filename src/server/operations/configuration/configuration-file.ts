import { readFileSync } from "node:fs";
import { z } from "zod";
import { unknownKey } from "../../../form/form.ts";
import { FormDocument } from "../../../form/form-document.ts";
import { type Complaint, contradictions } from "./contradictions.ts";
import { type Configuration, configurationSchema } from "./schema.ts";

/** A configuration that cannot be used. Every problem is one line, with file, line and column where it has a place. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

const KIND = { name: "configuration", says: "one setting" };

/** @throws ConfigurationError with all that is wrong. */
export function readConfiguration(file: string): Configuration {
  return parseConfiguration(readText(file), file);
}

/** `file` is what the text is called in complaints. */
export function parseConfiguration(text: string, file: string): Configuration {
  const document = new FormDocument(text, KIND);
  const problem = document.problem();
  if (problem !== undefined) {
    throw new ConfigurationError([`${file}:${problem.line}:${problem.column}: ${problem.message}`]);
  }
  const parsed = configurationSchema.safeParse(document.value());
  const complaints = parsed.success ? contradictions(parsed.data) : parsed.error.issues.flatMap(complaintsOf);
  if (complaints.length > 0) throw new ConfigurationError(inOrder(complaints, document, file));
  return parsed.data!;
}

/** One for each key that there is not. */
function complaintsOf(issue: z.core.$ZodIssue): Complaint[] {
  if (issue.code !== "unrecognized_keys") return [issue];
  const { keys, path } = issue;
  const allowed = keysAt(path);
  return keys.map((key) => ({ path: [...path, key], message: unknownKey(key, allowed) }));
}

/** The keys of the mapping at a path of the schema. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let schema: unknown = configurationSchema;
  for (const step of path) {
    schema = withoutOptional(schema);
    if (schema instanceof z.ZodArray) schema = schema.element;
    else if (schema instanceof z.ZodObject) schema = schema.shape[String(step)];
  }
  schema = withoutOptional(schema);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function withoutOptional(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? schema.unwrap() : schema;
}

function inOrder(complaints: readonly Complaint[], document: FormDocument, file: string): string[] {
  return complaints
    .map(({ path, message }) => ({ ...document.placeOf(path), path, message }))
    .sort((one, other) => one.line - other.line || one.column - other.column)
    .map(({ line, column, path, message }) => `${file}:${line}:${column}: ${path.join(".")}: ${message}`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigurationError([`${file} cannot be read: ${(error as Error).message}`]);
  }
}
