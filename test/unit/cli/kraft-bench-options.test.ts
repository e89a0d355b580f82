import { describe, expect, test } from "vitest";
import { readCommandLine } from "../../../src/cli/command-line.ts";
import { benchCommand, EXPERIMENTS, readBenchOptions } from "../../../src/cli/kraft-bench-options.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";

const read = (...argv: string[]) => readBenchOptions(readCommandLine(benchCommand, argv));

describe("the options of kraft-bench", () => {
  test("have defaults that fit the experiment", () => {
    expect(read("latency")).toEqual({
      experiment: "latency",
      isReal: false,
      settings: { nodes: 3, clients: [1, 4, 16, 64, 256], seconds: 5, repetitions: 10 },
      seed: "1",
      plot: undefined,
      json: false,
    });
    expect(read("scalability").settings.clients).toEqual([64]);
    for (const experiment of EXPERIMENTS) expect(read(experiment, "--real", "--json")).toMatchObject({ isReal: true });
  });

  test("are what was typed", () => {
    const options = read("throughput", "-n", "5", "-c", "2,8", "-t", "0.5", "-s", "x", "--plot", "a.svg");
    expect(options).toMatchObject({ settings: { nodes: 5, clients: [2, 8], seconds: 0.5 }, seed: "x", plot: "a.svg" });
    expect(read("election", "--repetitions", "3").settings.repetitions).toBe(3);
  });

  test.each([
    [[], "what to measure comes first: throughput, latency, election, scalability, fault-tolerance; not nothing"],
    [["speed"], 'fault-tolerance; not "speed"'],
    [["latency", "throughput"], 'not "latency throughput"'],
    [["latency", "-c", "1,0"], "-c takes whole numbers from 1 to 1024"],
    [["latency", "-c", "2000"], "-c takes whole numbers from 1 to 1024"],
    [["latency", "-c", "1,,2"], "-c takes whole numbers from 1 to 1024"],
    [["latency", "-t", "601"], "-t takes a number of seconds above 0 and up to 600"],
    [["latency", "--plot", "a.png"], "--plot takes a file that ends in .svg"],
    [["latency", "--plot", "no/a.svg"], "--plot cannot write no/a.svg: there is no folder no"],
    [["election", "--plot", "a.svg"], "--plot says nothing of election"],
    [["election", "-c", "4"], "--clients says nothing of election"],
    [["scalability", "-n", "3"], "--nodes says nothing of scalability"],
    [["latency", "--repetitions", "3"], "--repetitions says nothing of latency"],
    [["election", "-n", "2"], "election takes three nodes at least"],
    [["latency", "--real", "-s", "x"], "--seed says nothing with --real"],
  ])("%j is refused", (argv, message) => {
    expect(() => read(...argv)).toThrow(UsageError);
    expect(() => read(...argv)).toThrow(message);
  });
});
