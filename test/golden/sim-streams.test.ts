import { expect, test } from "vitest";
import { Random } from "../../src/raft/random.ts";
import { Choices, deriveSeed, expandSeed, purposeNumber, Trace } from "../../src/sim/index.ts";
import { createToyWorld } from "../unit/sim/toy-world.ts";

/*
 * Frozen streams: seeds that people wrote down, and runs that were saved, mean the same in every version. Whoever must
 * change a value here makes all of them worthless, and says so in the release notes.
 */

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}

test("the expansion of seeds", () => {
  const keys = Object.fromEntries(
    ["", "1", "2", "hello", "1-1", "💥", "x".repeat(1000)].map((seed) => [
      seed.slice(0, 8),
      expandSeed(seed).map(hexadecimal).join(" "),
    ]),
  );
  expect(keys).toMatchInlineSnapshot(`
    {
      "": "28fcca73 dd8baf69 62e703a5 a27ec359",
      "1": "c477b8dc 133e8850 727b22a2 254a1e0c",
      "1-1": "2fd942fa 9f4c76ab 0276d395 f18a45fc",
      "2": "180e6fc2 466a5349 f6efc117 e971d909",
      "hello": "6df6ea2f b9cab978 0074008b 2b9e21fb",
      "xxxxxxxx": "a9399579 3c0ae64e fc8336a0 66255b76",
      "💥": "08acfaa0 5aef7d90 66df483d 7ef5ae90",
    }
  `);
});

test("the seeds of a campaign", () => {
  expect([0, 1, 2, 10, 1999].map((k) => deriveSeed("1", k))).toMatchInlineSnapshot(`
    [
      "1",
      "1-1",
      "1-2",
      "1-10",
      "1-1999",
    ]
  `);
});

test("choices", () => {
  const choices = new Choices(expandSeed("1"), 10);
  const loss = purposeNumber("message-loss");
  const operation = purposeNumber("operation");
  const stream = (length: number, draw: (i: number) => number) => Array.from({ length }, (_, i) => draw(i)).join(" ");
  expect({
    "operations of the director, in millionths": stream(8, () => choices.below(operation, 0, 1_000_000)),
    "the same at place 9": stream(8, () => choices.below(operation, 9, 1_000_000)),
    "loss on link 77, whole words": stream(4, (i) => choices.belowAt(loss, 77, i, 2 ** 32)),
    "one of three": stream(30, () => choices.below(purposeNumber("swarm"), 0, 3)),
  }).toMatchInlineSnapshot(`
    {
      "loss on link 77, whole words": "336834130 1963421286 1886291121 2232558826",
      "one of three": "1 2 2 1 2 2 0 1 1 0 0 1 0 0 0 1 2 0 2 0 1 0 0 2 1 1 2 2 1 1",
      "operations of the director, in millionths": "732314 668741 568968 739509 420759 95818 724239 874690",
      "the same at place 9": "877931 505520 268740 891810 562836 211917 100663 615904",
    }
  `);
});

test("the core's own generator", () => {
  const stream = (seed: number, bound: number) => {
    const random = new Random(seed);
    return Array.from({ length: 6 }, () => random.below(bound)).join(" ");
  };
  expect({
    "seed 0, whole words": stream(0, 2 ** 32),
    "seed 1, whole words": stream(1, 2 ** 32),
    "seed -1, whole words": stream(-1, 2 ** 32),
    "seed 1, timeouts below 150 ms": stream(1, 150_000),
  }).toMatchInlineSnapshot(`
    {
      "seed -1, whole words": "3950124170 4293442868 1302505678 2762329221 3361369063 1522821371",
      "seed 0, whole words": "1684164658 3653269916 2939563536 2141751570 3295091513 4057132772",
      "seed 1, timeouts below 150 ms": "63426 125680 74333 3609 72864 87712",
      "seed 1, whole words": "1580013426 350525680 3524174333 3011703609 643872864 2282937712",
    }
  `);
});

test("the trace's hash", () => {
  const trace = new Trace();
  const fingerprints = [trace.fingerprint()];
  for (const word of [0, 1, -1, 0x7fffffff]) {
    trace.add(word);
    fingerprints.push(trace.fingerprint());
  }
  trace.addWide(2 ** 40 + 5);
  fingerprints.push(trace.fingerprint());
  expect(fingerprints).toMatchInlineSnapshot(`
    [
      "1d624c0fb3e36c10",
      "b3b0456271855d56",
      "84a6c3704c8ad539",
      "893dd70b4efd6ec4",
      "91e6b376c71592d9",
      "f4406dd7ba3fb575",
    ]
  `);
});

test("a whole world", () => {
  const world = createToyWorld("golden");
  world.run(5000);
  const { rungs } = world.trace.ladder();
  expect({ fingerprint: world.fingerprint(), nowUs: world.nowUs, rungs }).toMatchInlineSnapshot(`
    {
      "fingerprint": "16e70d19ed06f811",
      "nowUs": 821773,
      "rungs": [
        "4691a2703c27fe95",
        "2c57744ab764d153",
        "06c1b70ef38a7821",
        "80e81b3b03e11975",
      ],
    }
  `);
});
