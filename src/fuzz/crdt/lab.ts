import type { CrdtName, CrdtOperation } from "../../crdt/index.ts";
import type { Witness } from "../../sim/index.ts";
import { type Drawn, Family, type Letter } from "./family.ts";
import type { History } from "./history.ts";
import { type Breach, type BreachName, judge, type LawName, THROWS } from "./laws.ts";
import type { CrdtBuild, Told } from "./replicas.ts";

/** A law that was broken, or a throw, and all that led to it. */
export interface Broken {
  readonly law: BreachName;
  readonly breach: Breach;
  readonly history: History;
}

export interface LabOptions {
  readonly build: CrdtBuild;
  readonly name: CrdtName;
  readonly replicas: number;
  readonly laws: readonly LawName[];
}

/** Keeps the value that replicas work on, and judges what becomes of it. Each law is judged until it is broken. */
export class Lab implements Witness {
  readonly broken: Broken[] = [];
  /** How many equations each law was judged by. */
  readonly checks = new Map<LawName, number>();
  family: Family;
  private readonly options: LabOptions;

  constructor(options: LabOptions) {
    this.options = options;
    this.family = this.createFamily(1);
  }

  setNow(): void {}

  beginFamily(): void {
    this.family = this.createFamily(this.family.number + 1);
  }

  operate(replica: number, operation: CrdtOperation): void {
    this.guard(() => this.family.operate(replica, operation));
  }

  /** Undefined: its state could not be written down. */
  tell(replica: number, told: Told): Letter | undefined {
    return this.guard(() => this.family.tell(replica, told));
  }

  hear(replica: number, letter: Letter): void {
    if (letter.family === this.family.number) this.guard(() => this.family.hear(replica, letter));
  }

  /** Judges each law by what is drawn. */
  examine(bits: number): void {
    const drawn = this.family.draw(bits);
    for (const law of this.options.laws) this.judge(law, drawn);
  }

  /** When all have seen everything: they must be the same. */
  compareAll(): void {
    if (!this.options.laws.includes("conv")) return;
    const { family } = this;
    for (let replica = 2; replica <= this.options.replicas; replica++) {
      const sights = [family.sightOf(replica - 1), family.sightOf(replica), family.sightOf(1)] as const;
      const states = [sights[0].known, sights[1].known, sights[2].known] as const;
      this.judge("conv", {
        sample: { states, operated: undefined, comparesBytes: true },
        sights,
        operations: undefined,
      });
    }
  }

  fork(): this {
    const copy = new Lab(this.options);
    copy.broken.push(...this.broken);
    for (const [law, count] of this.checks) copy.checks.set(law, count);
    copy.family = this.family.fork();
    return copy as this;
  }

  private createFamily(number: number): Family {
    const { build, name, replicas } = this.options;
    return new Family(build, name, replicas, number);
  }

  private judge(law: LawName, drawn: Drawn): void {
    if (this.isBroken(law)) return;
    const verdict = this.guard(() => judge(law, this.family.replicas, drawn.sample), drawn);
    if (typeof verdict === "number") this.checks.set(law, (this.checks.get(law) ?? 0) + verdict);
    else if (verdict !== undefined) this.note(law, verdict, drawn);
  }

  private isBroken(law: BreachName): boolean {
    return this.broken.some((one) => one.law === law);
  }

  /** A type that throws is told of once. The step that it threw in was not taken. */
  private guard<T>(body: () => T, drawn?: Drawn): T | undefined {
    try {
      return body();
    } catch (error) {
      if (!this.isBroken(THROWS)) this.note(THROWS, breachOf(error), drawn);
      if (drawn === undefined) this.family.steps.pop();
      return undefined;
    }
  }

  private note(law: BreachName, breach: Breach, drawn: Drawn | undefined): void {
    const sight = this.family.sightOf(1);
    const looked = drawn ?? { sights: [sight, sight, sight] as const, operations: undefined };
    this.broken.push({ law, breach, history: this.family.historyOf(looked) });
  }
}

/** What a type threw. */
export function breachOf(error: unknown): Breach {
  return { sentence: `the type throws: ${error instanceof Error ? error.message : String(error)}` };
}
