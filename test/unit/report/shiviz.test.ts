import { beforeAll, expect, test } from "vitest";
import type { Chronicle } from "../../../src/fuzz/chronicle/chronicle.ts";
import { SHIVIZ_PARSER, shivizLog } from "../../../src/report/shiviz.ts";
import { eventful } from "./chronicles.ts";

interface Parsed {
  readonly event: string;
  readonly host: string;
  readonly clock: Readonly<Record<string, number>>;
}

let told: Chronicle;
let events: readonly Parsed[];

beforeAll(() => {
  told = eventful();
  events = parse(shivizLog(told));
});

function parse(log: string): Parsed[] {
  return [...log.matchAll(new RegExp(SHIVIZ_PARSER, "g"))].map(({ groups }) => {
    const { clock, event, host } = groups!;
    return { event: event!, host: host!, clock: JSON.parse(clock!) as Record<string, number> };
  });
}

test("the parser reads all of it: two lines for each event", () => {
  const log = shivizLog(told);
  expect(log.endsWith("\n")).toBe(true);
  expect(events).toHaveLength(log.trimEnd().split("\n").length / 2);
  expect(events.length).toBeGreaterThan(told.steps.filter(({ kind }) => kind !== "deeds").length - 1);
});

test("each host counts its own events from 1 without a gap", () => {
  const counts = new Map<string, number>();
  for (const { clock, host } of events) {
    const next = (counts.get(host) ?? 0) + 1;
    expect(clock[host]).toBe(next);
    counts.set(host, next);
  }
  expect([...counts.keys()].filter((host) => host.startsWith("n"))).toHaveLength(told.nodes);
});

test("clocks never go back, and know only of what was written before", () => {
  const written = new Map<string, number>();
  const last = new Map<string, Readonly<Record<string, number>>>();
  for (const { clock, host } of events) {
    for (const [other, count] of Object.entries(last.get(host) ?? {}))
      expect(clock[other]).toBeGreaterThanOrEqual(count);
    for (const [other, count] of Object.entries(clock)) {
      if (other !== host) expect(written.get(other)).toBeGreaterThanOrEqual(count);
    }
    written.set(host, clock[host]!);
    last.set(host, clock);
  }
});

test("who gets a message knows of its sending", () => {
  const [{ from, to } = { from: 0, to: 0 }] = told.messages.filter(
    ({ arrivals, kind }) => kind === "vote-request" && arrivals.length > 0,
  );
  const got = events.find(({ event, host }) => host === `n${to}` && event.includes(`ms vote-request from n${from}`))!;
  const sent = events.findLast(({ clock, host }) => host === `n${from}` && clock[host] === got.clock[host])!;
  expect(sent.event).toContain("asks for votes");
});

test("what clients send cannot break a line", () => {
  const [step] = told.steps.filter(({ message }) => message !== undefined);
  const messages = told.messages.map((letter, at) =>
    at === step!.message ? { ...letter, text: "a\nn1 {}\r\u2028" } : letter,
  );
  expect(parse(shivizLog({ ...told, messages }))).toHaveLength(events.length);
});
