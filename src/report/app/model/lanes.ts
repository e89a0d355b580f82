import type { Chronicle } from "../../../fuzz/chronicle/chronicle.ts";
import type { View } from "./fragment.ts";
import { placeName } from "./words.ts";

/** A horizontal strip of the diagram: a node, a client, or all clients together. */
export interface Lane {
  readonly endpoints: readonly number[];
  readonly name: string;
  readonly isNode: boolean;
  /** From the top of the canvas. */
  readonly topPx: number;
  readonly heightPx: number;
  readonly middlePx: number;
}

export interface Layout {
  readonly lanes: readonly Lane[];
  readonly heightPx: number;
  /** By endpoint; undefined for the lab and for what is hidden. */
  laneOf(endpoint: number): Lane | undefined;
}

export const RULER_PX = 24;
export const LAB_PX = 24;
const NODE_PX = 58;
const CLIENT_PX = 38;

/** Nodes from the top, clients below them. */
export function layOut(chronicle: Chronicle, { clientsApart, hidden }: Pick<View, "clientsApart" | "hidden">): Layout {
  const { clients, nodes } = chronicle;
  const endpoints = Array.from({ length: nodes + clients }, (_, at) => at + 1).filter((at) => !hidden.includes(at));
  const ofNodes = endpoints.filter((endpoint) => endpoint <= nodes).map((endpoint) => [endpoint]);
  const ofClients = endpoints.filter((endpoint) => endpoint > nodes);
  const together = ofClients.length === 0 ? [] : [ofClients];
  const groups = [...ofNodes, ...(clientsApart ? ofClients.map((client) => [client]) : together)];
  let topPx = RULER_PX + LAB_PX;
  const byEndpoint = new Map<number, Lane>();
  const lanes = groups.map((endpoints): Lane => {
    const isNode = endpoints[0]! <= nodes;
    const name = endpoints.length > 1 ? `${endpoints.length} clients` : placeName(endpoints[0]!, chronicle);
    const heightPx = isNode ? NODE_PX : CLIENT_PX;
    const lane = { endpoints, name, isNode, topPx, heightPx, middlePx: topPx + heightPx / 2 };
    topPx += heightPx;
    for (const endpoint of endpoints) byEndpoint.set(endpoint, lane);
    return lane;
  });
  return { lanes, heightPx: topPx + 6, laneOf: (endpoint) => byEndpoint.get(endpoint) };
}
