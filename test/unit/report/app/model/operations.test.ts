import { expect, test } from "vitest";
import { commandText, keyOf, operationsOf, resultText } from "../../../../../src/report/app/model/operations.ts";
import { stepWith } from "./steps.ts";

const put = { kind: "put", key: "x", value: "3" };

test("an operation lasts from its invocation to its answer, and takes effect where it is first carried out", () => {
  const steps = [
    stepWith({ facts: [{ name: "clientInvoked", args: [6, 1, put] }] }),
    stepWith({ facts: [{ name: "commandApplied", args: [2, 9, 6, 1, 9] }] }),
    stepWith({ facts: [{ name: "commandApplied", args: [3, 9, 6, 1, 9] }] }),
    stepWith({ facts: [{ name: "commandApplied", args: [2, 12, 6, 1, 9] }] }),
    stepWith({ facts: [{ name: "clientReturned", args: [6, 1, 9, { previous: "2", changed: true }] }] }),
  ];
  expect(operationsOf(steps)).toEqual([
    {
      client: 6,
      sequence: 1,
      command: put,
      invokedStep: 0,
      appliedStep: 1,
      returnedStep: 4,
      ending: "answered",
      index: 9,
      result: { previous: "2", changed: true },
    },
  ]);
});

test("what a client gave up is unknown, an end without effect says so, and what did not end is open", () => {
  const steps = [
    stepWith({ facts: [6, 7, 8, 9].map((client) => ({ name: "clientInvoked", args: [client, 1, put] }) as const) }),
    stepWith({ facts: [{ name: "clientReturned", args: [6, 1, 0, undefined] }] }),
    stepWith({ facts: [{ name: "clientSessionExpired", args: [7, 1] }] }),
    stepWith({ facts: [{ name: "clientRefused", args: [8, 1] }] }),
  ];
  expect(operationsOf(steps).map(({ ending }) => ending)).toEqual(["unknown", "session expired", "refused", undefined]);
});

test("commands and answers in few words", () => {
  expect(commandText(put)).toBe("put x 3");
  expect(commandText({ kind: "compare-and-set", key: "x", expected: null, value: "4" })).toBe(
    "compare-and-set x nothing 4",
  );
  expect(commandText(17)).toBe("17");
  expect([keyOf(put), keyOf(17), keyOf({ key: 1 })]).toEqual(["x", undefined, undefined]);
  expect(resultText({ previous: "2", changed: true })).toBe("held 2, changed");
  expect(resultText({ changed: false })).toBe("absent");
  expect(resultText([1])).toBe("[1]");
});
