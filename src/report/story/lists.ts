import type { TaleEntry } from "./item.ts";

/** "n1", "n1 and n2", "n1, n2 and n3". */
export function nodeList(nodes: readonly number[]): string {
  return joined([...nodes].sort((one, other) => one - other).map((node) => `n${node}`));
}

/** As a list, but four or more in a row as "n1 to n4". */
export function nodeSpan(nodes: readonly number[]): string {
  const sorted = [...nodes].sort((one, other) => one - other);
  const isRow = sorted.length > 3 && sorted.at(-1)! - sorted[0]! === sorted.length - 1;
  return isRow ? `n${sorted[0]} to n${sorted.at(-1)}` : nodeList(nodes);
}

export function joined(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "3:2", "3:2 and 4:2 (no-op)", "3:2 to 6:4", each by index and term. Who its members are is told of each: "1:1 to 7:1 and 8:1 (voters 1 2)". */
export function entryList(entries: readonly TaleEntry[]): string {
  const runs: TaleEntry[][] = [];
  for (const entry of entries) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && last.members === "" && entry.members === "") runs.at(-1)!.push(entry);
    else runs.push([entry]);
  }
  return joined(
    runs.flatMap((run) => (run.length > 2 ? [`${nameOf(run[0]!)} to ${nameOf(run.at(-1)!)}`] : run.map(noted))),
  );
}

export function nameOf({ index, term }: { readonly index: number; readonly term: number }): string {
  return `${index}:${term}`;
}

function noted(entry: TaleEntry): string {
  const note = entry.isEmpty ? "no-op" : entry.members;
  return note === "" ? nameOf(entry) : `${nameOf(entry)} (${note})`;
}
