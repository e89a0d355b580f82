import swagger from "@fastify/swagger";
import type { FastifyInstance, FastifySchema } from "fastify";

/** Describes the routes that are added from now on, by their own schemas, at /openapi.json. */
export async function describeRoutes(app: FastifyInstance, version: string): Promise<void> {
  app.addHook("onRoute", (route) => {
    if (route.schema !== undefined) route.schema = withoutFailures(route.schema);
  });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "kraft",
        version,
        description:
          "A key-value store that is replicated by Raft, and the cluster that keeps it. Whatever can be asked with GET can be asked with HEAD: the same answer comes without its body.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/", description: "The node that serves this document." }],
      tags: [
        { name: "keys", description: "What is kept." },
        { name: "client", description: "What clients need to know of the cluster, and their sessions." },
        { name: "admin", description: "What operators see and do." },
        { name: "health", description: "For those who watch over the process." },
      ],
    },
    transform: ({ schema, url }) => ({ schema: described(schema), url }),
    convertConstToEnum: false,
    refResolver: {
      buildLocalReference: ({ $id }) => String($id),
    },
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => withOptionalBodies(app.swagger() as Document));
}

/** As much of a document as is looked at here. */
interface Document {
  readonly paths: Readonly<Record<string, { readonly post?: { readonly requestBody?: RequestBody } }>>;
}

interface RequestBody {
  required: boolean;
  readonly content: { readonly "application/json": { readonly schema: { readonly type: string | readonly string[] } } };
}

/** A body that may be null may be left out. The plugin takes every body for required. */
function withOptionalBodies(document: Document): Document {
  for (const { post } of Object.values(document.paths)) {
    const body = post?.requestBody;
    if (body?.content["application/json"].schema.type.includes("null")) body.required = false;
  }
  return document;
}

/** What is said of a route, and not needed to serve it. */
interface DescribedSchema extends FastifySchema {
  /** Headers that the route checks itself. */
  readonly documentedHeaders?: object;
  readonly documentedResponse?: unknown;
}

/**
 * Only what was asked for is written by its schema. To make a writer for each failure of each route takes as long as the
 * rest of the start, and failures are rare.
 */
function withoutFailures(schema: FastifySchema): DescribedSchema {
  const { 200: success } = (schema.response ?? {}) as { readonly 200?: unknown };
  if (success === undefined) return schema;
  return { ...schema, response: { 200: success }, documentedResponse: schema.response };
}

function described({ documentedHeaders, documentedResponse, ...schema }: DescribedSchema): FastifySchema {
  return {
    ...schema,
    ...(documentedHeaders === undefined ? {} : { headers: documentedHeaders }),
    ...(documentedResponse === undefined ? {} : { response: documentedResponse }),
  };
}
