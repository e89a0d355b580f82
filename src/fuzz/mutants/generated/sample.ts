import { createHash } from "node:crypto";

/**
 * So many of them, drawn by a seed, in the order in which they stood. Each is drawn by its id, so that a change of one
 * function hardly changes which others are drawn.
 */
export function sample<One extends { readonly id: string }>(all: readonly One[], size: number, seed: string): One[] {
  const rank = ({ id }: One): string => createHash("sha256").update(`${seed}\0${id}`).digest("hex");
  const ranked = all.map((one) => ({ one, rank: rank(one) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const drawn = new Set(ranked.slice(0, size).map(({ one }) => one));
  return all.filter((one) => drawn.has(one));
}
