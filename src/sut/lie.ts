/** The ways in which a node can lie. What each of them does is told where it is done, in `lies/`. */
export const LIES = ["equivocate", "lie-votes", "fake-leader", "corrupt-log", "silent-drop"] as const;

export type Lie = (typeof LIES)[number];

/** Lies that Raft survives: what they do is omission, or damage that checksums find. */
export const SURVIVED_LIES: readonly Lie[] = ["corrupt-log", "silent-drop"];
