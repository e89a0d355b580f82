import { failures, objectOf } from "./schemas.ts";

/** What goes out of the routes for those who watch over the process. */

const state = (name: string) => objectOf({ status: { type: "string", enum: [name] } });

export const LIVE = {
  tags: ["health"],
  summary: "Whether the node runs",
  response: { 200: { description: "It does.", ...state("live") }, ...failures() },
};

export const READY = {
  tags: ["health"],
  summary: "Whether the node can answer clients: it leads, or knows who does",
  response: { 200: { description: "It can.", ...state("ready") }, ...failures() },
};

export const GET_METRICS = {
  tags: ["health"],
  summary: "Figures for Prometheus",
  response: {
    200: { description: "In the text format.", content: { "text/plain": { schema: { type: "string" } } } },
    ...failures(),
  },
};
