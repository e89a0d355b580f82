const INTERVAL_MS = 1000;

/** Tells people on standard error that work goes on, and for how long it has, until what this gives is called. */
export function startSignOfLife(what: string): () => void {
  const { CI } = process.env;
  const { stderr } = process;
  if (stderr.isTTY !== true || CI) return () => {};
  const startMs = performance.now();
  const tell = (): void => {
    const seconds = Math.floor((performance.now() - startMs) / 1000);
    stderr.write(`\r${what}: ${seconds} s so far\x1b[K`);
  };
  tell();
  const timer = setInterval(tell, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    stderr.write("\r\x1b[K");
  };
}
