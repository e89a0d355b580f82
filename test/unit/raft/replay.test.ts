import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { type Input, Output, type Raft } from "../../../src/raft/index.ts";
import { Random } from "../../../src/raft/random.ts";
import { type Recording, repeat, type Step, startOf } from "./recording.ts";
import { Swarm } from "./swarm.ts";

const SEEDS = Array.from({ length: 20 }, (_, position) => position + 101);

function recordingsOf(seed: number): Recording[] {
  const swarm = new Swarm(seed);
  swarm.run(2_500);
  swarm.settle();
  return swarm.recordings.filter(({ steps }) => steps.length > 10);
}

/** Leads a core astray: lawful inputs that were never recorded at this point. */
class Distraction {
  private readonly raft: Raft;
  private readonly random: Random;
  private readonly requests: readonly Step[];
  private readonly output = new Output();
  private nowUs: number;
  private lastWrite: number;

  constructor(raft: Raft, { steps }: Recording, at: number, seed: number) {
    this.raft = raft;
    this.random = new Random(seed);
    this.requests = steps.filter(({ input }) => input.kind === "message" && input.message.kind.endsWith("request"));
    this.nowUs = steps[at - 1]?.nowUs ?? 0;
    const writes = steps.slice(0, at).flatMap(({ output }) => output.writes);
    this.lastWrite = writes.at(-1)?.number ?? 0;
    this.nowUs = Math.max(this.nowUs, at === 0 ? (steps[0]?.nowUs ?? 0) : 0);
  }

  step(): void {
    const input = this.input();
    if (input.kind === "deadline")
      this.nowUs = Math.max(this.nowUs, Math.min(this.raft.deadlineUs, this.nowUs + 300_000));
    this.raft.step(this.nowUs, input, this.output);
    this.lastWrite = this.output.writes.at(-1)?.number ?? this.lastWrite;
  }

  private input(): Input {
    switch (this.random.below(5)) {
      case 0:
        return { kind: "deadline" };
      case 1:
        return { kind: "propose", proposals: [{ data: "astray", bytes: 1 + this.random.below(9) }] };
      case 2:
        return { kind: "unreachable", peer: 1 + this.random.below(5) };
      case 3:
        return this.requests[this.random.below(this.requests.length)]?.input ?? { kind: "deadline" };
      default:
        return { kind: "written", write: this.lastWrite };
    }
  }
}

describe.each(SEEDS)("recordings of swarm %i", (seed) => {
  const recordings = recordingsOf(seed);

  test("replay to equal outputs", () => {
    expect(recordings.length).toBeGreaterThan(0);
    for (const recording of recordings) {
      const raft = startOf(recording);
      for (const step of recording.steps) repeat(raft, step);
    }
  });

  test("a fork at any point goes on as its original does", () => {
    const random = new Random(seed);
    for (const recording of recordings) {
      const at = random.below(recording.steps.length);
      const original = startOf(recording);
      for (const step of recording.steps.slice(0, at)) repeat(original, step);
      const fork = original.fork();
      expect(isDeepStrictEqual(fork, original)).toBe(true);
      for (const step of recording.steps.slice(at)) {
        repeat(original, step);
        repeat(fork, step);
      }
      expect(isDeepStrictEqual(fork, original)).toBe(true);
    }
  });

  test.each(["fork", "original"])("what else happens to the %s does not disturb the other", (astray) => {
    const random = new Random(seed + 1);
    for (const recording of recordings) {
      const at = random.below(recording.steps.length);
      const original = startOf(recording);
      for (const step of recording.steps.slice(0, at)) repeat(original, step);
      const fork = original.fork();
      const distraction = new Distraction(astray === "fork" ? fork : original, recording, at, seed);
      const undisturbed = astray === "fork" ? original : fork;
      for (const step of recording.steps.slice(at)) {
        distraction.step();
        repeat(undisturbed, step);
      }
    }
  });
});
