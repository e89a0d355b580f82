import type { NodeState } from "../../../fuzz/chronicle/chronicle.ts";
import type { Palette } from "./palette.ts";

type Context = CanvasRenderingContext2D;

/** The shape of a role, filled; shapes differ as colors do. */
export function drawRole(context: Context, role: NodeState["role"], x: number, y: number, size: number): void {
  context.beginPath();
  switch (role) {
    case "leader":
      star(context, x, y, size * 1.25);
      break;
    case "candidate":
    case "pre-candidate":
      polygon(context, x, y, size * 1.15, 4, 0);
      break;
    case "follower":
      context.arc(x, y, size * 0.85, 0, 2 * Math.PI);
      break;
    case "learner":
      context.rect(x - size * 0.75, y - size * 0.75, size * 1.5, size * 1.5);
      break;
    case "down":
      cross(context, x, y, size * 0.7);
      context.lineWidth = 2;
      context.stroke();
      return;
  }
  if (role === "pre-candidate") context.stroke();
  else context.fill();
}

export function roleColor(role: NodeState["role"], palette: Palette): string {
  if (role === "pre-candidate") return palette.candidate;
  return role === "down" ? palette.alarm : palette[role];
}

export function star(context: Context, x: number, y: number, size: number): void {
  for (let point = 0; point < 10; point++) {
    const angle = (point * Math.PI) / 5 - Math.PI / 2;
    const reach = point % 2 === 0 ? size : size * 0.45;
    context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  context.closePath();
}

export function polygon(context: Context, x: number, y: number, size: number, corners: number, turn: number): void {
  for (let corner = 0; corner < corners; corner++) {
    const angle = (corner * 2 * Math.PI) / corners - Math.PI / 2 + turn;
    context.lineTo(x + size * Math.cos(angle), y + size * Math.sin(angle));
  }
  context.closePath();
}

export function cross(context: Context, x: number, y: number, size: number): void {
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y - size);
  context.lineTo(x - size, y + size);
}
