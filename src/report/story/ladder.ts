import type { Chronicle, NodeState } from "../../fuzz/chronicle/chronicle.ts";
import type { Laggards } from "../../fuzz/chronicle/laggards.ts";
import type { Paint } from "../paint.ts";
import { Known } from "./known.ts";
import { nodeSpan } from "./lists.ts";

/** Of a column around the digits of a term: brackets and a mark. */
const SIGNS_WIDTH = 3;
const LABEL_WIDTH = 5;
/** Before and behind the cells of a row, where nothing of the log is left out and where something is. */
const GAP = "  ";
const CUT = "… ";
/** What is said of a node behind its log has this much room at the least. */
const STATE_WIDTH = 22;

const COLORS = ["cyan", "yellow", "magenta", "green", "blue", "red"] as const;

/**
 * The logs of all nodes at the moment of the violation, one below the other: a column is an index, a number the term of
 * the entry there. Brackets: the node knows it to be committed. Exclamation mark: it contradicts what is committed.
 * Dots: the log has entries there for which there is no column.
 */
export function ladder(chronicle: Chronicle, laggards: Laggards | undefined, paint: Paint, width: number): string[] {
  const known = new Known(chronicle);
  for (const step of chronicle.steps.slice(0, chronicle.violationStep + 1)) {
    for (const fact of step.facts) known.take(fact);
    known.endStep(step);
  }
  const nodes = Array.from({ length: chronicle.nodes }, (_, place) => place + 1).filter((node) =>
    isOfInterest(known, node),
  );
  const decided = decisions(known, nodes);
  const contradicted = contradictions(known, chronicle, decided);
  const cellWidth = cellWidthOf(known, nodes);
  const columnsThatFit = fitting(known, nodes, width, cellWidth);
  const { first, last } = windowOf(known, nodes, columnsThatFit, originOf(known, chronicle, laggards, contradicted));
  const columns = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const header = `${"".padEnd(LABEL_WIDTH)}${columns.map((index) => ` ${index}`.padEnd(cellWidth)).join("")}`;
  if (columns.length === 0) return rolesAlone(known, nodes);
  return [
    paint.dim(header.trimEnd()),
    ...nodes.map((node) => {
      const cells = columns.map((index) => cell(known, node, index, contradicted, cellWidth, paint)).join("");
      const end = known.logs.lastIndex(node);
      const label = `n${node}`.padEnd(LABEL_WIDTH - GAP.length) + (first > 1 && end > 0 ? CUT : GAP);
      return `${label}${cells}${end > last ? CUT : GAP}${stateInWords(known.of(node).state)}`;
    }),
  ];
}

/** Of nodes whose logs are empty there is only what each is: those that are the same share a line. */
function rolesAlone(known: Known, nodes: readonly number[]): string[] {
  const groups = new Map<string, number[]>();
  for (const node of nodes) {
    const state = stateInWords(known.of(node).state);
    groups.set(state, [...(groups.get(state) ?? []), node]);
  }
  const names = [...groups].map(([state, alike]) => [nodeSpan(alike), state] as const);
  const width = Math.max(...names.map(([name]) => name.length)) + 2;
  return names.map(([name, state]) => `${name.padEnd(width)}${state}`);
}

/** What a ladder shows, and what the signs in it mean. */
export function titleOf(rungs: readonly string[]): string {
  const [header = "", ...rows] = rungs;
  if (header.includes("n")) return "the nodes then, with empty logs";
  const text = rows.join("\n");
  const signs = [
    text.includes("[") ? "[committed]" : "",
    text.includes("!") ? "contradicts it!" : "",
    text.includes("~") ? "not durable~" : "",
    / s {2}/.test(text) ? "s: in a snapshot" : "",
  ].filter((sign) => sign !== "");
  return `the logs then, by index and term${signs.length === 0 ? "" : `; ${signs.join(", ")}`}`;
}

/** A spare that never heard of anything, neither of entries nor of a term, has nothing to show. */
function isOfInterest(known: Known, node: number): boolean {
  const { state, votes } = known.of(node);
  if (known.logs.lastIndex(node) > 0 || votes.size > 0) return true;
  return state !== undefined && (state.members !== "" || state.term > 0);
}

/** The terms of what any node knows to be committed, by index: all of those that are there. */
function decisions(known: Known, nodes: readonly number[]): Map<number, Set<number>> {
  const decided = new Map<number, Set<number>>();
  for (const node of nodes) {
    const { baseIndex, terms } = known.logs.row(node);
    for (const [place, term] of terms.entries()) {
      const index = baseIndex + 1 + place;
      if (index > known.of(node).committed) break;
      const others = decided.get(index);
      if (others === undefined) decided.set(index, new Set([term]));
      else others.add(term);
    }
  }
  return decided;
}

