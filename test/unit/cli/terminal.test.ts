import { afterEach, expect, test } from "vitest";
import { openTerminal } from "../../../src/cli/terminal.ts";

const before = Object.getOwnPropertyDescriptor(process.stdout, "columns");

afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(process.stdout, "columns");
  else Object.defineProperty(process.stdout, "columns", before);
});

test.each([
  [undefined, 80],
  [0, 80],
  [40, 40],
  [80, 80],
  [200, 80],
])("a terminal that says it is %s wide gets tables %i wide", (columns, width) => {
  Object.defineProperty(process.stdout, "columns", { value: columns, configurable: true });
  expect(openTerminal().width).toBe(width);
});
