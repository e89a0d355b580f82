import type { NodeState } from "../../../fuzz/chronicle/chronicle.ts";
import type { Lane } from "../model/lanes.ts";
import { lastAtOrBefore } from "../model/search.ts";
import { drawRole, roleColor } from "./glyphs.ts";
import { TERM_COLORS } from "./palette.ts";
import { type Scene, write, xOf } from "./scene.ts";

const THICKNESS: Readonly<Record<NodeState["role"], number>> = {
  leader: 14,
  candidate: 9,
  "pre-candidate": 7,
  follower: 5,
  learner: 5,
  down: 0,
};
const BEYOND_PX = 30;
/** Of what began left of the edge this much must be seen for its label to have room. */
const LABEL_PX = 30;
/** From the middle of a lane to its ribbons. */
const TERM_ABOVE_PX = 18;
const COMMIT_BELOW_PX = 19;

/** A node's life: its role along the middle, its terms above, what it has committed below. */
export function drawLanes(scene: Scene): void {
  for (const lane of scene.layout.lanes) {
    ruling(scene, lane);
    if (lane.isNode) drawNode(scene, lane);
  }
}

function ruling({ context, palette, widthPx }: Scene, { heightPx, topPx }: Lane): void {
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, Math.round(topPx + heightPx) + 0.5);
  context.lineTo(widthPx, Math.round(topPx + heightPx) + 0.5);
  context.stroke();
}

function drawNode(scene: Scene, lane: Lane): void {
  const line = scene.model.stateLines[lane.endpoints[0]!]!;
  const first = Math.max(0, lastAtOrBefore(line.steps, scene.firstStep));
  const xs: number[] = [];
  for (let at = first; at < line.steps.length && line.steps[at]! <= scene.lastStep; at++) {
    xs.push(xOf(scene, line.steps[at]!));
  }
  const end = Math.min(scene.widthPx, ends(scene)) + BEYOND_PX;
  for (const [at, x] of xs.entries()) {
    segment(scene, lane, line.states[first + at]!, Math.max(-BEYOND_PX, x), Math.min(end, xs[at + 1] ?? end));
  }
  let room = { term: -1e9, commit: -1e9 };
  let seen: NodeState | undefined;
  for (const [at, x] of xs.entries()) {
    const now = line.states[first + at]!;
    if ((xs[at + 1] ?? end) > LABEL_PX) {
      room = labels(scene, lane, seen, now, Math.max(x, 0), room);
      seen = now;
    }
    if (now.role !== line.states[first + at - 1]?.role) mark(scene, lane, now, x);
  }
}

function ends(scene: Scene): number {
  return xOf(scene, scene.model.timesUs.length - 1);
}

function segment(scene: Scene, { middlePx }: Lane, state: NodeState, left: number, right: number): void {
  const { context, palette } = scene;
  const width = right - left;
  if (state.role === "down") {
    context.strokeStyle = palette.faint;
    context.setLineDash([2, 5]);
    context.beginPath();
    context.moveTo(left, middlePx);
    context.lineTo(right, middlePx);
    context.stroke();
    context.setLineDash([]);
    return;
  }
  const thickness = THICKNESS[state.role];
  context.fillStyle = roleColor(state.role, palette);
  context.globalAlpha = state.role === "follower" || state.role === "learner" ? 0.45 : 0.32;
  context.fillRect(left, middlePx - thickness / 2, width, thickness);
  context.globalAlpha = 1;
  if (state.isPaused) pauseBars(scene, middlePx, left, right);
  context.fillStyle = palette.terms[state.term % TERM_COLORS]!;
  if (state.term > 0) context.fillRect(left, middlePx - TERM_ABOVE_PX, width, 4);
  context.globalAlpha = 0.5;
  context.fillStyle = palette.muted;
  if (state.commitIndex > 0) context.fillRect(left, middlePx + COMMIT_BELOW_PX - 1, width, 2);
  context.globalAlpha = 1;
}

/** Upright bars over the whole lane: it stands still. */
function pauseBars({ context, palette }: Scene, middlePx: number, left: number, right: number): void {
  context.fillStyle = palette.muted;
  for (let x = left + 3; x < right; x += 9) context.fillRect(x, middlePx - 8, 3, 16);
}

interface Room {
  readonly term: number;
  readonly commit: number;
}

/** Names a term and a commit where they begin, unless the name before is still in the way. */
function labels(scene: Scene, lane: Lane, before: NodeState | undefined, now: NodeState, x: number, room: Room): Room {
  const { context, palette } = scene;
  let { commit, term } = room;
  if (now.role === "down") return room;
  const back = before?.role === "down" ? undefined : before;
  if (now.term > 0 && now.term !== back?.term && x >= term) {
    const y = lane.middlePx - TERM_ABOVE_PX + 1;
    context.fillStyle = palette.paper;
    const text = `term ${now.term}`;
    context.font = "600 10px sans-serif";
    context.fillRect(x - 1, y - 6, context.measureText(text).width + 7, 12);
    term = x + write(scene, text, x + 2, y + 0.5, { color: palette.muted, size: 10, weight: 600 }) + 10;
  }
  if (now.commitIndex > 0 && now.commitIndex !== back?.commitIndex && x >= commit) {
    const y = lane.middlePx + COMMIT_BELOW_PX;
    const text = `✓${now.commitIndex}`;
    context.font = "400 10px sans-serif";
    context.fillStyle = palette.paper;
    context.fillRect(x - 1, y - 6, context.measureText(text).width + 5, 12);
    commit = x + write(scene, text, x + 1, y + 0.5, { color: palette.muted, size: 10 }) + 8;
  }
  return { commit, term };
}

function mark(scene: Scene, { middlePx }: Lane, { role }: NodeState, x: number): void {
  const { context, palette } = scene;
  if (role === "down") return;
  context.fillStyle = roleColor(role, palette);
  context.strokeStyle = roleColor(role, palette);
  context.lineWidth = 1.5;
  drawRole(context, role, x, middlePx, 7);
}