/** Cells of the nodes concerned that hold another entry than a committed one, or, of a leader, none at all. */
function contradictions(
  known: Known,
  { violation }: Chronicle,
  decided: ReadonlyMap<number, ReadonlySet<number>>,
): Set<string> {
  const cells = new Set<string>();
  for (const node of violation?.nodes ?? []) {
    for (const [index, terms] of decided) {
      if (index <= known.logs.row(node).baseIndex) continue;
      const term = known.logs.termAt(node, index);
      const isMissing = term === 0 && known.of(node).leads > 0;
      if (isMissing || (term !== 0 && [...terms].some((other) => other !== term))) cells.add(`${node} ${index}`);
    }
  }
  return cells;
}

/**
 * The index from which on the logs are to be seen: that before the first contradiction, or the last that even nodes
 * that lag have committed, or hold like the others if it is entries that they lack. Where nothing contradicts and nobody
 * lags, or nobody leads, it is the ends that matter.
 */
function originOf(
  known: Known,
  { violation }: Chronicle,
  laggards: Laggards | undefined,
  contradicted: ReadonlySet<string>,
): number {
  if (contradicted.size > 0) return Math.min(...[...contradicted].map((cell) => Number(cell.split(" ")[1]) - 1));
  if (laggards === undefined || laggards.lack === "leader") return Number.POSITIVE_INFINITY;
  const { lack, nodes } = laggards;
  let origin = Math.min(...nodes.map((node) => Math.max(known.of(node).committed, known.logs.row(node).baseIndex)));
  const isShared = (index: number) => {
    const terms = new Set(violation!.nodes.map((node) => known.logs.termAt(node, index)));
    return terms.size === 1 && !terms.has(0);
  };
  if (lack === "entries") while (isShared(origin + 1)) origin++;
  return origin;
}

/** How many columns fit between the names of the nodes and what each of them is. */
function fitting(known: Known, nodes: readonly number[], width: number, cellWidth: number): number {
  const stateWidth = Math.max(STATE_WIDTH, ...nodes.map((node) => 2 + stateInWords(known.of(node).state).length));
  return Math.max(1, Math.floor((width - LABEL_WIDTH - stateWidth) / cellWidth));
}

/** So many columns: the last, or those from the origin on. */
function windowOf(known: Known, nodes: readonly number[], columns: number, origin: number) {
  const end = Math.max(0, ...nodes.map((node) => known.logs.lastIndex(node)));
  const first = Math.max(1, Math.min(end - columns + 1, origin));
  return { first, last: Math.min(end, first + columns - 1) };
}

/** Room for the greatest term in brackets with a mark, and for the greatest index with a space before it. */
function cellWidthOf(known: Known, nodes: readonly number[]): number {
  const terms = nodes.flatMap((node) => known.logs.row(node).terms);
  const indexes = nodes.map((node) => known.logs.lastIndex(node));
  return Math.max(SIGNS_WIDTH + digitsOf(Math.max(1, ...terms)), 1 + digitsOf(Math.max(1, ...indexes)));
}

function digitsOf(number: number): number {
  return String(number).length;
}

function cell(
  known: Known,
  node: number,
  index: number,
  contradicted: ReadonlySet<string>,
  cellWidth: number,
  paint: Paint,
): string {
  const { baseIndex, durable } = known.logs.row(node);
  const term = known.logs.termAt(node, index);
  const mark = contradicted.has(`${node} ${index}`) ? "!" : "";
  if (index <= baseIndex) return " s".padEnd(cellWidth);
  if (term === 0) return mark === "" ? "".padEnd(cellWidth) : paint.red(" -!".padEnd(cellWidth));
  const isCommitted = index <= known.of(node).committed;
  const tail = mark !== "" ? mark : index > baseIndex + durable ? "~" : "";
  const text = (isCommitted ? `[${term}]${tail}` : ` ${term}${tail}`).padEnd(cellWidth);
  return mark === "" ? paint[COLORS[term % COLORS.length]!](text) : paint.red.bold(text);
}

function stateInWords(state: NodeState | undefined): string {
  if (state === undefined) return "";
  const { isPaused, role, term } = state;
  if (role === "down") return "down";
  return `${role === "leader" ? `leads term ${term}` : `${role}, term ${term}`}${isPaused ? ", stands still" : ""}`;
}
