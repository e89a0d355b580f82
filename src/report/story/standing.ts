import type { Chronicle, NodeState } from "../../fuzz/chronicle/chronicle.ts";
import type { Exchange, Standstill } from "../../fuzz/chronicle/standstill.ts";
import { counted, grouped } from "../numbers.ts";
import { joined, nodeSpan } from "./lists.ts";
import { timeOf } from "./time.ts";

/** More kinds of messages than this say no more. */
const MOST_KINDS = 3;

/** Timers that run so many times as often as messages come go round in a circle. */
const BUSY = 100;

/** The election timeout of most runs: what nodes heard and said for less than that does not tell what kept them. */
const BRIEF_US = 150_000;

/** Where nodes did not come to rest: what was expected of them and what came instead, and what they heard and said. */
export function standingInWords(chronicle: Chronicle, standstill: Standstill): string[] {
  const { heard, lack, nodes, said, sinceStep, timers } = standstill;
  const { atUs } = chronicle.steps[sinceStep]!;
  const since = `since ${timeOf(atUs)}`;
  const isBrief = chronicle.violation!.atUs - atUs < BRIEF_US;
  const stands = standsInWords(standstill, isBrief ? "" : since);
  // Whoever does not apply what it has committed waits for nobody.
  if (lack === "applied" || isBrief) return [stands];
  const have = `${since} ${nodeSpan(nodes)} ${nodes.length === 1 ? "has" : "have"}`;
  const lists = (exchanges: readonly Exchange[], way: "of" | "to") => {
    const some = exchanges
      .filter((exchange) => isOfInterest(chronicle, standstill, exchange, way))
      .slice(0, MOST_KINDS);
    return some.length === 0 ? "nothing" : joined(some.map((exchange) => exchangeInWords(chronicle, exchange, way)));
  };
  const messages = [...heard, ...said].reduce((sum, { count }) => sum + count, 0);
  return [
    stands,
    `${have} got ${lists(heard, "of")}`,
    `${have} sent ${lists(said, "to")}`,
    ...(timers > BUSY * messages ? [`${since} timers of ${nodeSpan(nodes)} have run ${grouped(timers)} times`] : []),
  ];
}

/** Messages of clients, where it is they who wait; and of what nodes that lag alike tell each other, requests once. */
function isOfInterest({ nodes }: Chronicle, standstill: Standstill, exchange: Exchange, way: "of" | "to"): boolean {
  const { kind, others } = exchange;
  if (standstill.lack !== "answers" && others.every((other) => other > nodes)) return false;
  if (others.some((other) => !standstill.nodes.includes(other)) && standstill.lack !== "leader") return true;
  return standstill.nodes.length === 1 || kind.endsWith("response") === (way === "of");
}

/** Without a time since when, for those that got further a moment ago. */
function standsInWords({ lack, nodes, states }: Standstill, since: string): string {
  const own = states.filter(({ node }) => nodes.includes(node));
  const leader = states.filter(({ role }) => role === "leader").sort((one, other) => other.term - one.term)[0];
  const who = nodeSpan(nodes);
  const has = nodes.length === 1 ? "has" : "have";
  const leads = leader === undefined ? "nobody leads" : `n${leader.node} leads term ${leader.term}`;
  const upTo = (indexOf: (state: NodeState) => number) => joined([...new Set(own.map(indexOf))].map(String));
  const most = (indexOf: (state: NodeState) => number) => Math.max(...states.map(indexOf));
  switch (lack) {
    case "leader":
      return `nobody leads: ${rolesInWords(own)}`;
    case "term":
    case "following":
      return own[0] === leader ? `${leads} still` : `${leads}, but ${rolesInWords(own)}`;
    case "committed": {
      const indexOf = ({ commitIndex }: NodeState) => commitIndex;
      const far = most(indexOf) > 0 && upTo(indexOf) === "0" ? "nothing" : `only up to ${upTo(indexOf)}`;
      return `${who} ${has} committed ${far}, others up to ${most(indexOf)}; ${leads}`;
    }
    case "applied": {
      const committed = upTo(({ commitIndex }) => commitIndex);
      const applied = since === "" ? `only up to ${upTo(({ appliedIndex }) => appliedIndex)}` : `nothing ${since}`;
      return `${who} ${has} committed up to ${committed}, but ${has} applied ${applied}`;
    }
    case "entries": {
      const indexOf = ({ lastIndex }: NodeState) => lastIndex;
      return `${who} ${has} a log up to ${upTo(indexOf)}, others up to ${most(indexOf)}; ${leads}`;
    }
    case "answers":
      return `${leads}, and clients are not answered`;
  }
}

/** "n1 is a candidate in term 3, n2 and n4 are followers in term 2". */
function rolesInWords(states: readonly NodeState[]): string {
  const groups = new Map<string, NodeState[]>();
  for (const state of states) {
    const key = `${state.role} ${state.term}`;
    groups.set(key, [...(groups.get(key) ?? []), state]);
  }
  return joined(
    [...groups.values()].map((alike) => {
      const { isPaused, role, term } = alike[0]!;
      const is = alike.length === 1 ? `is a ${role}` : `are ${role}s`;
      return `${nodeSpan(alike.map(({ node }) => node))} ${is} in term ${term}${isPaused ? " that stands still" : ""}`;
    }),
  );
}

/** "34 append-requests of n3, all refused, the last: after 4:2, no entries, commit 3". */
function exchangeInWords({ nodes }: Chronicle, exchange: Exchange, way: "of" | "to"): string {
  const { count, kind, last, lost, others, refused, refusers } = exchange;
  const peers = others.filter((other) => other <= nodes);
  const ends = [...(peers.length > 0 ? [nodeSpan(peers)] : []), ...(others.length > peers.length ? ["clients"] : [])];
  const whose = way === "of" && refusers.length < peers.length ? `, of ${nodeSpan(refusers)}` : "";
  const amount = (some: number, what: string) => {
    if (some === 0) return [];
    return [some === count ? `${count === 1 ? "" : "all "}${what}` : `${grouped(some)} ${what}`];
  };
  const notes = [
    ...amount(refused, `${/vote/.test(kind) ? "saying no" : "refusing"}${whose}`),
    ...(way === "to" ? amount(lost, "lost") : []),
    ...(SAY_LITTLE.test(kind) ? [] : [`${count === 1 ? "" : "the last: "}${last.text}`]),
  ];
  return `${counted(count, kind).replace(/ys$/, "ies")} ${way} ${joined(ends)}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}

/** Their kind, and whether they agree, says what matters of them. */
const SAY_LITTLE = /vote|timeout|read-index|registration/;
