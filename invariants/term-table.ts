import { type Moment, Sightings } from "./sightings.ts";

/** One fact per term, for all terms ever. Terms mostly come in ascending order, and the newest is asked for most. */
export class TermTable {
  /** Ascending; `rows` says where each term's fact stands. */
  private readonly terms: number[];
  private readonly rows: number[];
  private readonly facts: Sightings;

  constructor(terms: number[] = [], rows: number[] = [], facts = new Sightings()) {
    this.terms = terms;
    this.rows = rows;
    this.facts = facts;
  }

  /** Notes the fact of a term. The first one stays. */
  note(term: number, value: number, node: number, moment: Moment): void {
    const place = this.placeOf(term);
    if (this.terms[place] === term) return;
    const row = this.terms.length;
    this.facts.note(row, value, node, moment);
    this.terms.splice(place, 0, term);
    this.rows.splice(place, 0, row);
  }

  /** The value of a term's fact; 0 if there is none. */
  valueOf(term: number): number {
    const place = this.placeOf(term);
    return this.terms[place] === term ? this.facts.valueAt(this.rows[place]!) : 0;
  }

  /** When a term's fact, which must exist, was noted: "event 1203 (t=1.204 s)". */
  whenOf(term: number): string {
    return this.facts.whenAt(this.rows[this.placeOf(term)]!);
  }

  fork(): TermTable {
    return new TermTable(this.terms.slice(), this.rows.slice(), this.facts.fork());
  }

  /** The first place whose term is not below `term`. */
  private placeOf(term: number): number {
    let high = this.terms.length;
    const last = this.terms[high - 1] ?? 0;
    if (last <= term) return last === term && high > 0 ? high - 1 : high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.terms[middle]! < term) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
