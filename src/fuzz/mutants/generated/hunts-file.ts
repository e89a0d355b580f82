import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { PACKAGE_VERSION } from "../../package-root.ts";
import { writeAside } from "../../write-aside.ts";
import { MutantError } from "../mutant.ts";
import type { GeneratedMutant } from "./generated-mutant.ts";
import type { GeneratedHunt } from "./hunt-generated.ts";
import type { Texts } from "./syntax.ts";

/** What has to be the same for a hunt to come to the same: the seed, the time that each had, and the core. */
export interface Hunted {
  readonly kraft: string;
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
  return { kraft: PACKAGE_VERSION, seed, timeSeconds: timeLimitMs / 1000, core };
}

/**
 * Keeps in a file how each mutant fared that was hunted, so that a hunt of thousands can be stopped and gone on with,
 * also with a larger sample. Who was out of time, or is no mutant any more, is hunted anew.
 */
export class HuntsFile {
  private readonly path: string;
  private readonly hunted: Hunted;
  private readonly hunts: Map<string, KeptHunt>;

  private constructor(path: string, hunted: Hunted, hunts: readonly KeptHunt[]) {
    this.path = path;
    this.hunted = hunted;
    this.hunts = new Map(hunts.map((hunt) => [hunt.id, hunt]));
  }

  /**
   * Begins a file, or goes on with one.
   *
   * @throws MutantError if it cannot be written, is not such a file, or is of other hunts.
   */
  static open(path: string, hunted: Hunted): HuntsFile {
    const content = existsSync(path) ? read(path) : { hunted, hunts: [] };
    for (const name of Object.keys(hunted) as (keyof Hunted)[]) {
      if (content.hunted[name] === hunted[name]) continue;
      throw new MutantError(
        `${path} is of other hunts: its ${name} is ${content.hunted[name]}, and here it is ${hunted[name]}`,
      );
    }
    const file = new HuntsFile(path, hunted, content.hunts);
    file.write();
    return file;
  }

  /** How this mutant fared before; undefined if nobody knows. */
  huntOf(mutant: GeneratedMutant): GeneratedHunt | undefined {
    const kept = this.hunts.get(mutant.id);
    if (kept === undefined || kept.fate === "cut-short") return undefined;
    const { fate, kill, wallMs } = kept;
    return { mutant, fate, kill, wallMs };
  }

  /** @throws MutantError if it cannot be written; it stays what it was. */
  keep({ fate, kill, mutant, wallMs }: GeneratedHunt): void {
    this.hunts.set(mutant.id, { id: mutant.id, fate, kill, wallMs: Math.round(wallMs) });
    this.write();
  }

  private write(): void {
    const content: Content = { hunted: this.hunted, hunts: [...this.hunts.values()] };
    try {
      writeAside(this.path, `${JSON.stringify(content)}\n`);
    } catch (error) {
      throw new MutantError(`cannot write the file of hunts ${this.path}: ${(error as NodeJS.ErrnoException).code}`);
    }
  }
}

function read(path: string): Content {
  let content: Partial<Content> | null;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new MutantError(`${path} is damaged, or cannot be read, or is no file of hunts`);
  }
  if (typeof content?.hunted !== "object" || !Array.isArray(content.hunts)) {
    throw new MutantError(`${path} is no file of hunts`);
  }
  return { hunted: content.hunted, hunts: content.hunts };
}
