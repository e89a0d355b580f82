import type { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClientError, OutcomeUnknownError, StrangerError, UnavailableError } from "./client-error.ts";
import { type Endpoint, parseEndpoint } from "./endpoint.ts";
import { type Answer, type Call, CallFailure, sendCall } from "./http-call.ts";
import type { Route } from "./route.ts";

/** How a call is asked for until it is answered. */
export interface Asking {
  readonly agent: Agent;
  readonly route: Route;
  /** Whether a copy of it may be sent when it is unknown what became of the last: it reads, or servers know it again. */
  readonly repeatable: boolean;
  /** For all of it. */
  readonly timeoutMs: number;
  /** For each attempt, where another may follow. */
  readonly attemptTimeoutMs: number;
  readonly closing: AbortSignal;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 150;
/** With less time than that, an attempt would only put a write in doubt. */
const SHORTEST_ATTEMPT_MS = 10;

/**
 * Asks one server after the other, following redirects, until one answers with what is neither a redirect nor a wish
 * that one ask again later.
 *
 * @throws UnavailableError, OutcomeUnknownError, StrangerError
 */
export async function askUntilAnswered(asking: Asking, call: Call): Promise<Answer> {
  const { route, closing } = asking;
  const endMs = performance.now() + asking.timeoutMs;
  let pauseMs = FIRST_PAUSE_MS;
  let attempts = 0;
  let inDoubt = false;
  for (let reason = ""; ; ) {
    const leftMs = endMs - performance.now();
    const isTooLate = attempts > 0 && leftMs < SHORTEST_ATTEMPT_MS;
    if (isTooLate || closing.aborted) throw gaveUp(inDoubt, asking, reason);
    const endpoint = route.next();
    const attempt = await tryOnce(asking, endpoint, call, leftMs);
    attempts++;
    if (attempt.kind === "answered") {
      // A session that is gone does not tell what became of the copies before.
      if (attempt.answer.status === 410 && inDoubt) throw gaveUp(inDoubt, asking, "the session expired meanwhile");
      return attempt.answer;
    }
    reason = attempt.reason;
    if (attempt.mayHaveHappened) {
      if (!asking.repeatable) throw new OutcomeUnknownError(`it is unknown whether it was done: ${reason}`);
      inDoubt = call.method !== "GET";
    }
    // A redirect is followed at once, and so is every server asked once, before anybody is asked again.
    if (attempts <= route.size && attempt.pauseMs === undefined) continue;
    const waitMs = Math.min(attempt.pauseMs ?? jittered(pauseMs), endMs - performance.now());
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: closing }).catch(() => {});
  }
}

type Attempt =
  | { readonly kind: "answered"; readonly answer: Answer }
  | {
      readonly kind: "not-answered";
      readonly reason: string;
      readonly mayHaveHappened: boolean;
      /** How long the server asked to be left alone; undefined if it did not. */
      readonly pauseMs: number | undefined;
    };

async function tryOnce(asking: Asking, endpoint: Endpoint, call: Call, leftMs: number): Promise<Attempt> {
  const { route } = asking;
  const timeoutMs = asking.repeatable ? Math.min(asking.attemptTimeoutMs, leftMs) : leftMs;
  let answer: Answer;
  try {
    answer = await sendCall(asking.agent, endpoint, call, timeoutMs, asking.closing);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    route.failed(endpoint);
    return notAnswered(error.message, error.mayHaveArrived);
  }
  const { code, message } = errorOf(answer, endpoint);
  switch (answer.status) {
    case 307:
    case 308:
      route.leads(leaderIn(answer, endpoint));
      return notAnswered(`${endpoint.text}: ${message}`, false);
    case 503:
      if (code === "overloaded") return notAnswered(message, false, retryAfterMs(answer));
      // Its wish to be asked later is not heeded: others may know a leader already.
      route.failed(endpoint);
      return notAnswered(`${endpoint.text}: ${message}`, false);
    default:
      if (answer.status < 500) return { kind: "answered", answer };
      route.failed(endpoint);
      return notAnswered(`${endpoint.text}: ${message}`, true);
  }
}

function notAnswered(reason: string, mayHaveHappened: boolean, pauseMs?: number): Attempt {
  return { kind: "not-answered", reason, mayHaveHappened, pauseMs };
}

function gaveUp(inDoubt: boolean, { timeoutMs, closing }: Asking, reason: string): ClientError {
  const why = closing.aborted ? String(closing.reason) : `${reason}; gave up after ${timeoutMs} ms`;
  if (inDoubt) return new OutcomeUnknownError(`it is unknown whether it was done: ${why}`);
  return new UnavailableError(`nothing was done: ${why}`);
}

/** What an answer that is no success says. @throws StrangerError if it is none of the API's. */
export function errorOf(answer: Answer, endpoint?: Endpoint): { readonly code: string; readonly message: string } {
  if (answer.status < 300) return { code: "", message: "" };
  const { error } = (answer.body ?? {}) as { error?: { code?: unknown; message?: unknown } };
  if (typeof error?.code === "string" && typeof error.message === "string") {
    return { code: error.code, message: error.message };
  }
  const who = endpoint === undefined ? "a server" : endpoint.text;
  throw new StrangerError(`${who} answered with status ${answer.status} and nothing that a kraft server says`);
}

function leaderIn(answer: Answer, from: Endpoint): Endpoint {
  const { location } = answer.headers;
  if (location === undefined || !URL.canParse(location)) throw new StrangerError(`${from.text} redirects to nowhere`);
  const { hostname, port } = new URL(location);
  return parseEndpoint(`${hostname}:${port === "" ? 80 : port}`);
}

function retryAfterMs(answer: Answer): number {
  const seconds = Number(answer.headers["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : LONGEST_PAUSE_MS;
}

/** So that clients who failed together do not come back together. */
function jittered(pauseMs: number): number {
  return pauseMs * (0.5 + Math.random() / 2);
}
