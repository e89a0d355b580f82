import * as bench from "../bench/experiments/index.ts";
import { latencyPlot } from "../bench/plot/latency-plot.ts";
import { RealCluster } from "../bench/real/real-cluster.ts";
import { withCluster } from "../bench/real/temporary-cluster.ts";
import { SimulatedCluster } from "../bench/simulated/simulated-cluster.ts";
import { ClusterError } from "../cluster/index.ts";
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { writeAside } from "../fuzz/write-aside.ts";
import type { CommandLine } from "./command-line.ts";
import { runOnThisProcess } from "./command-process.ts";
import { EXIT } from "./exit-status.ts";
import { type BenchOptions, benchCommand, readBenchOptions } from "./kraft-bench-options.ts";
import { benchLines, type Clock, type Found } from "./kraft-bench-text.ts";
import { UsageError } from "./usage-error.ts";

await runOnThisProcess(benchCommand, work, process.argv.slice(2), statusOf);

async function work(line: CommandLine, interrupt: AbortSignal): Promise<number> {
  const options = readBenchOptions(line);
  try {
    const found = await measure(options, subjects(options, interrupt));
    tell(options, found);
    return EXIT.nothingFound;
  } catch (error) {
    if (!interrupt.aborted) throw error;
    process.stderr.write(`${benchCommand.name}: interrupted\n`);
    return EXIT.interrupted;
  }
}

function subjects({ isReal, seed }: BenchOptions, interrupt: AbortSignal): bench.WithSubject {
  if (isReal) {
    return (nodes, _, experiment) =>
      withCluster(nodes, interrupt, async (cluster) => {
        const subject = new RealCluster(cluster, interrupt);
        // Clients would ask for ever.
        return await experiment(subject).finally(() => subject.end());
      });
  }
  return (nodes, clients, experiment) => experiment(new SimulatedCluster(nodes, clients, seed, interrupt));
}

async function measure({ experiment, settings }: BenchOptions, withSubject: bench.WithSubject): Promise<Found> {
  const tellNext: bench.Tell = (what) => {
    if (process.stderr.isTTY) process.stderr.write(`measuring ${what}\n`);
  };
  switch (experiment) {
    case "throughput":
    case "latency":
      return { experiment, rows: await bench.loadSweep(withSubject, settings, tellNext) };
    case "scalability":
      return { experiment, rows: await bench.scalability(withSubject, settings, tellNext) };
    case "election":
      return { experiment, rows: await bench.election(withSubject, settings, tellNext) };
    case "fault-tolerance":
      return { experiment, rows: await bench.faultTolerance(withSubject, settings, tellNext) };
  }
}

function tell({ isReal, json, plot, seed, settings }: BenchOptions, found: Found): void {
  const clock: Clock = isReal ? "wall" : "virtual";
  if (plot !== undefined && (found.experiment === "throughput" || found.experiment === "latency")) {
    const where = isReal ? "real servers, wall time" : "simulated, virtual time";
    draw(plot, latencyPlot(`${settings.nodes} nodes, ${where}`, found.rows));
  }
  if (json) {
    const head = { tool: benchCommand.name, version: PACKAGE_VERSION, node: process.version };
    const told = { ...head, experiment: found.experiment, isReal, clock, ...(!isReal && { seed }), settings };
    process.stdout.write(`${JSON.stringify({ ...told, rows: found.rows })}\n`);
  } else process.stdout.write(`${benchLines(found, clock).join("\n")}\n`);
}

function draw(path: string, picture: string): void {
  try {
    writeAside(path, picture);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof ClusterError ? EXIT.failed : undefined;
}
