/** The ways in which a node can lie. What each of them does is told where it is done, in `lies/`. */
export const LIES = ["equivocate", "lie-votes", "fake-leader", "corrupt-log", "silent-drop"] as const;

export type Lie = (typeof LIES)[number];
