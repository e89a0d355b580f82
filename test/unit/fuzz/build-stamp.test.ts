import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { describeBuild } from "../../../src/fuzz/build-stamp.ts";

const root = mkdtempSync(join(tmpdir(), "kraft-stamp-"));
afterAll(() => rmSync(root, { recursive: true }));

test("a build says of which sources it was made, and one of a part that nobody knows", () => {
  expect(describeBuild(root)).toBe("built of unknown sources");
  mkdirSync(join(root, "dist"));
  expect(describeBuild(root)).toBe("built of unknown sources");
  writeFileSync(join(root, "dist/built-from"), "");
  expect(describeBuild(root)).toBe("built of unknown sources");
  writeFileSync(join(root, "dist/built-from"), "0123456789abcdef\n");
  expect(describeBuild(root)).toBe("built of sources 01234567");
});
