import type { Fate, FileFates } from "./file-fates.ts";
import { GrowableBytes } from "./growable-bytes.ts";

/** So many bytes reach a disk together or not at all. */
const SECTOR_BYTES = 512;

/**
 * What is in one file: as it is durable, and as programs see it. From `clean` on, the two may differ in what a sync has
 * yet to write; before it, in what a failed sync has lost for good.
 */
export class FileContent {
  private durable = new GrowableBytes();
  private visible = new GrowableBytes();
  private clean = 0;
  private appends = 0;

  get sizeBytes(): number {
    return this.visible.length;
  }

  get durableBytes(): number {
    return this.durable.length;
  }

  /** How often something was put into it since its last sync. */
  get unsyncedAppends(): number {
    return this.appends;
  }

  read(offset: number, length: number): Uint8Array {
    return this.visible.slice(offset, length);
  }

  append(bytes: Uint8Array): void {
    this.visible.append(bytes);
    this.appends++;
  }

  empty(): void {
    this.visible.resize(0);
    this.clean = 0;
  }

  /** What changed since the last sync is durable; what that one lost, if it failed, is not. */
  sync(): void {
    this.durable.resize(this.visible.length);
    this.durable.put(this.clean, this.visible.view.subarray(this.clean));
    this.settle();
  }

  /** A sync fails: what of it is durable nevertheless is as unknown as after a crash, and none is ever written again. */
  failSync(fates: FileFates | undefined): void {
    this.decide(fates);
    this.settle();
  }

  /** Nothing is left but what is durable, and what the fates leave of the rest. What became of the rest, if there is any. */
  crash(fates: FileFates | undefined): Fate["kind"] {
    const fate = this.decide(fates);
    this.visible = this.durable.fork();
    this.clean = this.visible.length;
    this.appends = 0;
    return fate;
  }

  /** A bit of what is durable turns over, and shows at once where a program reads it. */
  flipBit(place: number): void {
    this.durable.flipBit(place);
    if (place >> 3 < this.visible.length) this.visible.flipBit(place);
  }

  fork(): FileContent {
    const copy = new FileContent();
    copy.durable = this.durable.fork();
    copy.visible = this.visible.fork();
    copy.clean = this.clean;
    copy.appends = this.appends;
    return copy;
  }

  private settle(): void {
    this.clean = this.visible.length;
    this.appends = 0;
  }

  private get isDirty(): boolean {
    return this.clean < this.visible.length || this.durable.length > this.visible.length;
  }

  /** Without fates nothing more becomes durable. */
  private decide(fates: FileFates | undefined): Fate["kind"] {
    if (!this.isDirty) return "kept";
    if (fates === undefined) return "lost";
    const end = Math.max(this.visible.length, this.durable.length);
    const fate = fates.next(end - this.clean);
    if (fate.kind === "kept") this.sync();
    else if (fate.kind === "cut") this.keep(this.clean, Math.min(end - fate.by, this.visible.length));
    else if (fate.kind === "scattered") this.scatter(end - fate.by, fates);
    return fate.kind;
  }

  /**
   * Sectors reach the disk in any order, and so does the new size: where one is missing there is what was there before the
   * file was emptied, or zeros.
   */
  private scatter(sizeBytes: number, fates: FileFates): void {
    const { visible } = this;
    const before = this.durable.fork();
    this.durable.resize(sizeBytes);
    for (let from = this.clean; from < sizeBytes; ) {
      const to = Math.min(from - (from % SECTOR_BYTES) + SECTOR_BYTES, sizeBytes);
      const written = new Uint8Array(to - from);
      written.set((fates.keepsPart() ? visible : before).slice(from, to - from));
      this.durable.put(from, written);
      from = to;
    }
  }

  private keep(from: number, sizeBytes: number): void {
    this.durable.resize(sizeBytes);
    this.durable.put(from, this.visible.slice(from, sizeBytes - from));
  }
}
