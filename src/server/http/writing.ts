import type { FastifyReply, FastifyRequest } from "fastify";
import { type Command, isRefused, type Result } from "../../machine/index.ts";
import type { ApiContext } from "./context.ts";
import { askOnce } from "./once.ts";
import type { Problem } from "./problem.ts";
import {
  KEY_REUSED,
  OVERLOADED,
  refusal,
  SEQUENCE_REUSED,
  SESSION_EXPIRED,
  unknownOutcome,
  valueTooLong,
} from "./refusals.ts";

/** What the client is told of a command that was carried out: what it asked for, or why it had no effect. */
type AnswerOf = (result: Result, index: number) => object | Problem;

/** Has a command carried out, and answers the request. */
export async function carryOut(
  { node, admission, leaderRoute, trace }: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
  command: Command,
  answerOf: AnswerOf,
): Promise<unknown> {
  const asked = askOnce(request.headers, command);
  if ("code" in asked) return leaderRoute.refuse(reply, asked);
  if (!admission.enter()) return leaderRoute.refuse(reply, OVERLOADED);
  try {
    const writing = node.write(asked, admission.limits.requestTimeoutMs);
    trace?.(request, "raft.write", writing);
    const outcome = await writing;
    switch (outcome.outcome) {
      case "applied": {
        const result = outcome.result as Result;
        if (isRefused(command, result.previous)) return leaderRoute.refuse(reply, valueTooLong(outcome.index));
        const answer = answerOf(result, outcome.index);
        return "code" in answer ? leaderRoute.refuse(reply, answer) : answer;
      }
      case "session-expired":
        return leaderRoute.refuse(reply, SESSION_EXPIRED);
      case "sequence-reused":
        return leaderRoute.refuse(reply, SEQUENCE_REUSED);
      case "idempotency-key-reused":
        return leaderRoute.refuse(reply, KEY_REUSED);
      case "registered":
        throw new Error(`A ${command.kind} was answered with the session ${outcome.session}.`);
      case "refused":
        if (outcome.reason === "not-leader") return await leaderRoute.toLeader(request, reply, outcome.leader);
        return leaderRoute.refuse(reply, refusal(outcome.reason), outcome.leader);
      case "unknown":
        return leaderRoute.refuse(reply, unknownOutcome(outcome.reason), outcome.leader);
    }
  } finally {
    admission.leave();
  }
}
