import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ANY_STALENESS_US, type Command, type Consistency, type Result } from "../../machine/index.ts";
import type { ApiContext } from "./context.ts";
import { checkKey, checkValue } from "./key-checks.ts";
import { DELETE_KEY, GET_KEY, POST_KEY, PUT_KEY } from "./key-schemas.ts";
import { invalid, type Problem } from "./problem.ts";
import { OVERLOADED, refusal } from "./refusals.ts";
import { carryOut } from "./writing.ts";

interface Key {
  readonly key: string;
}

interface ReadQuery {
  readonly consistency?: Consistency;
  readonly max_staleness_ms?: string;
}

type Change = { readonly expected: string | null; readonly value: string } | { readonly append: string };

/** GET, PUT, POST and DELETE of keys. */
export function addKeyRoutes(app: FastifyInstance, context: ApiContext): void {
  const { admission, leaderRoute } = context;
  const refuse = (reply: FastifyReply, problem: Problem) => leaderRoute.refuse(reply, problem);

  app.get<{ Params: Key; Querystring: ReadQuery }>("/kv/:key", { schema: GET_KEY }, (request, reply) =>
    readKey(context, request, reply),
  );

  app.put<{ Params: Key; Body: { value: string } }>("/kv/:key", { schema: PUT_KEY }, (request, reply) => {
    const { key } = request.params;
    const { value } = request.body;
    const problem = checkKey(key, admission.limits) ?? checkValue(value, "body.value", admission.limits);
    if (problem !== undefined) return refuse(reply, problem);
    const command: Command = { kind: "put", key, value };
    return carryOut(context, request, reply, command, ({ previous = null }, index) => ({
      key,
      value,
      previous,
      index,
    }));
  });

  app.post<{ Params: Key; Body: Change }>("/kv/:key", { schema: POST_KEY }, (request, reply) => {
    const { key } = request.params;
    const { body } = request;
    const problem = checkKey(key, admission.limits) ?? checkChange(body, context);
    if (problem !== undefined) return refuse(reply, problem);
    if ("append" in body) {
      const command: Command = { kind: "append", key, value: body.append };
      return carryOut(context, request, reply, command, (result, index) => changeAnswer(key, result, index));
    }
    const { value } = body;
    const expected = body.expected ?? undefined;
    const command: Command = { kind: "compare-and-set", key, expected, value };
    return carryOut(context, request, reply, command, (result, index) =>
      result.previous === expected ? { value, ...changeAnswer(key, result, index) } : compareFailed(result, index),
    );
  });

  app.delete<{ Params: Key; Querystring: { expected?: string } }>(
    "/kv/:key",
    { schema: DELETE_KEY },
    (request, reply) => {
      const { key } = request.params;
      const { expected } = request.query;
      const problem =
        checkKey(key, admission.limits) ?? (expected && checkValue(expected, "query.expected", admission.limits));
      if (problem) return refuse(reply, problem);
      if (expected === undefined) {
        const command: Command = { kind: "delete", key };
        return carryOut(context, request, reply, command, (result, index) => changeAnswer(key, result, index));
      }
      const command: Command = { kind: "compare-and-delete", key, expected };
      return carryOut(context, request, reply, command, (result, index) =>
        result.previous === expected ? changeAnswer(key, result, index) : compareFailed(result, index),
      );
    },
  );
}

async function readKey(
  { node, admission, leaderRoute, trace }: ApiContext,
  request: FastifyRequest<{ Params: Key; Querystring: ReadQuery }>,
  reply: FastifyReply,
): Promise<unknown> {
  const { key } = request.params;
  const { consistency = "linearizable", max_staleness_ms: maxStalenessMs } = request.query;
  const problem = checkKey(key, admission.limits) ?? checkStaleness(consistency, maxStalenessMs);
  if (problem !== undefined) return leaderRoute.refuse(reply, problem);
  if (!admission.enter()) return leaderRoute.refuse(reply, OVERLOADED);
  try {
    const maxStalenessUs = stalenessUs(consistency, maxStalenessMs);
    const { requestTimeoutMs } = admission.limits;
    const reading = node.read({ kind: "get", key }, consistency, maxStalenessUs, requestTimeoutMs);
    trace?.(request as FastifyRequest, "raft.read", reading);
    const outcome = await reading;
    if (outcome.outcome === "refused") return leaderRoute.refuse(reply, refusal(outcome.reason), outcome.leader);
    const { index } = outcome;
    const { previous: value } = outcome.result as Result;
    if (value !== undefined) return { key, value, index };
    const message = "Nothing is kept under this key.";
    return leaderRoute.refuse(reply, { status: 404, code: "key-not-found", message, more: { index } });
  } finally {
    admission.leave();
  }
}

function checkStaleness(consistency: Consistency, maxStalenessMs: string | undefined): Problem | undefined {
  if (maxStalenessMs === undefined || consistency === "stale") return undefined;
  return invalid("query.max_staleness_ms", "Only a read with consistency=stale has a max_staleness_ms.");
}

function stalenessUs(consistency: Consistency, maxStalenessMs: string | undefined): number {
  if (consistency !== "stale") return 0;
  return maxStalenessMs === undefined ? ANY_STALENESS_US : Math.min(Number(maxStalenessMs) * 1_000, ANY_STALENESS_US);
}

function checkChange(change: Change, { admission: { limits } }: ApiContext): Problem | undefined {
  if ("append" in change) return checkValue(change.append, "body.append", limits);
  const { expected, value } = change;
  const problem = checkValue(value, "body.value", limits);
  return problem ?? (expected === null ? undefined : checkValue(expected, "body.expected", limits));
}

function changeAnswer(
  key: string,
  { previous = null, changed }: { previous?: string | null | undefined; changed: boolean },
  index: number,
) {
  return { key, previous, changed, index };
}

function compareFailed({ previous = null }: { previous?: string | null | undefined }, index: number): Problem {
  const message = "The key holds something else than was expected; nothing was changed.";
  return { status: 409, code: "compare-failed", message, more: { previous, index } };
}
