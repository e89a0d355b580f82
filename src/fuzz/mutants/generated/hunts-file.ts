import { createHash } from "node:crypto";
import { KeptFile, KeptFileError } from "../../kept-file.ts";
import type { GeneratedMutant } from "./generated-mutant.ts";
import type { GeneratedHunt } from "./hunt-generated.ts";
import type { Texts } from "./syntax.ts";

/** What has to be the same for a hunt to come to the same: the seed, the time that each had, and the core. */
export interface Hunted {
  readonly seed: string;
  readonly timeSeconds: number;
  /** A hash of the sources of the core. */
  readonly core: string;
}

/** A hunt as it lies in the file: its mutant by its id. */
type KeptHunt = Omit<GeneratedHunt, "mutant"> & { readonly id: string };

interface Content {
  readonly hunted: Hunted;
  readonly hunts: readonly KeptHunt[];
}

export function huntedWith(seed: string, timeLimitMs: number, texts: Texts): Hunted {
  const core = createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 16);
  return { seed, timeSeconds: timeLimitMs / 1000, core };
}

/**
 * Keeps in a file how each mutant fared that was hunted, so that a hunt of thousands can be stopped and gone on with,
 * also with a larger sample. Who was out of time, or is no mutant any more, is hunted anew.
 */
export class HuntsFile {
  private readonly file: KeptFile<Content>;
  private readonly hunted: Hunted;
  private readonly hunts: Map<string, KeptHunt>;

  private constructor(file: KeptFile<Content>, { hunted, hunts }: Content) {
    this.file = file;
    this.hunted = hunted;
    this.hunts = new Map(hunts.map((hunt) => [hunt.id, hunt]));
  }

  /**
   * Begins a file, or goes on with one.
   *
   * @throws KeptFileError if it cannot be written, is not such a file, or is of other hunts.
   */
  static open(path: string, hunted: Hunted): HuntsFile {
    const file = new KeptFile<Content>(path, { name: "the file of hunts", part: "generatedHunts" });
    const content = file.read() ?? { hunted, hunts: [] };
    for (const name of Object.keys(hunted) as (keyof Hunted)[]) {
      if (content.hunted[name] === hunted[name]) continue;
      throw new KeptFileError(
        `${path} is of other hunts: its ${name} is ${content.hunted[name]}, and here it is ${hunted[name]}`,
      );
    }
    const hunts = new HuntsFile(file, content);
    hunts.write();
    return hunts;
  }

  /** How this mutant fared before; undefined if nobody knows. */
  huntOf(mutant: GeneratedMutant): GeneratedHunt | undefined {
    const kept = this.hunts.get(mutant.id);
    if (kept === undefined || kept.fate === "cut-short") return undefined;
    const { fate, kill, wallMs } = kept;
    return { mutant, fate, kill, wallMs };
  }

  /** @throws KeptFileError if it cannot be written; it stays what it was, and the next time this is written too. */
  keep({ fate, kill, mutant, wallMs }: GeneratedHunt): void {
    this.hunts.set(mutant.id, { id: mutant.id, fate, kill, wallMs: Math.round(wallMs) });
    this.write();
  }

  private write(): void {
    this.file.write({ hunted: this.hunted, hunts: [...this.hunts.values()] });
  }
}
