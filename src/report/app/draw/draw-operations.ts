import type { ClientOperation } from "../model/operations.ts";
import { polygon } from "./glyphs.ts";
import { DIM, isLit, type Scene, xOf } from "./scene.ts";

/** Clients' operations as bars from invocation to answer, with a rhomb where each takes effect. */
export function drawOperations(scene: Scene): void {
  const { chronicle, linearizability } = scene.model.report;
  for (const operation of scene.model.operations) {
    const { client, invokedStep, returnedStep, sequence } = operation;
    if (invokedStep > scene.lastStep) break;
    if ((returnedStep ?? chronicle.steps.length) < scene.firstStep) continue;
    const isCulprit = linearizability?.client === client && linearizability.sequence === sequence;
    drawOperation(scene, operation, isCulprit);
  }
}

function drawOperation(scene: Scene, operation: ClientOperation, isCulprit: boolean): void {
  const { context, layout, palette, widthPx } = scene;
  const lane = layout.laneOf(operation.client);
  if (lane === undefined) return;
  const rows = lane.endpoints.length;
  const row = lane.endpoints.indexOf(operation.client);
  const height = Math.max(1.5, Math.min(5, (lane.heightPx - 10) / rows - 1));
  const y = lane.topPx + 5 + ((row + 0.5) * (lane.heightPx - 10)) / rows;
  const left = Math.max(-10, xOf(scene, operation.invokedStep));
  const right =
    operation.returnedStep === undefined ? widthPx + 10 : Math.min(widthPx + 10, xOf(scene, operation.returnedStep));
  const isDim = !isCulprit && scene.view.show !== "all" && !isLit(scene, operation.invokedStep);
  if (isDim && scene.view.show === "only") return;
  context.globalAlpha = isDim ? DIM : operation.ending === "answered" ? 0.55 : 0.25;
  context.fillStyle = isCulprit ? palette.alarm : palette.client;
  context.fillRect(left, y - height / 2, Math.max(2, right - left), height);
  if (operation.appliedStep !== undefined) {
    context.globalAlpha = isDim ? DIM : 1;
    context.beginPath();
    polygon(context, xOf(scene, operation.appliedStep), y, height / 2 + 2.5, 4, 0);
    context.fill();
  }
  context.globalAlpha = 1;
}
