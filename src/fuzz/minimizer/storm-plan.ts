import { type Deed, FOR_GOOD, type Operation, type Plan } from "../../chaos/index.ts";
import { Choices, expandSeed, purposeNumber } from "../../sim/index.ts";
import { newestLeader } from "../by-hand/aiming.ts";
import { type Cluster, viewOf } from "../cluster.ts";
import type { Profile } from "../profile/profile.ts";
import type { AimedDeed } from "./aimed-plan.ts";
import { renumbered } from "./renumbered.ts";

const DRAW = purposeNumber("fault-amount");

/** How often the cluster is looked at. */
const LOOK_EVERY_US = 500;
const FEWEST_BLOWS = 3;
const MOST_BLOWS = 7;
/** What clients ask for with each blow. */
const MOST_SUBMISSIONS = 4;
/** What happens of what was done in another run, with each blow that is no cut. */
const MOST_OTHERS = 3;
/** A leader is left alone for less than two to the power of so many microseconds: often for hardly any time. */
const REIGN_BITS = 16;
/** In shortest election timeouts: how long a cluster may be without a new leader until the next blow. */
const PATIENCE_TIMEOUTS = 8;

/**
 * A short storm against whoever leads. As soon as there is a new leader, and a moment more, only a bare majority without
 * it can talk to each other, so that every one of them counts; or something happens of what was done in another run.
 */
export class StormPlan implements Plan {
  operationsDone = 0;
  private readonly clients: number;
  private readonly patienceUs: number;
  /** By their kinds: what was done seldom may be what it takes. */
  private readonly others: readonly (readonly AimedDeed[])[];
  private readonly choices: Choices;
  private readonly clogs: boolean;
  private readonly cutsAnywhere: boolean;
  private cluster: Cluster | undefined = undefined;
  private voters: readonly number[];
  private readonly due: Operation[] = [];
  private blowsLeft: number;
  private lastTerm = 0;
  private waitedUs = 0;

  constructor(salt: number, { clients, settings }: Profile, others: readonly AimedDeed[]) {
    this.clients = clients;
    this.patienceUs = PATIENCE_TIMEOUTS * settings.electionTimeoutUs;
    this.voters = settings.founders;
    this.choices = new Choices(expandSeed(`storm ${salt}`), 1);
    this.others = this.draw(2) === 0 ? byKind(others) : [];
    this.clogs = this.draw(3) === 0;
    this.cutsAnywhere = this.draw(4) === 0;
    this.blowsLeft = FEWEST_BLOWS + this.draw(MOST_BLOWS - FEWEST_BLOWS + 1);
  }

  /** Must be told what it plans for before it is asked. */
  watch(cluster: Cluster): void {
    this.cluster = cluster;
  }

  next(): Operation | undefined {
    if (this.due.length === 0 && !this.planMore()) return undefined;
    this.operationsDone++;
    return this.due.shift();
  }

  /** Must be told again what it plans for. */
  fork(): StormPlan {
    const own = { due: [...this.due], choices: this.choices.fork(), cluster: undefined };
    return Object.assign(Object.create(StormPlan.prototype) as StormPlan, this, own);
  }

  /** False if the storm is over. */
  private planMore(): boolean {
    const leader = newestLeader(this.cluster!) ?? 0;
    const view = leader === 0 ? undefined : viewOf(this.cluster!, leader);
    const term = view?.term ?? 0;
    const isPatient = this.waitedUs < this.patienceUs;
    if (isPatient && (term <= this.lastTerm || this.blowsLeft === 0)) {
      this.waitedUs += LOOK_EVERY_US;
      this.due.push({ kind: "pass-time", forUs: LOOK_EVERY_US });
      return true;
    }
    if (this.blowsLeft-- === 0) return false;
    this.lastTerm = Math.max(this.lastTerm, term);
    this.voters = view?.configuration.voters.slice() ?? this.voters;
    this.waitedUs = 0;
    this.due.push(this.pause(), ...this.submissions(), ...this.blow(leader));
    return true;
  }

  private submissions(): Deed[] {
    const count = this.draw(MOST_SUBMISSIONS + 1);
    return Array.from({ length: count }, () => ({ kind: "submit", client: this.draw(this.clients) }));
  }

  /** Something else, or a cut, or one after the other. */
  private blow(leader: number): Operation[] {
    const kind = this.others.length === 0 ? 0 : this.draw(3);
    if (kind === 0) return this.cut(leader);
    const others = this.drawOthers(leader);
    return kind === 1 ? others : [...others, this.pause(), ...this.cut(leader)];
  }

  private cut(leader: number): Deed[] {
    const deeds: Deed[] = [{ kind: "heal" }];
    if (this.draw(2) === 0) deeds.push({ kind: "recover" });
    if (leader !== 0 && this.draw(3) === 0) deeds.push({ kind: "crash", aim: leader, forUs: FOR_GOOD });
    if (leader !== 0 && this.clogs && this.draw(2) === 0) deeds.push(this.clog(leader));
    return [...deeds, { kind: "cut-off", nodes: this.minorityOf(leader), forUs: FOR_GOOD }];
  }

  private drawOthers(leader: number): Deed[] {
    return Array.from({ length: 1 + this.draw(MOST_OTHERS) }, () => {
      const ofOneKind = this.others[this.draw(this.others.length)]!;
      return aimedAt(leader, ofOneKind[this.draw(ofOneKind.length)]!);
    });
  }

  /** What another sends to the leader comes late. */
  private clog(leader: number): Deed {
    const from = this.voters.filter((node) => node !== leader);
    return {
      kind: "clog",
      from: from[this.draw(from.length)] ?? leader,
      to: leader,
      forUs: 1 + this.draw(this.patienceUs),
    };
  }

  private pause(): Operation {
    return { kind: "pass-time", forUs: 1 + this.draw(2 ** this.draw(REIGN_BITS)) };
  }

  /** The leader and others; most often as many as a majority can do without. */
  private minorityOf(leader: number): number[] {
    const rest = this.voters.filter((node) => node !== leader);
    const drawn = this.voters.filter((node) => node === leader);
    const spare = Math.max(1, Math.floor((this.voters.length - 1) / 2));
    const size = this.cutsAnywhere ? 1 + this.draw(this.voters.length) : spare;
    while (drawn.length < size && rest.length > 0) drawn.push(...rest.splice(this.draw(rest.length), 1));
    return drawn;
  }

  private draw(bound: number): number {
    return this.choices.below(DRAW, 0, bound);
  }
}

/** The deed, where this node leads instead of the one that led. */
function aimedAt(leader: number, one: AimedDeed): Deed {
  if (leader === 0 || one.leader === 0) return one.deed;
  return renumbered(one.deed, (node) => (node === one.leader ? leader : node === leader ? one.leader : node));
}

function byKind(deeds: readonly AimedDeed[]): AimedDeed[][] {
  const kindOf = ({ deed }: AimedDeed): string => (deed.kind === "instruct" ? deed.instruction.kind : deed.kind);
  return [...new Set(deeds.map(kindOf))].map((kind) => deeds.filter((one) => kindOf(one) === kind));
}
