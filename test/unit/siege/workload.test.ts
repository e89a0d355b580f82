import { expect, test } from "vitest";
import type { Command } from "../../../src/machine/index.ts";
import { isWrittenOnce, Workload, type WorkloadOptions } from "../../../src/siege/workload.ts";

const OPTIONS: WorkloadOptions = { seed: "a", shares: { read: 50, write: 40, cas: 10 }, keys: 3 };

function commandsOf(client: number, options: WorkloadOptions, count = 2_000): Command[] {
  const workload = new Workload(client, options);
  return Array.from({ length: count }, () => workload.next());
}

test("the same seed asks the same; another seed, or another client, does not", () => {
  expect(commandsOf(0, OPTIONS)).toEqual(commandsOf(0, OPTIONS));
  expect(commandsOf(0, OPTIONS)).not.toEqual(commandsOf(0, { ...OPTIONS, seed: "b" }));
  const kinds = (client: number) => commandsOf(client, OPTIONS).map(({ kind }) => kind);
  expect(kinds(0)).not.toEqual(kinds(1));
});

test("shares are kept, and all registers are used", () => {
  const commands = commandsOf(0, OPTIONS);
  const share = (kind: string) => commands.filter((command) => command.kind === kind).length / commands.length;
  expect(share("get")).toBeCloseTo(0.5, 1);
  expect(share("put")).toBeCloseTo(0.4, 1);
  expect(share("compare-and-set")).toBeCloseTo(0.1, 1);
  const registers = new Set(commands.map(({ key }) => key).filter((key) => !isWrittenOnce(key)));
  expect([...registers].sort()).toEqual(["register-0", "register-1", "register-2"]);
});

test("where only one thing is asked for, nothing else is", () => {
  const kindsAsked = (read: number, write: number, cas: number) =>
    new Set(commandsOf(0, { ...OPTIONS, shares: { read, write, cas } }).map(({ kind }) => kind));
  expect([...kindsAsked(100, 0, 0)]).toEqual(["get"]);
  expect([...kindsAsked(0, 100, 0)]).toEqual(["put"]);
  expect([...kindsAsked(0, 0, 100)]).toEqual(["compare-and-set"]);
});

test("no value is written twice, whoever writes, and a key of one write has no other", () => {
  const commands = [0, 1, 11].flatMap((client) => commandsOf(client, OPTIONS));
  const values = commands.flatMap((command) => ("value" in command ? [command.value] : []));
  expect(new Set(values).size).toBe(values.length);
  const alone = commands.map(({ key }) => key).filter(isWrittenOnce);
  expect(alone.length).toBeGreaterThan(100);
  expect(new Set(alone).size).toBe(alone.length);
});

test("a compare-and-set expects what the client saw last", () => {
  const workload = new Workload(0, { ...OPTIONS, shares: { read: 0, write: 0, cas: 100 }, keys: 1 });
  expect(workload.next()).toMatchObject({ expected: undefined });
  workload.learn({ kind: "get", key: "register-0" }, { previous: "7.1", changed: false });
  const first = workload.next();
  expect(first).toMatchObject({ expected: "7.1" });
  workload.learn(first, { previous: "7.1", changed: true });
  const second = workload.next();
  expect(second).toMatchObject({ expected: "value" in first && first.value });
  workload.learn(second, { previous: "9.9", changed: false });
  expect(workload.next()).toMatchObject({ expected: "9.9" });
});
