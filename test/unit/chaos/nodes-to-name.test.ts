import { expect, test } from "vitest";
import { cutOff, nodesToName } from "../../../src/chaos/shape.ts";

const nodes = [1, 2, 3, 4, 5];

test("a cut is told by one side of it, whichever its links begin with", () => {
  expect(nodesToName("halves", cutOff(nodes, [4, 2]), nodes)).toEqual([2, 4]);
  expect(nodesToName("isolate-leader", cutOff(nodes, [5]), nodes)).toEqual([5]);
});

test("a one-way cut is told by those who are not heard", () => {
  const links = [1, 3].flatMap((from) => [2, 4, 5].map((to) => ({ from, to })));
  expect(nodesToName("one-way", links, nodes)).toEqual([1, 3]);
});

test("a ring is told by its circle, unless it is too small to be one", () => {
  const circle = [3, 1, 4, 2];
  const links = circle.map((from, place) => ({ from, to: circle[(place + 2) % 4]! }));
  expect(nodesToName("ring", links, circle)).toEqual(circle);
  expect(nodesToName("ring", cutOff([1, 2, 3], [2]), [1, 2, 3])).toEqual([2]);
});

test("a bridge is told before one of the sides that only it hears, unless there are too few nodes for one", () => {
  expect(nodesToName("bridge", cutOff([1, 2, 3, 5], [5, 2]), nodes)).toEqual([4, 2, 5]);
  expect(nodesToName("bridge", cutOff([1, 2], [2]), [1, 2])).toEqual([2]);
});
