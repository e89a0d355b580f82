import type { Chronicle, Fact } from "../fuzz/chronicle/chronicle.ts";

/** An operation that has not ended, and the process that it runs in. */
interface Open {
  readonly process: number;
  readonly command: unknown;
  readonly consistency: string | undefined;
}

/**
 * What clients asked and were answered, as Jepsen writes a history: an EDN map on each line. As there, what ends with an
 * unknown outcome ends its process, and its client goes on as another. A compare-and-set that changed nothing has failed.
 */
export function jepsenHistory({ clients, nodes, steps }: Chronicle): string {
  const lines: string[] = [];
  const open = new Map<number, Open>();
  const processes = new Map<number, number>();
  const write = (type: string, { command, consistency, process }: Open, atUs: number, result: unknown) => {
    const { f, key, value } = operationOf(command, type, result);
    const fields = [
      `:index ${lines.length}`,
      `:time ${atUs * 1000}`,
      `:type :${type}`,
      `:process ${process}`,
      `:f :${f}`,
      ...(key === undefined ? [] : [`:key ${edn(key)}`]),
      `:value ${edn(value)}`,
      ...(consistency === undefined ? [] : [`:consistency :${consistency}`]),
    ];
    lines.push(`{${fields.join(", ")}}\n`);
  };
  for (const { atUs, facts } of steps) {
    for (const fact of facts) {
      const client = fact.args[0];
      const process = processes.get(client) ?? client - nodes - 1;
      const begun = beginning(fact);
      if (begun !== undefined) {
        const operation = { process, ...begun };
        open.set(client, operation);
        write("invoke", operation, atUs, undefined);
      } else if (isEnd(fact)) {
        const operation = open.get(client);
        if (operation === undefined) continue;
        open.delete(client);
        const result = fact.name === "clientReturned" ? fact.args[3] : undefined;
        const type = fact.name === "clientRefused" ? "fail" : typeOfEnd(operation.command, result);
        if (type === "info") processes.set(client, process + clients);
        write(type, operation, atUs, result);
      }
    }
  }
  return lines.join("");
}

function beginning(fact: Fact): { command: unknown; consistency: string | undefined } | undefined {
  if (fact.name === "clientInvoked") return { command: fact.args[2], consistency: undefined };
  return fact.name === "clientRead" ? { command: fact.args[2], consistency: fact.args[3] } : undefined;
}

function isEnd({ name }: Fact): boolean {
  return name === "clientReturned" || name === "clientSessionExpired" || name === "clientRefused";
}

function typeOfEnd(command: unknown, result: unknown): "ok" | "info" | "fail" {
  if (result === undefined) return "info";
  return field(command, "kind") === "compare-and-set" && field(result, "changed") === false ? "fail" : "ok";
}

/** The commands of the key-value machine in Jepsen's words; any other as it is. */
function operationOf(command: unknown, type: string, result: unknown): { f: string; key?: unknown; value: unknown } {
  const key = field(command, "key");
  const kind = field(command, "kind");
  if (typeof key !== "string" || typeof kind !== "string") {
    return { f: "command", value: type === "ok" ? { command, result } : command };
  }
  switch (kind) {
    case "get":
      return { f: "get", key, value: type === "ok" ? (field(result, "previous") ?? null) : null };
    case "compare-and-set":
      return { f: "cas", key, value: [field(command, "expected") ?? null, field(command, "value")] };
    default:
      return { f: keyword(kind), key, value: field(command, "value") ?? null };
  }
}

function field(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

/** Plain data in EDN. Its texts are JSON's, but for control characters, of which EDN knows fewer. */
function edn(value: unknown): string {
  if (value === null || value === undefined) return "nil";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(edn).join(" ")}]`;
  return `{${Object.entries(value)
    .map(([name, one]) => `${edn(name)} ${edn(one)}`)
    .join(", ")}}`;
}

/** What EDN would not take for a keyword is no part of one. */
function keyword(name: string): string {
  return name.replace(/[^\w.*+!?-]/g, "_");
}
