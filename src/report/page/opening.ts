import type { Fact, Step } from "../../fuzz/chronicle/chronicle.ts";

/** Ladders show the ends of logs: of each log no more entries than this are carried over. */
const MOST_ENTRIES = 2_000;

type Appended = Extract<Fact, { readonly name: "appended" }>["args"];
type Configured = Extract<Fact, { readonly name: "configurationAppended" }>;

/** The entries of a node's log in memory and on its disk, by index, and the configurations among them. */
interface NodeLogs {
  memory: Map<number, Appended>;
  disk: Map<number, Appended>;
  configurations: Map<number, Configured>;
}

/** The shortest facts that make the logs of all nodes what they are after these steps. */
export function openingFacts(steps: readonly Step[]): Fact[] {
  const all = new Map<number, NodeLogs>();
  for (const { facts } of steps) {
    for (const fact of facts) {
      const node = fact.args[0];
      if (!all.has(node)) all.set(node, { memory: new Map(), disk: new Map(), configurations: new Map() });
      take(all.get(node)!, fact);
    }
  }
  return [...all.values()].flatMap(({ configurations, disk, memory }): Fact[] => {
    const held = lastOf(memory);
    const marks = held.flatMap(([, index]) => configurations.get(index) ?? []);
    return [
      ...lastOf(disk).map((args): Fact => ({ name: "entryPersisted", args })),
      ...held.map((args): Fact => ({ name: "appended", args })),
      ...marks,
    ];
  });
}

function take(logs: NodeLogs, fact: Fact): void {
  switch (fact.name) {
    case "appended":
      logs.memory.set(fact.args[1], fact.args);
      logs.configurations.delete(fact.args[1]);
      break;
    case "configurationAppended":
      logs.configurations.set(fact.args[1], fact);
      break;
    case "truncated":
      dropFrom(logs.memory, fact.args[1]);
      break;
    case "entryPersisted":
      logs.disk.set(fact.args[1], fact.args);
      break;
    case "durableTruncated":
      dropFrom(logs.disk, fact.args[1]);
      break;
    case "crashed":
    case "restarted":
      logs.memory = new Map(logs.disk);
      break;
    case "snapshotInstalled":
      logs.memory.clear();
      break;
    case "snapshotPersisted":
      logs.disk.clear();
      break;
  }
}

/** Entries are added at the end, so that the last of the map are the last of the log. */
function dropFrom(log: Map<number, Appended>, index: number): void {
  for (const [at] of [...log].reverse()) {
    if (at < index) break;
    log.delete(at);
  }
}

function lastOf(log: ReadonlyMap<number, Appended>): Appended[] {
  return [...log.values()].slice(-MOST_ENTRIES);
}
