import type { Directed, Step } from "../../../fuzz/chronicle/chronicle.ts";

/** A time in which some links between nodes were cut, and always the same ones. */
export interface CutBand {
  readonly fromStep: number;
  /** The step that ended it; that many if none did. */
  readonly untilStep: number;
  readonly links: readonly Directed[];
  /** Nodes that still reach each other both ways, the largest group first. */
  readonly groups: readonly (readonly number[])[];
  /** "1 2 3 | 4 5", or the links if all nodes still reach each other somehow. */
  readonly label: string;
}

export function cutBandsOf(steps: readonly Step[], nodes: number): CutBand[] {
  const bands: CutBand[] = [];
  const cut = new Map<string, Directed>();
  let fromStep = 0;
  const close = (untilStep: number): void => {
    if (cut.size === 0 || untilStep === fromStep) return;
    const links = [...cut.values()];
    const groups = groupsOf(links, nodes);
    bands.push({ fromStep, untilStep, links, groups, label: labelOf(links, groups) });
  };
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]!;
    if (step.cut === undefined && step.mended === undefined) continue;
    close(at);
    fromStep = at;
    for (const link of step.cut ?? []) cut.set(link.join(), link);
    for (const link of step.mended ?? []) cut.delete(link.join());
  }
  close(steps.length);
  return bands;
}

function groupsOf(links: readonly Directed[], nodes: number): number[][] {
  const isCut = new Set(links.map((link) => link.join()));
  const groups: number[][] = [];
  const grouped = new Set<number>();
  for (let node = 1; node <= nodes; node++) {
    if (grouped.has(node)) continue;
    const group = [node];
    grouped.add(node);
    for (const member of group) {
      for (let other = 1; other <= nodes; other++) {
        if (grouped.has(other) || isCut.has(`${member},${other}`) || isCut.has(`${other},${member}`)) continue;
        grouped.add(other);
        group.push(other);
      }
    }
    groups.push(group.sort((a, b) => a - b));
  }
  return groups.sort((a, b) => b.length - a.length);
}

function labelOf(links: readonly Directed[], groups: readonly (readonly number[])[]): string {
  if (groups.length > 1)
    return `cut: ${groups.map((group) => group.map((node) => `n${node}`).join(" ")).join("  |  ")}`;
  return `cut: ${links.map(([from, to]) => `n${from}→n${to}`).join(", ")}`;
}
