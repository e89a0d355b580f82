/** Columns of the table. */
const INDEX = 0;
const CLIENT = 1;
const SEQUENCE = 2;
const COLUMNS = 3;

/** Which command of which client was carried out where, as the first node told that came there: in the order of the log. */
export class Executions {
  private readonly table: number[];
  /** Up to here it is known what was carried out. */
  private highestIndex: number;

  constructor(table: number[] = [], highestIndex = 0) {
    this.table = table;
    this.highestIndex = highestIndex;
  }

  /** How many commands were carried out. */
  get length(): number {
    return this.table.length / COLUMNS;
  }

  /** The place counts from 0. */
  indexAt(place: number): number {
    return this.table[place * COLUMNS + INDEX]!;
  }

  clientAt(place: number): number {
    return this.table[place * COLUMNS + CLIENT]!;
  }

  sequenceAt(place: number): number {
    return this.table[place * COLUMNS + SEQUENCE]!;
  }

  /** At `index` a node came to a command, which was carried out at `executedIndex`. */
  note(index: number, client: number, sequence: number, executedIndex: number): void {
    if (index <= this.highestIndex) return;
    this.highestIndex = index;
    if (executedIndex === index) this.table.push(index, client, sequence);
  }

  fork(): Executions {
    return new Executions(this.table.slice(), this.highestIndex);
  }
}
