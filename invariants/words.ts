/** A node as messages call it: "n2". */
export function nodeName(node: number): string {
  return `n${node}`;
}

/** Who a vote went to: "n2", or "nobody" for 0. */
export function voteName(candidate: number): string {
  return candidate === 0 ? "nobody" : nodeName(candidate);
}

export function nodeNames(nodes: readonly number[]): string {
  return nodes.length === 0 ? "none" : nodes.map(nodeName).join(", ");
}

/** "event 1203 (t=1.204 s)" */
export function momentPhrase(event: number, atUs: number): string {
  const ms = Math.floor(atUs / 1000);
  const fraction = String(ms % 1000).padStart(3, "0");
  return `event ${event} (t=${Math.floor(ms / 1000)}.${fraction} s)`;
}

/** The events whose moments a text names. */
export function eventsNamedIn(text: string): number[] {
  return [...text.matchAll(/\bevent (\d+) \(t=\d/g)].map(([, event]) => Number(event));
}

export function hashPhrase(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, "0");
}
