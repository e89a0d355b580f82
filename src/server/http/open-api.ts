import swagger from "@fastify/swagger";
import type { FastifyInstance, FastifySchema } from "fastify";

/** Describes the routes that are added from now on, by their own schemas, at /openapi.json. */
export async function describeRoutes(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "kraft",
        version,
        description: "A key-value store that is replicated by Raft, and the cluster that keeps it.",
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
    transform: ({ schema, url }) => ({ schema: withHeaders(schema), url }),
    convertConstToEnum: false,
    refResolver: {
      buildLocalReference: ({ $id }) => String($id),
    },
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
}

/** Headers that a route checks itself are described like those that a schema checks. */
interface DocumentedSchema extends FastifySchema {
  readonly documentedHeaders?: object;
}

function withHeaders({ documentedHeaders, ...schema }: DocumentedSchema): FastifySchema {
  return documentedHeaders === undefined ? schema : { ...schema, headers: documentedHeaders };
}
