/** Why a campaign is cut short: the reason of its abort signal. */
export type CutReason = "out-of-time" | "interrupted";

/** One signal for both ways in which a campaign is cut short. Release it when the campaign is over. */
export function cutSignal(
  interrupt: AbortSignal,
  timeLimitMs: number | undefined,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const cut = (reason: CutReason): void => controller.abort(reason);
  const onInterrupt = (): void => cut("interrupted");
  const timer = timeLimitMs === undefined ? undefined : setTimeout(cut, timeLimitMs, "out-of-time");
  interrupt.addEventListener("abort", onInterrupt);
  if (interrupt.aborted) onInterrupt();
  const release = (): void => {
    clearTimeout(timer);
    interrupt.removeEventListener("abort", onInterrupt);
  };
  return { signal: controller.signal, release };
}
