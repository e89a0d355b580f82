import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Endpoint, parseEndpoint } from "../client/index.ts";
import { ClusterError } from "./cluster-error.ts";
import { LOOPBACK } from "./ports.ts";

/** The servers of a local cluster and where they listen. It is made once, and kept in a file. */
export interface ClusterPlan {
  readonly nodes: readonly PlannedNode[];
  /** Whether the directory was made for it, and may go with it. */
  readonly ownsDirectory: boolean;
  /** Which nodes were seen to have data: without them they have forgotten what they promised. */
  readonly withData: readonly number[];
}

export interface PlannedNode {
  readonly id: number;
  readonly transportPort: number;
  readonly apiPort: number;
  /** What it is started with, apart from its data directory. */
  readonly flags: readonly string[];
}

export interface PlanOptions {
  readonly transportPorts: readonly number[];
  /** As many. */
  readonly apiPorts: readonly number[];
  /** Where `from` finds the transport of `to`; itself, when missing. Something that cuts links may stand between. */
  readonly linkAddress?: (from: number, to: number) => string;
  /** Further flags for every server. */
  readonly flags?: readonly string[];
}

const PLAN_FILE = "cluster.json";
const FORMAT = "kraft-cluster-1";

export function planNodes({ transportPorts, apiPorts, linkAddress, flags = [] }: PlanOptions): PlannedNode[] {
  const ids = transportPorts.map((_, at) => at + 1);
  const transportOf = linkAddress ?? ((_: number, to: number) => `${LOOPBACK}:${transportPorts[to - 1]}`);
  return ids.map((id, at) => {
    const transportPort = transportPorts[at]!;
    const apiPort = apiPorts[at]!;
    const others = ids.filter((other) => other !== id);
    const peers = others.map((to) => `${to}=${transportOf(id, to)}/${LOOPBACK}:${apiPorts[to - 1]}`).join(",");
    const own = ["--id", `${id}`, "--transport-port", `${transportPort}`, "--api-port", `${apiPort}`];
    return { id, transportPort, apiPort, flags: [...own, ...(peers === "" ? [] : ["--peers", peers]), ...flags] };
  });
}

export function apiOf({ apiPort }: PlannedNode): Endpoint {
  return parseEndpoint(`${LOOPBACK}:${apiPort}`);
}

export function planFile(directory: string): string {
  return join(directory, PLAN_FILE);
}

/** Of a cluster that there was not. Throws a `ClusterError` if there is one by now, or the system's error. */
export function writeFirstPlan(directory: string, plan: ClusterPlan): void {
  try {
    writeFileSync(planFile(directory), textOf(plan), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new ClusterError(`another command has made a cluster in ${directory} meanwhile`);
  }
}

/** In the place of the one that there is: all of it or nothing, whenever this process ends. */
export function writePlan(directory: string, plan: ClusterPlan): void {
  const unfinished = `${planFile(directory)}.new`;
  writeFileSync(unfinished, textOf(plan));
  renameSync(unfinished, planFile(directory));
}

function textOf(plan: ClusterPlan): string {
  return `${JSON.stringify({ format: FORMAT, ...plan }, undefined, 2)}\n`;
}

/** Undefined: there is no cluster in the directory. @throws ClusterError if the file is not what was written. */
export function readPlan(directory: string): ClusterPlan | undefined {
  const file = planFile(directory);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new ClusterError(`cannot read ${file}: ${message}`);
  }
  const plan = parsePlan(text);
  if (plan === undefined) throw new ClusterError(`${file} is not what kraft cluster start has written`);
  return plan;
}

function parsePlan(text: string): ClusterPlan | undefined {
  let plan: Partial<ClusterPlan> & { format?: unknown };
  try {
    plan = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (plan?.format !== FORMAT || typeof plan.ownsDirectory !== "boolean") return undefined;
  const { nodes, ownsDirectory, withData } = plan;
  if (!Array.isArray(nodes) || nodes.length === 0 || !nodes.every(isNode)) return undefined;
  if (!Array.isArray(withData) || !withData.every((id) => Number.isInteger(id))) return undefined;
  return { nodes, ownsDirectory, withData };
}

function isNode(node: Partial<PlannedNode> | null, at: number): boolean {
  const isPort = (port: unknown): boolean => Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536;
  const isText = (flag: unknown): boolean => typeof flag === "string";
  if (node?.id !== at + 1 || !Array.isArray(node.flags)) return false;
  return isPort(node.transportPort) && isPort(node.apiPort) && node.flags.every(isText);
}
