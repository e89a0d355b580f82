import { basename } from "node:path";
import type { Violation } from "../../invariants/index.ts";
import { type Causes, causesOfViolation } from "../fuzz/chronicle/causes.ts";
import type { Chronicle } from "../fuzz/chronicle/chronicle.ts";
import { chronicle } from "../fuzz/chronicle/chronicle-of.ts";
import { meaningOf } from "../fuzz/meanings.ts";
import { type TapeFile, textOf } from "../fuzz/tape/tape-file.ts";
import { optionRows } from "../report/page/option-rows.ts";
import { renderReport } from "../report/page/render.ts";
import type { Paint } from "../report/paint.ts";
import { type Again, describeStory } from "../report/story/story.ts";
import { taleOf } from "../report/story/tale.ts";
import type { RaftCore } from "../sut/index.ts";
import { unplaceableIn } from "./unplaceable.ts";

/** What is to be explained. */
export interface Explained {
  readonly file: TapeFile;
  /** Where the tape lies, or would if it could be kept. */
  readonly path: string;
  readonly again: Again;
  /** Undefined if the run is known by its tape alone. */
  readonly seed: string | undefined;
}

/** Why a tape breaks what it breaks: a story for a terminal, and a report for a browser. */
export class Explanation {
  private readonly explained: Explained;
  private readonly chronicle: Chronicle;
  private readonly causes: Causes;

  private constructor(explained: Explained, chronicle: Chronicle) {
    this.explained = explained;
    this.chronicle = chronicle;
    this.causes = causesOfViolation(chronicle);
  }

  /** Plays the tape on this build of the core. Undefined if nothing breaks on it. */
  static of(explained: Explained, core: RaftCore): Explanation | undefined {
    const told = chronicle(explained.file.tape, core);
    return told.violation === undefined ? undefined : new Explanation(explained, told);
  }

  /** The first violation of what was played. */
  get violation(): Violation {
    return this.chronicle.violation!;
  }

  story(paint: Paint, width: number): string[] {
    const { causes, chronicle, explained } = this;
    return describeStory({ chronicle, causes, meaning: this.meaning, again: explained.again }, paint, width);
  }

  /** The text of an HTML file. */
  report(): string {
    const { causes, chronicle, explained } = this;
    const { file, path, seed } = explained;
    const { invariant, message } = chronicle.violation!;
    return renderReport({
      title: `${invariant}, ${seed === undefined ? basename(path) : `seed ${seed}`}`,
      kraftVersion: file.kraft,
      invariant,
      meaning: this.meaning,
      violation: message,
      command: explained.again.command,
      originalCommand: file.command,
      seed: seed ?? null,
      options: optionRows(file.tape.setup),
      reduction: file.reduction,
      tapeFile: { name: basename(path), text: textOf(file) },
      chronicle,
      causes: causes.steps,
      story: taleOf(chronicle, causes).map(({ atUs, isBreach, steps, text }) => ({ atUs, isBreach, steps, text })),
      linearizability: unplaceableIn(chronicle) ?? null,
    });
  }

  /** Of what breaks first, which need not be what the tape was made for. */
  private get meaning(): string {
    return meaningOf(this.chronicle.violation!.invariant);
  }
}
