import type { FileOperation, FileReader } from "../../../src/storage/index.ts";
import type { Dice } from "./dice.ts";

const SECTOR_BYTES = 512;

/** One file: what a power loss leaves of it for certain, and what programs see. */
interface Content {
  durable: Uint8Array;
  visible: Uint8Array;
  /** Up to here there is nothing left to sync. */
  cleanBytes: number;
}

type NameChange = (names: Map<string, Content>) => void;

/**
 * A directory in memory, as unkind as a file system may be: at a crash what was not synced is lost or kept or, of files,
 * a beginning or any sectors of it are left; of names, the first changes or any.
 */
export class CrashFiles implements FileReader {
  private durableNames = new Map<string, Content>();
  private names = new Map<string, Content>();
  private changes: NameChange[] = [];
  private readonly contents = new Set<Content>();

  list(): readonly string[] {
    return [...this.names.keys()];
  }

  sizeBytes(file: string): number {
    return this.content(file).visible.length;
  }

  read(file: string, offset: number, length: number): Uint8Array {
    return this.content(file).visible.slice(offset, offset + length);
  }

  carryOut(operation: FileOperation): void {
    switch (operation.kind) {
      case "create":
        this.create(operation.file);
        break;
      case "append": {
        const content = this.content(operation.file);
        content.visible = joined(content.visible, operation.bytes);
        break;
      }
      case "sync": {
        const content = this.content(operation.file);
        const durable = padded(content.durable, content.cleanBytes).slice(0, content.cleanBytes);
        content.durable = joined(durable, content.visible.subarray(content.cleanBytes));
        content.cleanBytes = content.visible.length;
        break;
      }
      case "sync-directory":
        for (const change of this.changes) change(this.durableNames);
        this.changes = [];
        break;
      case "rename":
        this.rename(operation.file, operation.to);
        break;
      case "remove":
        this.remove(operation.file);
        break;
    }
  }

  /**
   * A sync fails. What of it is durable is as unknown as after a crash; programs see all of it, and no sync that follows
   * makes durable what is not.
   */
  failSync(operation: FileOperation, dice: Dice): void {
    if (operation.kind !== "sync") {
      this.changes = [];
      return;
    }
    const content = this.content(operation.file);
    const { visible } = content;
    crashContent(content, dice);
    content.visible = visible;
    content.cleanBytes = visible.length;
  }

  /** The power fails. */
  crash(dice: Dice): void {
    for (const content of this.contents) crashContent(content, dice);
    const fate = dice.below(4);
    const first = fate === 1 ? this.changes.length : dice.below(this.changes.length + 1);
    this.changes.forEach((change, place) => {
      const isKept = fate === 3 ? dice.below(2) === 0 : fate > 0 && place < first;
      if (isKept) change(this.durableNames);
    });
    this.changes = [];
    this.names = new Map(this.durableNames);
  }

  /** Some bits of a byte at rest turn over. */
  damage(file: string, offset: number, bits: number): void {
    const content = this.content(file);
    const bytes = content.visible.slice();
    bytes[offset]! ^= bits;
    content.visible = bytes;
    content.durable = bytes;
  }

  private create(file: string): void {
    if (this.names.has(file)) {
      this.empty(this.content(file));
      return;
    }
    const content: Content = { durable: new Uint8Array(), visible: new Uint8Array(), cleanBytes: 0 };
    this.contents.add(content);
    this.change((names) => names.set(file, content));
  }

  private rename(file: string, to: string): void {
    const content = this.content(file);
    this.change((names) => {
      if (names.get(file) === content) names.delete(file);
      names.set(to, content);
    });
  }

  private remove(file: string): void {
    const content = this.content(file);
    this.change((names) => {
      if (names.get(file) === content) names.delete(file);
    });
  }

  private empty(content: Content): void {
    content.visible = new Uint8Array();
    content.cleanBytes = 0;
  }

  private change(change: NameChange): void {
    change(this.names);
    this.changes.push(change);
  }

  private content(file: string): Content {
    const content = this.names.get(file);
    if (content === undefined) throw new Error(`there is no file ${file}`);
    return content;
  }
}

function crashContent(content: Content, dice: Dice): void {
  const { visible, cleanBytes } = content;
  const durable = padded(content.durable, cleanBytes);
  const longest = Math.max(durable.length, visible.length);
  const size = dice.below(2) === 0 ? longest : longest - dice.below(longest - cleanBytes + 1);
  const fate = cleanBytes === longest ? "lost" : (["lost", "kept", "prefix", "sectors"] as const)[dice.below(4)]!;
  if (fate === "kept") content.durable = joined(durable.slice(0, cleanBytes), visible.subarray(cleanBytes));
  else if (fate === "prefix") content.durable = joined(durable.slice(0, cleanBytes), visible.slice(cleanBytes, size));
  else if (fate === "sectors") content.durable = scattered({ ...content, durable }, size, dice);
  content.visible = content.durable;
  content.cleanBytes = content.durable.length;
}

/** Each sector is as it was written, or as it was before; where nothing was there are zeros. */
function scattered({ durable, visible, cleanBytes }: Content, size: number, dice: Dice): Uint8Array {
  const left = new Uint8Array(size);
  left.set(durable.subarray(0, cleanBytes));
  for (let from = cleanBytes; from < size; ) {
    const to = Math.min(size, from - (from % SECTOR_BYTES) + SECTOR_BYTES);
    left.set((dice.below(2) === 0 ? durable : visible).subarray(from, to), from);
    from = to;
  }
  return left;
}

/** What a failed sync did not bring to the disk counts as written there, and is not. */
function padded(bytes: Uint8Array, length: number): Uint8Array {
  return bytes.length < length ? joined(bytes, new Uint8Array(length - bytes.length)) : bytes;
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(before.length + after.length);
  bytes.set(before);
  bytes.set(after, before.length);
  return bytes;
}
