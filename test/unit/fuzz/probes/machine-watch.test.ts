import { expect, test } from "vitest";
import type { Input } from "../../../../src/fuzz/probes/core-types.ts";
import { MachineWatch } from "../../../../src/fuzz/probes/machine-watch.ts";
import * as core from "../../../../src/sut/core.ts";

const DEADLINE: Input = { kind: "deadline" };

function output(changes: object = {}) {
  return Object.assign(new core.Output(), changes);
}

test("a machine is busy until what was asked for last is applied", () => {
  const watch = new MachineWatch();
  watch.note(DEADLINE, output({ applyFrom: 1, applyTo: 3 }));
  expect(watch.isFree).toBe(false);
  watch.note({ kind: "applied", index: 3 }, output());
  expect(watch.isFree).toBe(true);
});

test("a report that comes late, of what a snapshot has made needless, frees no machine that goes on behind it", () => {
  const watch = new MachineWatch();
  watch.note(DEADLINE, output({ applyFrom: 1, applyTo: 3 }));
  watch.note(DEADLINE, output({ restore: { index: 5 } }));
  watch.note({ kind: "applied", index: 5 }, output({ applyFrom: 6, applyTo: 9 }));
  watch.note({ kind: "applied", index: 3 }, output());
  expect(watch.fork().isFree).toBe(false);
  expect(() => watch.note(DEADLINE, output({ takeSnapshot: { index: 5 } }))).toThrow("while it is at work");
  watch.note({ kind: "applied", index: 9 }, output());
  expect(watch.isFree).toBe(true);
});
