import type { FileFates } from "./file-fates.ts";

/** A name that is given to a file, or taken away, or both at once. */
interface Change {
  /** The name that goes; "" if none does. */
  readonly from: string;
  /** The name that comes; "" if none does. */
  readonly to: string;
  readonly file: number;
}

/**
 * The names of files, as programs see them, and as they are durable.
 *
 * Of the changes that no sync covers, a crash leaves none, all, the first of them, or any: file systems with a journal
 * keep their order, but POSIX promises none, and logs of single files have been seen to break it. A renaming is there
 * whole or not at all, and a name never leads to another file than was given it.
 */
export class Directory {
  private visible = new Map<string, number>();
  private durable = new Map<string, number>();
  private unsynced: Change[] = [];

  get names(): readonly string[] {
    return [...this.visible.keys()];
  }

  /** Which file has this name; undefined if none does. */
  fileOf(name: string): number | undefined {
    return this.visible.get(name);
  }

  /** In the order of their names. */
  get durableFiles(): readonly number[] {
    return [...this.durable.keys()].sort().map((name) => this.durable.get(name)!);
  }

  /** Every file to which a name leads, or may lead after a crash. */
  get reachableFiles(): ReadonlySet<number> {
    return new Set([...this.visible.values(), ...this.durable.values(), ...this.unsynced.map(({ file }) => file)]);
  }

  change(change: Change): void {
    carryOut(this.visible, change);
    this.unsynced.push(change);
  }

  sync(): void {
    for (const change of this.unsynced) carryOut(this.durable, change);
    this.unsynced = [];
  }

  /** A sync fails: some of it may be durable. The rest waits for the next sync: unlike bytes, names are in a journal. */
  failSync(fates: FileFates | undefined): void {
    this.unsynced = this.decide(fates);
  }

  /** Nothing is left but what is durable, and what the fates leave of the rest. */
  crash(fates: FileFates | undefined): void {
    this.decide(fates);
    this.unsynced = [];
    this.visible = new Map(this.durable);
  }

  fork(): Directory {
    const copy = new Directory();
    copy.visible = new Map(this.visible);
    copy.durable = new Map(this.durable);
    copy.unsynced = this.unsynced.slice();
    return copy;
  }

  /** What is not durable even so. */
  private decide(fates: FileFates | undefined): Change[] {
    const { unsynced } = this;
    if (fates === undefined || unsynced.length === 0) return unsynced;
    const fate = fates.next(unsynced.length);
    if (fate.kind === "lost") return unsynced;
    const end = "by" in fate ? unsynced.length - fate.by : unsynced.length;
    return unsynced.filter((change, place) => {
      const isLeft = place < end && (fate.kind !== "scattered" || fates.keepsPart());
      if (isLeft) carryOut(this.durable, change);
      return !isLeft;
    });
  }
}

/** A name that has another file by now is not taken from that one. */
function carryOut(names: Map<string, number>, { file, from, to }: Change): void {
  if (from !== "" && names.get(from) === file) names.delete(from);
  if (to !== "") names.set(to, file);
}
