/** Numbers things from 0 in the order in which they are first met; things of one name are one. */
export class Numbering<T> {
  private readonly numbers = new Map<string, number>();
  private readonly things: T[] = [];

  get size(): number {
    return this.things.length;
  }

  numberOf(name: string, thing: T): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = this.things.push(thing) - 1;
    this.numbers.set(name, number);
    return number;
  }

  at(number: number): T {
    const thing = this.things[number];
    if (thing === undefined) throw new Error(`There is no number ${number} among ${this.things.length}.`);
    return thing;
  }
}
