import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstDifference, type Host, type Process } from "../../../src/sim/index.ts";
import { createProbeWorld, type Log } from "./probe.ts";
import { createToyHost, createToyWorld, ToyProgram, type ToyWitness } from "./toy-world.ts";

const EVENTS = 20_000;

function fingerprintOf(seed: string, host?: Host<ToyWitness>): string {
  const world = createToyWorld(seed, host);
  world.run(EVENTS);
  return world.fingerprint();
}

/** A toy host whose programs do something else when a message arrives. */
function hostOf(onReceive: (process: Process<ToyWitness>, value: number) => void): Host<ToyWitness> {
  class Canary extends ToyProgram {
    override receive(process: Process<ToyWitness>, from: number, payload: unknown): void {
      onReceive(process, payload as number);
      super.receive(process, from, payload);
    }
  }
  return { ...createToyHost(5), boot: () => new Canary(5) };
}

test("twins have the same fingerprint and ladder, also when one is stepped and one runs", () => {
  const world = createToyWorld("twins");
  const twin = createToyWorld("twins");
  expect(world.run(EVENTS)).toBe(EVENTS);
  while (twin.eventCount < EVENTS) twin.step();
  expect(twin.fingerprint()).toBe(world.fingerprint());
  expect(twin.trace.ladder()).toEqual(world.trace.ladder());
  expect(world.trace.ladder().rungs).toHaveLength(Math.floor(EVENTS / 1024));
});

test("different seeds have different fingerprints", () => {
  const fingerprints = Array.from({ length: 50 }, (_, seed) => {
    const world = createToyWorld(`${seed}`);
    world.run(200);
    return world.fingerprint();
  });
  expect(new Set(fingerprints).size).toBe(50);
});

test("what is sent is part of the fingerprint, also when it is lost; so are writes and deadlines", () => {
  const fingerprintAfter = (act: (process: Process<Log>) => void) => {
    const world = createProbeWorld({ script: (process, { what }) => what === "start" && act(process) });
    world.partition([3]);
    world.step();
    return world.fingerprint();
  };
  const acts: ((process: Process<Log>) => void)[] = [
    () => {},
    (process) => process.send(2, "payload", 7, 1),
    (process) => process.send(2, "other payload", 7, 2),
    (process) => process.send(3, "lost", 7, 1),
    (process) => process.send(3, "lost as well", 7, 2),
    (process) => process.write(1, "record", 1),
    (process) => process.write(2, "record", 1),
    (process) => process.setDeadline(10),
    (process) => process.setDeadline(11),
  ];
  expect(new Set(acts.map(fingerprintAfter)).size).toBe(acts.length);
});

describe("the canary", () => {
  test("a program that asks for the real time or real chance meets the guard", () => {
    expect(() =>
      fingerprintOf(
        "canary",
        hostOf(() => Math.random()),
      ),
    ).toThrow("Math.random was called inside a world");
    expect(() =>
      fingerprintOf(
        "canary",
        hostOf(() => Date.now()),
      ),
    ).toThrow("Date.now was called inside a world");
    expect(() =>
      createToyWorld(
        "canary",
        hostOf(() => new Date()),
      ).runUntil(100_000),
    ).toThrow("new Date()");
  });

  test("a program that got hold of real chance beforehand is caught by comparing fingerprints", () => {
    const { random } = Math;
    const host = hostOf((process) => process.setDeadline(process.nowUs + (random() < 0.5 ? 1 : 2)));
    const [first, second] = [createToyWorld("canary", host), createToyWorld("canary", host)];
    first.run(EVENTS);
    second.run(EVENTS);
    expect(second.fingerprint()).not.toBe(first.fingerprint());
    expect(firstDifference(first.trace.ladder(), second.trace.ladder())?.fromEvent).toBe(1);
  });

  test("state that outlives a world is caught, and the ladder says about when", () => {
    let calls = 0;
    let fatalCall = Number.POSITIVE_INFINITY;
    const host = hostOf((process, value) => {
      if (++calls === fatalCall) process.send(process.id === 1 ? 2 : 1, value, 1, value);
    });
    const first = createToyWorld("canary", host);
    first.run(EVENTS);
    fatalCall = Math.floor(calls * 1.5);
    const second = createToyWorld("canary", host);
    while (calls < fatalCall) second.run(1);
    const partedAt = second.eventCount;
    second.run(EVENTS - partedAt);
    expect(second.fingerprint()).not.toBe(first.fingerprint());
    const window = firstDifference(first.trace.ladder(), second.trace.ladder())!;
    expect(window.fromEvent).toBeLessThanOrEqual(partedAt);
    expect(window.toEvent).toBeGreaterThanOrEqual(partedAt);
    expect(window.toEvent - window.fromEvent).toBe(1023);
  });
});

describe("in a process of its own", () => {
  const here = dirname(fileURLToPath(import.meta.url));
  const root = join(here, "../../..");
  let output = "";

  /** Compiles the toy world beside the product: its own build of it, so that no stale one is tested. */
  beforeAll(() => {
    mkdirSync(join(root, "dist"), { recursive: true });
    output = mkdtempSync(join(root, "dist", "toy-"));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    execFileSync(process.execPath, [compiler, "-p", join(here, "tsconfig.toy.json"), "--outDir", output]);
  });

  afterAll(() => {
    rmSync(output, { recursive: true, force: true });
  });

  test.each([[[]], [["--jitless"]], [["--random-seed=7"]], [["--no-opt", "--stress-lazy-source-positions"]]])(
    "a world has the same fingerprint under node %j",
    (flags: string[]) => {
      const script = join(output, "test/unit/sim/toy-run.js");
      const printed = execFileSync(process.execPath, [...flags, script, "process", `${EVENTS}`], { encoding: "utf8" });
      expect(printed.trim()).toBe(fingerprintOf("process"));
    },
  );
});
