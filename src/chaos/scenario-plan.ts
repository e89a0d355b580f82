import { type Choices, type LinkConditions, MILLION, purposeNumber } from "../sim/index.ts";
import { Draws } from "./draws.ts";
import type { Fault, Operation } from "./fault.ts";
import type { Plan } from "./plan.ts";
import { drawFault, RATE_NAMES } from "./rates.ts";
import type { LiarPlan, Scenario } from "./scenario.ts";
import { SHARES } from "./shares.ts";
import { Swarm } from "./swarm.ts";
import { TASKS, type Task } from "./task.ts";

const CHANCE = purposeNumber("fault-chance");
const SPELL_OPERATIONS = [50, 100, 200] as const;

/** Places of the choices made here, behind those of the faults themselves. */
const FIRST_RATE = 32;
const FIRST_SHARE = 64;
const PACE = 80;
const SUBMIT = 81;
const SPELL = 82;
const LIES = 83;
const FIRST_TASK = 84;

/**
 * The storm of a scenario. Each operation lets some time pass, brings each fault with a chance of its own, and may hand
 * a command to a client. How strong the faults are changes with the phases, and from spell to spell.
 */
export class ScenarioPlan implements Plan {
  operationsDone = 0;
  private readonly scenario: Scenario;
  private readonly nodes: number;
  private readonly operations: number;
  private readonly choices: Choices;
  private readonly swarm: Swarm;
  private readonly spellOperations: number;
  /** The rest of the operation under way. */
  private pending: readonly Operation[] = [];

  constructor(scenario: Scenario, nodes: number, operations: number, choices: Choices) {
    this.scenario = scenario;
    this.nodes = nodes;
    this.operations = operations;
    this.choices = choices;
    this.swarm = new Swarm(choices);
    this.spellOperations = new Draws(choices, SPELL, 0).among(SPELL_OPERATIONS)!;
  }

  next(): Operation | undefined {
    if (this.pending.length === 0) {
      if (this.operationsDone === this.operations) return undefined;
      this.pending = this.begin(this.operationsDone++);
    }
    const [first, ...rest] = this.pending;
    this.pending = rest;
    return first;
  }

  fork(): ScenarioPlan {
    const copy = new ScenarioPlan(this.scenario, this.nodes, this.operations, this.choices);
    copy.operationsDone = this.operationsDone;
    copy.pending = this.pending;
    return copy;
  }

  /** What an operation consists of; `before` is how many came before it. */
  private begin(before: number): Operation[] {
    const { pace } = this.scenario;
    const spell = Math.floor(before / this.spellOperations);
    const strength = this.strengthPerMille(before);
    const parts: Operation[] = [];
    const isNew = before % this.spellOperations === 0 || strength !== this.strengthPerMille(before - 1);
    if (isNew && this.hasWeather) parts.push(this.weather(spell, strength));
    parts.push(...this.newLiars(before));
    const forUs = new Draws(this.choices, PACE, before).between(pace.everyMinUs, pace.everyMaxUs);
    const time = { kind: "pass-time", forUs } as const;
    parts.push(time, ...this.faults(before, spell, strength), ...this.tasks(before, spell, strength));
    if (this.choices.chanceAt(CHANCE, SUBMIT, before, pace.submitPerMillion)) parts.push({ kind: "submit" });
    return parts;
  }

  private get hasWeather(): boolean {
    return SHARES.some((name) => this.scenario.network[name] > 0);
  }

  /** What links do to messages in this spell. */
  private weather(spell: number, strengthPerMille: number): Fault {
    const { network } = this.scenario;
    const changes: LinkConditions = { ...network };
    const shares = SHARES.map((name, place) => {
      const share = scaled(network[name], strengthPerMille);
      return [name, this.swarm.share(share, FIRST_SHARE + place, spell)];
    });
    return { kind: "set-conditions", changes: { ...changes, ...Object.fromEntries(shares) }, scope: "all" };
  }

  private faults(before: number, spell: number, strengthPerMille: number): Fault[] {
    const { faults } = this.scenario;
    return RATE_NAMES.flatMap((name, number) => {
      const chance = scaled(faults[name]?.chancePerMillion ?? 0, strengthPerMille);
      const place = FIRST_RATE + number;
      if (!this.comes(chance, place, before, spell)) return [];
      return drawFault(name, faults, new Draws(this.choices, place, before)) ?? [];
    });
  }

  /** What the operator does. */
  private tasks(before: number, spell: number, strengthPerMille: number): Task[] {
    const { operator = {} } = this.scenario;
    return TASKS.filter((kind, number) => {
      const chance = scaled(operator[kind] ?? 0, strengthPerMille);
      return this.comes(chance, FIRST_TASK + number, before, spell);
    }).map((kind) => ({ kind }));
  }

  private comes(perMillion: number, place: number, before: number, spell: number): boolean {
    return this.choices.chanceAt(CHANCE, place, before, this.swarm.share(perMillion, place, spell));
  }

  private newLiars(before: number): Fault[] {
    const { liars } = this.scenario;
    if (liars === undefined || !isTurn(before, liars)) return [];
    const count = liarsAmong(this.nodes, liars);
    return [{ kind: "appoint-liars", liars: count, lies: liesOf(this.scenario.expects, liars, this.choices) }];
  }

  private strengthPerMille(before: number): number {
    let begunPerMillion = 0;
    for (const phase of this.scenario.phases) {
      begunPerMillion += phase.operationsPerMillion;
      if (before * MILLION < begunPerMillion * this.operations) return phase.strengthPerMille;
    }
    return this.scenario.phases.at(-1)!.strengthPerMille;
  }
}

/**
 * The lies that are told in a seed: all of the scenario's if they must be survived, and otherwise any of them, at least
 * one, so that it can be seen what each of them does.
 */
export function liesOf(expects: Scenario["expects"], { lies }: LiarPlan, choices: Choices): readonly string[] {
  if (expects === "safety") return lies;
  const members = 1 + new Draws(choices, LIES, 0).below(2 ** lies.length - 1);
  return lies.filter((_, place) => Math.floor(members / 2 ** place) % 2 === 1);
}

/** How many of the nodes lie at one time. */
export function liarsAmong(nodes: number, { liars }: LiarPlan): number {
  return liars === "third" ? Math.floor((nodes - 1) / 3) : Math.min(liars, nodes);
}

function isTurn(before: number, { rotateEveryOperations }: LiarPlan): boolean {
  return before === 0 || (rotateEveryOperations > 0 && before % rotateEveryOperations === 0);
}

function scaled(perMillion: number, strengthPerMille: number): number {
  return Math.min(MILLION, Math.trunc((perMillion * strengthPerMille) / 1000));
}
