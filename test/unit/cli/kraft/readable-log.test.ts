import fc from "fast-check";
import { expect, test } from "vitest";
import { readableLine } from "../../../../src/cli/kraft/readable-log.ts";

test("a line of JSON becomes time, level, sentence and facts", () => {
  const record = { level: 30, time: Date.UTC(2026, 0, 2, 3, 4, 5, 6), pid: 1, hostname: "h", node: 1, msg: "leads" };
  expect(readableLine(JSON.stringify({ ...record, term: 3, leader: null }))).toBe(
    "03:04:05.006 info  leads term=3 leader=null",
  );
  expect(readableLine(JSON.stringify({ ...record, level: 55, data: "d 1" }))).toBe("03:04:05.006 ERROR leads data=d 1");
});

test("anything else stays as it is", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => readableLine(line) === line));
  const timeless = '{"level":30,"time":1e99,"msg":"x"}';
  expect(readableLine(timeless)).toBe(timeless);
});
