import { type Profiler, Session } from "node:inspector/promises";

export type ScriptCoverage = Profiler.ScriptCoverage;

/** What of the scripts that `isOfInterest` the work reached: how often each block of each function ran. */
export async function measureReach<Result>(
  work: () => Promise<Result>,
  isOfInterest: (url: string) => boolean,
): Promise<{ readonly result: Result; readonly scripts: readonly ScriptCoverage[] }> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    const result = await work();
    const covered = await session.post("Profiler.takePreciseCoverage");
    return { result, scripts: covered.result.filter(({ url }) => isOfInterest(url)) };
  } finally {
    session.disconnect();
  }
}
