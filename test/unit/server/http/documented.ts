import SwaggerParser from "@apidevtools/swagger-parser";
import { type FastifyInstance, fastify } from "fastify";

interface Media {
  readonly schema: object;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: { readonly Error: object } };
}

/** Holds answers against what the OpenAPI document promises of them. */
export class Documented {
  private readonly document: Document;
  private readonly validator: FastifyInstance;

  private constructor(document: Document, validator: FastifyInstance) {
    this.document = document;
    this.validator = validator;
  }

  static async of(text: string): Promise<Documented> {
    const document = await SwaggerParser.validate(JSON.parse(text));
    const validator = fastify({
      ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allowUnionTypes: true } },
    });
    // Fastify makes its compiler when a route has a schema.
    validator.post("/", { schema: { body: { type: "object" } } }, () => undefined);
    await validator.ready();
    return new Documented(document as unknown as Document, validator);
  }

  /** What of the answer is not as documented; empty if all is. `path` has no query. */
  complaints(method: string, path: string, status: number, contentType: string | null, text: string): string[] {
    const operation = this.operationAt(method, path);
    const mediaType = contentType?.split(";", 1)[0] ?? "none";
    if (operation === undefined) return this.againstSchema(this.document.components.schemas.Error, JSON.parse(text));
    const response = operation.responses[status];
    if (response === undefined) return [`${method} ${path} documents no status ${status}`];
    const media = response.content?.[mediaType];
    if (media === undefined) return [`${method} ${path} documents no ${mediaType} for status ${status}`];
    return this.againstSchema(media.schema, mediaType === "application/json" ? JSON.parse(text) : text);
  }

  private operationAt(method: string, path: string): Operation | undefined {
    for (const [template, operations] of Object.entries(this.document.paths)) {
      if (new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]*")}$`).test(path)) return operations[method.toLowerCase()];
    }
    return undefined;
  }

  private againstSchema(schema: object, value: unknown): string[] {
    const validate = this.validator.validatorCompiler!({ schema, method: "POST", url: "/", httpPart: "body" });
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }
}
