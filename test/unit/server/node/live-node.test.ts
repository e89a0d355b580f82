import { expect, test } from "vitest";
import { PATIENCE_MS, TestCluster, until } from "./cluster.ts";

test("three servers elect a leader, take writes, and all of them answer linearizable reads", async () => {
  const cluster = await TestCluster.started([1, 2, 3]);
  await cluster.put("a", "1");
  await cluster.put("b", "2");
  for (const id of [1, 2, 3]) {
    expect(await cluster.get(id, "a")).toBe("1");
    expect(await cluster.get(id, "b")).toBe("2");
    expect(await cluster.get(id, "c")).toBe(undefined);
  }
});

test("what was acknowledged is there after all have been stopped and started again", async () => {
  const cluster = await TestCluster.started([1, 2, 3]);
  for (let count = 0; count < 20; count++) await cluster.put(`key-${count}`, `${count}`);
  await cluster.stop();
  await Promise.all([1, 2, 3].map((id) => cluster.start(id)));
  for (let count = 0; count < 20; count++) expect(await cluster.get(1, `key-${count}`)).toBe(`${count}`);
});
