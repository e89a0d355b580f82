/** Colors as the style sheet has them, for the canvas. */
export interface Palette {
  readonly paper: string;
  readonly surface: string;
  readonly ink: string;
  readonly muted: string;
  readonly faint: string;
  readonly line: string;
  readonly accent: string;
  readonly alarm: string;
  readonly cut: string;
  readonly leader: string;
  readonly candidate: string;
  readonly follower: string;
  readonly learner: string;
  readonly vote: string;
  readonly append: string;
  readonly snapshot: string;
  readonly client: string;
  readonly other: string;
  /** By term, in turn. */
  readonly terms: readonly string[];
}

const NAMES = [
  ...["paper", "surface", "ink", "muted", "faint", "line", "accent", "alarm", "cut", "leader", "candidate", "follower"],
  ...["learner", "vote", "append", "snapshot", "client", "other"],
] as const;

/** How many colors terms take in turn. */
export const TERM_COLORS = 8;

/** Asks an element that nobody sees, because only colors in use are resolved to what they are in this theme. */
export function readPalette(): Palette {
  const probe = document.documentElement.appendChild(document.createElement("i"));
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const terms = Array.from({ length: TERM_COLORS }, (_, at) => read(`term-${at}`));
  const palette = { ...Object.fromEntries(NAMES.map((name) => [name, read(name)])), terms } as unknown as Palette;
  probe.remove();
  return palette;
}

/** The color of a kind of message. */
export function colorOfKind(kind: string, palette: Palette): string {
  if (kind.includes("vote")) return palette.vote;
  if (kind.startsWith("append")) return palette.append;
  if (kind.startsWith("snapshot")) return palette.snapshot;
  if (["request", "reply", "registration", "read"].includes(kind)) return palette.client;
  return palette.other;
}
