import type { Budget } from "./budget.ts";
import type { Input } from "./node-steps.ts";

/** What the search can make happen, by what it is to the node, and what of the budget it spends. */
export interface MoveKind {
  readonly name: "deliver" | "time out" | "heartbeat" | "ask" | "drop" | "sync" | "crash";
  readonly input: Input;
  readonly spends: keyof Budget | undefined;
}

const KINDS: readonly MoveKind[] = [
  { name: "deliver", input: "letter", spends: undefined },
  { name: "time out", input: "timer", spends: "timeouts" },
  { name: "heartbeat", input: "timer", spends: "heartbeats" },
  { name: "ask", input: "ask", spends: "commands" },
  { name: "drop", input: "loss", spends: "drops" },
  { name: "sync", input: "sync", spends: undefined },
  { name: "crash", input: "restart", spends: "crashes" },
];

export const DELIVER = 0;
export const TIME_OUT = 1;
export const HEARTBEAT = 2;
export const ASK = 3;
export const DROP = 4;
export const SYNC = 5;
export const CRASH = 6;

/** Of a drop: its node and the peer together. */
const NODES = 32;

/**
 * A move as one number: its kind, of which letter or node, and whether what the node writes in answer stays volatile. Of a
 * drop, `which` names two nodes.
 */
export function moveOf(kind: number, which: number, slowly: boolean): number {
  return (which * KINDS.length + kind) * 2 + (slowly ? 1 : 0);
}

export function kindOf(move: number): MoveKind {
  return KINDS[(move >>> 1) % KINDS.length]!;
}

export function whichOf(move: number): number {
  return Math.floor((move >>> 1) / KINDS.length);
}

export function isSlow(move: number): boolean {
  return (move & 1) === 1;
}

export function pairOf(node: number, peer: number): number {
  return node * NODES + peer;
}

export function nodeOfPair(pair: number): number {
  return Math.floor(pair / NODES);
}

export function peerOfPair(pair: number): number {
  return pair % NODES;
}
