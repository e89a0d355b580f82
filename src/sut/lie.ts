/** The ways in which a node can lie. What each of them does is told where it is done, in `lies/`. */
export const LIES = ["equivocate", "lie-votes", "fake-leader", "corrupt-log", "silent-drop"] as const;

export type Lie = (typeof LIES)[number];

/** How often each kind of lie was told. */
export type LieCounts = Record<Lie, number>;

export function noLiesTold(): LieCounts {
  return { equivocate: 0, "lie-votes": 0, "fake-leader": 0, "corrupt-log": 0, "silent-drop": 0 };
}
