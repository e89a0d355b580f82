import type { FastifySchemaValidationError } from "fastify/types/schema.js";
import { invalid, type Problem } from "./problem.ts";
import { DIGITS } from "./schemas.ts";

/** The parts of a request, as fastify names them and as people do. */
const PARTS: Readonly<Record<string, readonly [name: string, words: string]>> = {
  body: ["body", "body"],
  querystring: ["query", "query"],
  params: ["params", "path"],
  headers: ["headers", "headers"],
};

/** What the keywords that are used here say of what is wrong. */
interface Details {
  readonly missingProperty?: string;
  readonly additionalProperty?: string;
  readonly type?: string | readonly string[];
  readonly allowedValues?: readonly string[];
  readonly pattern?: string;
}

/** As Ajv adds it where it is verbose. */
interface WithSchema extends FastifySchemaValidationError {
  readonly parentSchema: { readonly description?: string };
}

const KINDS: Readonly<Record<string, string>> = { string: "text", object: "an object", integer: "a whole number" };

/** What the patterns of the schemas mean. */
const FORMS = new Map<string, string>([[DIGITS.pattern, "must be a whole number of at most 15 digits"]]);

/** What a request has that its schema does not allow, in words, with the field named. */
export function validationProblem(errors: readonly FastifySchemaValidationError[], part: string): Problem {
  const [name, words] = PARTS[part] ?? [part, part];
  const error = mostTelling(errors);
  if (error === undefined) return invalid(name, formsOf(errors) ?? `The ${words} has none of the allowed forms.`);
  const at = error.instancePath.split("/").slice(1).map(unescapePointer);
  const field = [name, ...at, ...namedBy(error)].join(".");
  const where = at.length === 0 ? `The ${words}` : `"${at.join(".")}" in the ${words}`;
  return invalid(field, `${where} ${complaint(error)}.`);
}

/** Where several forms are allowed, a wrong value tells more than that no form fits. */
function mostTelling(errors: readonly FastifySchemaValidationError[]): FastifySchemaValidationError | undefined {
  if (errors.every(({ keyword }) => keyword !== "oneOf")) return errors[0];
  return errors.find(({ instancePath }) => instancePath !== "");
}

/** What the schema itself says of the forms that it allows. */
function formsOf(errors: readonly FastifySchemaValidationError[]): string | undefined {
  return (errors.find(({ keyword }) => keyword === "oneOf") as WithSchema | undefined)?.parentSchema.description;
}

function namedBy(error: FastifySchemaValidationError): string[] {
  const { missingProperty, additionalProperty } = error.params as Details;
  const name = missingProperty ?? additionalProperty;
  return name === undefined ? [] : [name];
}

function complaint({ keyword, params, message = "is not allowed" }: FastifySchemaValidationError): string {
  const { missingProperty, additionalProperty, type = [], allowedValues = [], pattern = "" } = params as Details;
  switch (keyword) {
    case "required":
      return `lacks "${missingProperty}"`;
    case "additionalProperties":
      return `has "${additionalProperty}", which is not known here`;
    case "type":
      return `must be ${kindsOf([type].flat())}`;
    case "enum":
      return `must be one of ${allowedValues.join(", ")}`;
    case "pattern":
      return FORMS.get(pattern) ?? `must match ${pattern}`;
    default:
      return message;
  }
}

function kindsOf(types: readonly string[]): string {
  return types.map((type) => KINDS[type] ?? type).join(" or ");
}

function unescapePointer(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}
