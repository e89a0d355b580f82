import { expect, test } from "vitest";
import { GOLDEN, playBug, storyOf, type TapedBug } from "./taped-bugs.ts";

const BUGS = [
  "figure-8",
  "double-vote",
  "joint-commit-by-one-half",
  "old-snapshot-installed",
  "vote-lost-on-log-rewrite",
];

const played = new Map<string, Promise<TapedBug>>();

function play(mutant: string): Promise<TapedBug> {
  const known = played.get(mutant) ?? playBug(mutant);
  played.set(mutant, known);
  return known;
}

test.each(BUGS)("the story of %s", async (mutant) => {
  const text = storyOf(await play(mutant))
    .map((line) => `${line}\n`)
    .join("");
  await expect(text).toMatchFileSnapshot(new URL(`${mutant}.txt`, GOLDEN).pathname);
});

test.each(BUGS)("the story of %s fits the screen", async (mutant) => {
  const bug = await play(mutant);
  for (const width of [80, 120]) {
    const story = storyOf(bug, width);
    expect(story.length).toBeLessThanOrEqual(40);
    expect(Math.max(...story.map((line) => line.length))).toBeLessThanOrEqual(width);
  }
});

test("figure 8 is told as in the paper: three leaders in turn, and an entry of an old term counted", async () => {
  const story = storyOf(await play("figure-8")).join("\n");
  const beats = [
    /n4 wins term 1/,
    /n4 appends 2:1; at first only n5 stores it/,
    /n4 crashes/,
    /n3, with a log up to 1:1, wins term 2/,
    /n3 appends 2:2 \(no-op\); it reaches nobody/,
    /n3 crashes/,
    /n4 restarts with term 1/,
    /n4, with a log up to 2:1, wins term 3/,
    /n1 stores 2:1 from n4/,
    /n4 commits up to 2:1, an entry of an older term than its own, 3/,
    /n4 crashes/,
    /n3 restarts with term 2/,
    /! +\d+ +1\.330 s +n3, with a log up to 2:2, wins term 4/,
  ];
  let from = 0;
  for (const beat of beats) {
    const found = story.slice(from).search(beat);
    expect(found, `${beat} in\n${story.slice(from)}`).toBeGreaterThanOrEqual(0);
    from += found + 1;
  }
});

test.each([
  ["double-vote", /n5, which has voted for itself in term 1, votes for n3 too/],
  ["vote-lost-on-log-rewrite", /n1 votes for n2 in term 2, and its disk does not hold that/],
  ["old-snapshot-installed", /n2 replaces its log, which goes up to 4:1, by a snapshot up to\s+3:1 from n1/],
  ["joint-commit-by-one-half", /n3 appends 7:1 \(voters 1 2 3 4 with 1, learners 6\)/],
])("the story of %s names what the bug does", async (mutant, culprit) => {
  expect(storyOf(await play(mutant)).join("\n")).toMatch(culprit);
});

test("where nothing is broken there is no story", async () => {
  const { causes, told } = await play("double-vote");
  const unbroken = { causes, told: { ...told, violation: undefined } };
  expect(() => storyOf(unbroken)).toThrow("nothing is broken");
});

test("of what is too long for the screen the lines that are left out are named, and how it broke is told", async () => {
  const { causes, told } = await play("figure-8");
  const all = { causes: { ...causes, steps: told.steps.map((_, at) => at) }, told };
  const story = storyOf(all, 60);
  expect(story.length).toBeLessThanOrEqual(40);
  const [, count, ranges] = /; (\d+) of \d+\s+lines are left\s+out: ([\d, -]+):/.exec(story.join(" "))!;
  const out = ranges!.split(",").flatMap((range) => {
    const [first, last = first] = range.trim().split("-").map(Number) as [number, number?];
    return Array.from({ length: last! - first + 1 }, (_, place) => first + place);
  });
  expect(out).toHaveLength(Number(count));
  for (const number of out)
    expect(story.some((line) => new RegExp(`^[ !] *${number} +\\d+\\.`).test(line))).toBe(false);
  expect(story.join("\n")).toMatch(/! +\d+ .*n3, with a log up to 2:2/);
});
