import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { BUILD } from "./build-stamp.ts";
import { PACKAGE_VERSION } from "./package-root.ts";
import { writeAside } from "./write-aside.ts";

/** A file of kept work that cannot be used. The message is one line for people. */
export class KeptFileError extends Error {
  override readonly name = "KeptFileError";
}

/** The version of the format. One that is higher was written by a newer kraft. */
const SCHEMA = 1;

export interface Kind {
  /** In words: "the file of a campaign". */
  readonly name: string;
  /** Under which name what is kept lies in it. */
  readonly part: string;
}

/** As it lies in the file, beside what is kept. The digest is of that: damage is seen at once. */
interface Frame {
  readonly schema: number;
  readonly kraft: string;
  /** Of which sources that kraft was built, in words. */
  readonly build: string;
  readonly digest: string;
}

/**
 * Keeps in a file what long work has come to, so that it can be gone on with. What was kept must survive a turn by JSON.
 * Only a kraft of the same version and build goes on with it: a sum over two sources would be of neither. A build of
 * unknown sources goes on with the files of such a build alone, and whether those sources are the same is for whoever
 * made it to know. Whoever has a file sees when another writes it too, and leaves it to that one.
 */
export class KeptFile<Kept extends object> {
  readonly path: string;
  private readonly kind: Kind;
  private readonly build: string;
  /** What was last read or written here; undefined: there was no file. */
  private seen: string | undefined;

  constructor(path: string, kind: Kind, build = BUILD) {
    this.path = path;
    this.kind = kind;
    this.build = build;
  }

  /**
   * Undefined if there is no such file yet.
   *
   * @throws KeptFileError if it is not one that can be gone on from here, or the folder is not there in which it is to be.
   */
  read(): Kept | undefined {
    this.seen = undefined;
    const folder = dirname(this.path);
    if (!existsSync(folder)) {
      throw new KeptFileError(`cannot write ${this.kind.name} ${this.path}: there is no folder ${folder}`);
    }
    if (!existsSync(this.path)) return undefined;
    const text = this.text();
    const kept = this.kept(text);
    this.seen = digestOf(text);
    return kept;
  }

  /** What was there stays if it cannot be written. @throws KeptFileError */
  write(kept: Kept): void {
    if (this.isOfAnother()) {
      throw new KeptFileError(`${this.path} is written by another process too: this one keeps nothing more there`);
    }
    const digest = digestOf(JSON.stringify(kept));
    const frame: Frame = { schema: SCHEMA, kraft: PACKAGE_VERSION, build: this.build, digest };
    const text = `${JSON.stringify({ ...frame, [this.kind.part]: kept })}\n`;
    try {
      writeAside(this.path, text);
    } catch (error) {
      throw this.failed("write", error);
    }
    this.seen = digestOf(text);
  }

  /** A file that is gone is nobody's. */
  private isOfAnother(): boolean {
    return existsSync(this.path) && digestOf(this.text()) !== this.seen;
  }

  private kept(text: string): Kept {
    const { path } = this;
    const { build, digest, kraft, schema, [this.kind.part]: kept } = this.parse(text);
    if (typeof schema !== "number") throw new KeptFileError(`${path} is not ${this.kind.name}`);
    if (schema > SCHEMA) {
      throw new KeptFileError(
        `${path} is of version ${schema}, of a newer kraft: this one is ${PACKAGE_VERSION} and reads version ${SCHEMA}`,
      );
    }
    if (typeof kept !== "object" || kept === null) throw new KeptFileError(`${path} is not ${this.kind.name}`);
    if (digest !== digestOf(JSON.stringify(kept))) {
      throw new KeptFileError(`${path} is damaged: it is not what kraft wrote`);
    }
    if (kraft !== PACKAGE_VERSION) {
      throw new KeptFileError(`${path} is of kraft ${kraft}, and this is ${PACKAGE_VERSION}: its runs may differ`);
    }
    if (build === undefined) throw new KeptFileError(`${path} is of an older build of kraft: its runs may differ`);
    if (build !== this.build) {
      throw new KeptFileError(`${path} is of a kraft ${build}, and this is ${this.build}: its runs may differ`);
    }
    return kept as Kept;
  }

  private parse(text: string): Partial<Frame> & Record<string, unknown> {
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch {
      throw new KeptFileError(`${this.path} is damaged, or not ${this.kind.name}: it is no JSON document`);
    }
    if (typeof content === "object" && content !== null) return content as Record<string, unknown>;
    throw new KeptFileError(`${this.path} is not ${this.kind.name}`);
  }

  private text(): string {
    try {
      return readFileSync(this.path, "utf8");
    } catch (error) {
      throw this.failed("read", error);
    }
  }

  private failed(what: "read" | "write", error: unknown): KeptFileError {
    const { code } = error as NodeJS.ErrnoException;
    return new KeptFileError(`cannot ${what} ${this.kind.name} ${this.path}: ${code}`);
  }
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
