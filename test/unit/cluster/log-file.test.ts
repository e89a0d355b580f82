import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LogFile } from "../../../src/cluster/index.ts";
import { fakeCluster } from "./fake-cluster.ts";

const fake = fakeCluster();

test("a log is read from its end, and from where one was", () => {
  const file = join(fake.home, "log");
  expect(new LogFile(file).last(10)).toEqual([]);
  writeFileSync(file, "one\ntwo\nthr");
  const log = new LogFile(file);
  expect(log.last(1)).toEqual(["two"]);
  writeFileSync(file, "one\ntwo\nthree\nfour\n");
  expect(log.next()).toEqual(["three", "four"]);
  expect(log.next()).toEqual([]);
  expect(new LogFile(file).last(0)).toEqual([]);
  expect(new LogFile(file).last(99)).toHaveLength(4);
});
