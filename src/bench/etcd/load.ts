import type autocannon from "autocannon";
import { percentile } from "../percentile.ts";
import type { WriteRequest } from "./contestant.ts";
import { EtcdError } from "./etcd-error.ts";

export interface LoadFigures {
  readonly writesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export type LoadGenerator = typeof autocannon;

/** It is a development dependency, which an installed package is without. @throws EtcdError */
export async function loadGenerator(): Promise<LoadGenerator> {
  try {
    return (await import("autocannon")).default;
  } catch {
    throw new EtcdError("autocannon makes the load, and is not here: run npm ci in a checkout of the repository");
  }
}

/** Writes as fast as so many connections can, each waiting for its answer before it writes again. */
export async function load(
  generator: LoadGenerator,
  request: WriteRequest,
  connections: number,
  seconds: number,
): Promise<LoadFigures> {
  const latenciesMs: number[] = [];
  let failures = 0;
  const startMs = performance.now();
  let lastMs = startMs;
  await new Promise<void>((resolve, reject) => {
    const instance = generator({ ...request, connections, duration: seconds }, (error) =>
      error ? reject(error) : resolve(),
    );
    instance.on("response", (_client, status, _bytes, responseMs) => {
      if (status >= 300) failures++;
      lastMs = performance.now();
      latenciesMs.push(responseMs);
    });
    instance.on("reqError", () => failures++);
  });
  if (failures > 0) throw new Error(`${failures} of ${latenciesMs.length} writes to ${request.url} failed`);
  latenciesMs.sort((one, other) => one - other);
  return {
    writesPerSecond: (latenciesMs.length * 1_000) / (lastMs - startMs),
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
  };
}
