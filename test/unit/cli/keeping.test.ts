import { expect, test } from "vitest";
import { Keeping } from "../../../src/cli/keeping.ts";
import { KeptFileError } from "../../../src/fuzz/kept-file.ts";

const full = (): never => {
  throw new KeptFileError("cannot write it: ENOSPC");
};
const written = (): void => {};

test("a complaint is told once, and stands for as long as the last attempt failed", () => {
  const keeping = new Keeping();
  expect(keeping.attempt(written)).toBeUndefined();
  expect(keeping.complaint).toBeUndefined();
  expect(keeping.attempt(full)).toBe("cannot write it: ENOSPC");
  expect(keeping.attempt(full)).toBeUndefined();
  expect(keeping.complaint).toBe("cannot write it: ENOSPC");
  expect(keeping.attempt(written)).toBeUndefined();
  expect(keeping.complaint).toBeUndefined();
});

test("a failure of our own is none of the disk", () => {
  const broken = (): never => {
    throw new Error("no such index");
  };
  expect(() => new Keeping().attempt(broken)).toThrow("no such index");
});
