import type { Configuration, ConfigurationAt } from "./configuration.ts";

/**
 * The configurations that a node's log holds, above a base: the founders', or the one that a snapshot brought. The latest
 * is in force, whether or not it is committed (dissertation §4.1); when its entry goes, the one before it is again.
 */
export class ConfigurationLog {
  /** Ascending by index. The first is the base, and never goes but for another base. */
  private readonly known: ConfigurationAt[];
  /** The last of them. */
  private newest: ConfigurationAt;

  /** @throws Error unless `above` stands above the base and ascends. */
  constructor(base: ConfigurationAt, above: readonly ConfigurationAt[]) {
    this.known = [base];
    this.newest = base;
    for (const { index, configuration } of above) this.append(index, configuration);
  }

  get latest(): ConfigurationAt {
    return this.newest;
  }

  /** What was in force before the latest; the base has none before it, and stands for itself. */
  get previous(): ConfigurationAt {
    return this.known[this.known.length - 2] ?? this.newest;
  }

  /**
   * The configuration in force once the log has come to `index`.
   *
   * @throws Error below the base, where it is not known any more.
   */
  at(index: number): Configuration {
    return this.known[this.placeOf(index)]!.configuration;
  }

  append(index: number, configuration: Configuration): void {
    if (index <= this.newest.index) {
      throw new Error(`a configuration at ${index} does not follow the one at ${this.newest.index}`);
    }
    this.newest = { index, configuration };
    this.known.push(this.newest);
  }

  /** The log lost the entry at `index` and all that follow it. */
  truncateFrom(index: number): void {
    if (index <= this.known[0]!.index) {
      throw new Error(`the log is cut at ${index}, and its configuration at ${this.known[0]!.index} is decided`);
    }
    while (this.known[this.known.length - 1]!.index >= index) this.known.pop();
    this.newest = this.known[this.known.length - 1]!;
  }

  /** Forgets what was in force only below `index`, which is committed. */
  compactTo(index: number): void {
    while (this.known.length > 1 && this.known[1]!.index <= index) this.known.shift();
  }

  /** A snapshot took the place of the whole log. */
  reset(base: ConfigurationAt): void {
    this.known.length = 0;
    this.known.push(base);
    this.newest = base;
  }

  fork(): ConfigurationLog {
    return new ConfigurationLog(this.known[0]!, this.known.slice(1));
  }

  /** Most questions are about the newest. */
  private placeOf(index: number): number {
    let place = this.known.length - 1;
    while (place >= 0 && this.known[place]!.index > index) place--;
    if (place < 0) throw new Error(`the configuration at ${index} is forgotten: ${this.known[0]!.index} is the first`);
    return place;
  }
}
