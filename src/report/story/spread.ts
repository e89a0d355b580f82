import type { Chronicle } from "../../fuzz/chronicle/chronicle.ts";
import type { Replication, TaleEntry } from "./item.ts";
import { nameOf } from "./lists.ts";

interface Storing {
  readonly node: number;
  readonly step: number;
}

/** Who stored which entry, told or not: what an append came to is more than its line tells of. */
export class Spread {
  /** By the entry's name. */
  private readonly storings = new Map<string, Storing[]>();

  constructor({ steps, violationStep }: Chronicle) {
    for (const [step, { facts }] of steps.slice(0, violationStep + 1).entries()) {
      for (const fact of facts) {
        if (fact.name !== "appended") continue;
        const [node, index, term] = fact.args;
        const name = nameOf({ index, term });
        const known = this.storings.get(name);
        if (known === undefined) this.storings.set(name, [{ node, step }]);
        else known.push({ node, step });
      }
    }
  }

  /** When nodes that are not told of in the line store what it appends. */
  elsewhere({ entries, leader, steps, stored }: Replication): Replication["elsewhere"] {
    const storings = this.storingsOf(entries).filter(({ node, step }) => node !== leader && step >= steps[0]!);
    const others = storings.filter(({ node }) => !stored.includes(node)).map(({ step }) => step);
    if (others.length === 0) return "never";
    const told = stored.map((node) => storings.find((storing) => storing.node === node)!.step);
    return Math.min(...others) > Math.max(-1, ...told) ? "later" : "meanwhile";
  }

  private storingsOf(entries: readonly TaleEntry[]): Storing[] {
    const all = entries.flatMap((entry) => this.storings.get(nameOf(entry)) ?? []);
    return all.sort((one, other) => one.step - other.step);
  }
}
