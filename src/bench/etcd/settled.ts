import { until } from "../../cluster/index.ts";
import { EtcdError } from "./etcd-error.ts";

/** Longer than an election takes: who stood still may lose its leadership only some time after it went on. */
const SETTLED_MS = 1_500;
const TIMEOUT_MS = 30_000;

/** The leader, once the same one has led for a while. @throws EtcdError if none has */
export async function settled<Leader>(
  look: () => Promise<Leader | undefined>,
  interrupt: AbortSignal,
): Promise<Leader> {
  let leader: Leader | undefined;
  let sinceMs = performance.now();
  const lookLonger = async (): Promise<Leader | undefined> => {
    const seen = await look();
    if (seen !== leader) sinceMs = performance.now();
    leader = seen;
    return performance.now() - sinceMs >= SETTLED_MS ? leader : undefined;
  };
  const found = await until(lookLonger, TIMEOUT_MS, interrupt);
  if (found !== undefined && !interrupt.aborted) return found;
  throw new EtcdError(interrupt.aborted ? "interrupted" : `there is no leader that lasts within ${TIMEOUT_MS} ms`);
}
