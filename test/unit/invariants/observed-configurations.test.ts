import fc from "fast-check";
import { expect, it } from "vitest";
import { foundersConfiguration, ObservedConfigurations } from "../../../invariants/observed-configurations.ts";
import { simple } from "./histories.ts";

/** What was told in order to stand at an index: an entry without a configuration, or one with it, or a snapshot. */
interface Place {
  readonly term: number;
  readonly voters: readonly number[] | undefined;
}

/** A log whose first `base` entries came with a snapshot that has these voters. */
interface Log {
  base: number;
  baseVoters: readonly number[];
  places: Place[];
}

function newest({ baseVoters, places }: Log): readonly number[] {
  return places.findLast(({ voters }) => voters !== undefined)?.voters ?? baseVoters;
}

function lastIndex({ base, places }: Log): number {
  return base + places.length;
}

function copyOf(log: Log): Log {
  return { ...log, places: [...log.places] };
}

const operation = fc.record({
  kind: fc.constantFrom(
    "append",
    "append",
    "change",
    "change",
    "write",
    "write",
    "write",
    "truncate",
    "install",
    "restart",
  ),
  choice: fc.nat(5),
});

it("are those of both logs through any history of writes that become durable in order", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
      const configurations = new ObservedConfigurations(foundersConfiguration([3, 1, 2]));
      let memory: Log = { base: 0, baseVoters: [1, 2, 3], places: [] };
      let durable = copyOf(memory);
      /** What is under way to the disk: applied to the durable log, and told. */
      let writes: (() => void)[] = [];
      let term = 1;
      for (const [step, { kind, choice }] of operations.entries()) {
        const voters = [100 + step];
        if (kind === "append" || kind === "change") {
          const place = { term, voters: kind === "change" ? voters : undefined };
          const index = memory.base + memory.places.push(place);
          if (place.voters !== undefined) configurations.append(index, term, simple(place.voters));
          writes.push(() => {
            durable.places.push(place);
            configurations.persist(index, place.term);
          });
        } else if (kind === "truncate") {
          const fromIndex = Math.max(memory.base + 1, lastIndex(memory) - choice);
          memory.places.splice(fromIndex - memory.base - 1);
          configurations.truncate(fromIndex);
          term++;
          writes.push(() => {
            durable.places.splice(Math.max(0, fromIndex - durable.base - 1));
            configurations.truncateDurable(fromIndex);
          });
        } else if (kind === "install") {
          const installed: Log = { base: lastIndex(memory) + 1, baseVoters: voters, places: [] };
          const installedTerm = term;
          configurations.install(installed.base, term, simple(voters));
          memory = copyOf(installed);
          writes.push(() => {
            durable = copyOf(installed);
            configurations.persistSnapshot(installed.base, installedTerm);
          });
        } else if (kind === "write") writes.shift()?.();
        else {
          configurations.restart();
          memory = copyOf(durable);
          writes = [];
          term++;
        }
        expect(configurations.memory.facts).toEqual(simple(newest(memory)));
        const after = configurations.fork();
        after.restart();
        expect(after.memory.facts).toEqual(simple(newest(durable)));
      }
    }),
    { numRuns: 500 },
  );
});
