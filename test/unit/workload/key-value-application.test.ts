import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../../../src/machine/command.ts";
import { mix32 } from "../../../src/machine/hash.ts";
import { KeyValueMachine } from "../../../src/machine/key-value.ts";
import { COMMAND_DRAWS } from "../../../src/workload/application.ts";
import { KeyValueCommands } from "../../../src/workload/key-value-application.ts";
import { anyDraw, drawOf, KEYS, KINDS } from "./draws.ts";

/** What becomes of a command. Mostly it is answered, so that values grow. */
const anyFate = fc.oneof(
  { weight: 18, arbitrary: fc.constant("answered") },
  { weight: 1, arbitrary: fc.constant("applied, but never answered") },
  { weight: 1, arbitrary: fc.constant("lost") },
);

function written(command: Command): string | undefined {
  return "value" in command ? command.value : undefined;
}

describe("the key-value commands", () => {
  test("are of every kind on every key, in the shares that are meant", () => {
    const made = new Map<string, number>();
    const source = new KeyValueCommands();
    for (let key = 0; key < KEYS; key++) {
      for (let kind = 0; kind < KINDS; kind++) {
        const command = source.next(drawOf(kind, key), 1, 1);
        const name = `${command.kind} ${command.key}`;
        made.set(name, (made.get(name) ?? 0) + 1);
      }
    }
    const shares = { get: 30, put: 25, delete: 5, "compare-and-set": 20, append: 20 };
    const expected = Array.from({ length: KEYS }, (_, key) =>
      Object.entries(shares).map(([kind, share]) => [`${kind} k${key}`, share] as const),
    );
    expect(made).toEqual(new Map(expected.flat()));
  });

  test("come from draws within their range alone", () => {
    const source = new KeyValueCommands();
    expect(source.next(COMMAND_DRAWS - 1, 1, 1)).toEqual({ kind: "append", key: "k15", value: "c1.1" });
    expect(() => source.next(COMMAND_DRAWS, 1, 1)).toThrow(`${COMMAND_DRAWS}`);
  });

  test("the same draws and answers make the same commands, in a fork too", () => {
    fc.assert(
      fc.property(fc.array(anyDraw), fc.array(anyDraw), (before, after) => {
        const machine = new KeyValueMachine();
        const source = new KeyValueCommands();
        for (const draw of before) {
          const command = source.next(draw, 1, 1);
          source.learned(command, machine.apply(command));
        }
        const copy = source.fork();
        const commandsHere = after.map((draw) => source.next(draw, 1, 1));
        for (const command of commandsHere) source.learned(command, { previous: "other", changed: true });
        expect(after.map((draw) => copy.next(draw, 1, 1))).toEqual(commandsHere);
      }),
    );
  });

  test("written values name client and sequence", () => {
    fc.assert(
      fc.property(anyDraw, fc.nat(100), fc.nat(100), (draw, client, sequence) => {
        const value = written(new KeyValueCommands().next(draw, client, sequence));
        expect([undefined, `c${client}.${sequence}`]).toContain(value);
      }),
    );
  });

  test("compare-and-set succeeds and fails, both often, when several clients meet", () => {
    const machine = new KeyValueMachine();
    const sources = [new KeyValueCommands(), new KeyValueCommands(), new KeyValueCommands()];
    let tried = 0;
    let succeeded = 0;
    for (let number = 0; number < 3_000; number++) {
      const source = sources[number % 3]!;
      const command = source.next(mix32(number) >>> 1, number % 3, number);
      const result = machine.apply(command);
      source.learned(command, result);
      if (command.kind !== "compare-and-set") continue;
      tried++;
      if (result.changed) succeeded++;
    }
    expect(succeeded).toBeGreaterThan(tried / 10);
    expect(succeeded).toBeLessThan((tried * 9) / 10);
  });

  test("values stay bounded, whatever becomes of the commands", () => {
    const clients = 4;
    const step = fc.record({ client: fc.nat(clients - 1), draw: anyDraw, fate: anyFate });
    // Each client may add one operation beyond the limit before it sees the value again.
    const longest = 63 + clients * "c3.12345".length;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1_000, maxLength: 3_000 }), (steps) => {
        const machine = new KeyValueMachine();
        const sources = Array.from({ length: clients }, () => new KeyValueCommands());
        steps.forEach(({ client, draw, fate }, number) => {
          const source = sources[client]!;
          // Only the first key, and mostly appends: the hardest case.
          const hardDraw = drawOf(draw % 3 === 0 ? draw % KINDS : KINDS - 1, 0);
          const command = source.next(hardDraw, client, 10_000 + number);
          const result = fate === "lost" ? undefined : machine.apply(command);
          if (result !== undefined && fate === "answered") source.learned(command, result);
          else source.lost(command);
          expect(machine.apply({ kind: "get", key: command.key }).previous?.length ?? 0).toBeLessThanOrEqual(longest);
        });
      }),
      { numRuns: 30 },
    );
  });
});
