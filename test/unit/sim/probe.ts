import {
  type ClockProfile,
  type CreateFiledImage,
  type DiskProfile,
  type DurableImage,
  FAIR_CONDITIONS,
  type LinkConditions,
  type NetworkProfile,
  type Process,
  type Program,
  TRUE_CLOCK,
  type Witness,
  World,
} from "../../../src/sim/index.ts";

/** Something that happened to a program. */
export interface Happening {
  readonly id: number;
  readonly what:
    | "start"
    | "receive"
    | "deadline"
    | "written"
    | "writeFailed"
    | "readDone"
    | "unreachable"
    | "applied"
    | "torn";
  /** The payload, write number, request or peer; of a torn record its share. */
  readonly detail: unknown;
  /** On the endpoint's own clock; of the disk's doings 0. */
  readonly localUs: number;
}

export class Log implements Witness {
  readonly happenings: Happening[] = [];

  setNow(): void {}

  fork(): this {
    const copy = new Log();
    copy.happenings.push(...this.happenings);
    return copy as this;
  }

  details(what: Happening["what"], id?: number): unknown[] {
    return this.happenings.filter((h) => h.what === what && (id ?? h.id) === h.id).map((h) => h.detail);
  }
}

/** The log knows what is durable; the image shows what a program would find, and the places where it is damaged. */
export class LoggedImage implements DurableImage<Log> {
  readonly visible: unknown[] = [];
  readonly damages: number[] = [];
  private readonly id: number;

  constructor(id: number) {
    this.id = id;
  }

  apply(witness: Log | undefined, record: unknown): void {
    this.visible.push(record);
    witness?.happenings.push({ id: this.id, what: "applied", detail: record, localUs: 0 });
  }

  applyTorn(witness: Log, _record: unknown, keptOf1024: number): void {
    witness.happenings.push({ id: this.id, what: "torn", detail: keptOf1024, localUs: 0 });
  }

  damage(place1024: number): void {
    this.damages.push(place1024);
  }

  fork(): LoggedImage {
    const copy = new LoggedImage(this.id);
    copy.visible.push(...this.visible);
    copy.damages.push(...this.damages);
    return copy;
  }
}

/** What a test wants done when something happens. */
export type Script = (process: Process<Log>, happening: Happening) => void;

class Probe implements Program<Log> {
  private readonly script: Script;

  constructor(script: Script) {
    this.script = script;
  }

  start(process: Process<Log>): void {
    this.note(process, "start", undefined);
  }
  receive(process: Process<Log>, _from: number, payload: unknown): void {
    this.note(process, "receive", payload);
  }
  deadline(process: Process<Log>): void {
    this.note(process, "deadline", undefined);
  }
  written(process: Process<Log>, write: number): void {
    this.note(process, "written", write);
  }
  writeFailed(process: Process<Log>, write: number): void {
    this.note(process, "writeFailed", write);
  }
  readDone(process: Process<Log>, request: unknown): void {
    this.note(process, "readDone", request);
  }
  unreachable(process: Process<Log>, peer: number): void {
    this.note(process, "unreachable", peer);
  }
  fork(): Probe {
    return this;
  }

  private note(process: Process<Log>, what: Happening["what"], detail: unknown): void {
    const happening = { id: process.id, what, detail, localUs: process.nowUs };
    process.witness.happenings.push(happening);
    this.script(process, happening);
  }
}

export const PLAIN_NETWORK: NetworkProfile = {
  latencyUs: 100,
  jitterUs: 0,
  unreachablePerMillion: 0,
  inOrder: false,
  conditions: FAIR_CONDITIONS,
};

export const PLAIN_DISK: DiskProfile = {
  syncMinUs: 50,
  syncMaxUs: 50,
  readMinUs: 20,
  readMaxUs: 20,
  slowReadsPerMillion: 0,
  slowReadUs: 0,
  crashLosesPerMillion: 0,
  crashTearsPerMillion: 0,
};

export interface ProbeOptions {
  readonly seed?: string;
  readonly nodes?: number;
  readonly clients?: number;
  readonly network?: Partial<NetworkProfile>;
  readonly conditions?: Partial<LinkConditions>;
  readonly disk?: Partial<DiskProfile>;
  readonly clocks?: readonly ClockProfile[];
  readonly script?: Script;
  readonly direct?: (world: World<Log>) => void;
  /** Whether a disk can be used, when its endpoint boots. */
  readonly canBoot?: () => boolean;
  /** Nodes have disks of bytes then. */
  readonly createFiledImage?: CreateFiledImage<Log>;
}

/** A world in which endpoints log what happens to them and follow the script; undirected unless it is said how. */
export function createProbeWorld(options: ProbeOptions = {}): World<Log> {
  const { nodes = 3, clients = 0, script = () => {}, canBoot = () => true } = options;
  const host = {
    createImage: (id: number) => new LoggedImage(id),
    boot: () => (canBoot() ? new Probe(script) : undefined),
    crashed: () => {},
  };
  const director = { act: options.direct ?? (() => {}), fork: () => director };
  return new World<Log>({
    seed: options.seed ?? "probe",
    nodes,
    clients,
    nodeHost: host,
    clientHost: host,
    network: { ...PLAIN_NETWORK, conditions: { ...FAIR_CONDITIONS, ...options.conditions }, ...options.network },
    disk: { ...PLAIN_DISK, ...options.disk },
    ...(options.createFiledImage && { createFiledImage: options.createFiledImage }),
    clocks: options.clocks ?? Array.from({ length: nodes + clients }, () => TRUE_CLOCK),
    witness: new Log(),
    director,
  });
}

/** Node 1 sends the numbers from 0 to node 2, one every `everyUs`. */
export function createStream(count: number, everyUs: number, options: ProbeOptions = {}): World<Log> {
  let next = 0;
  return createProbeWorld({
    ...options,
    script: (process, { what }) => {
      if (process.id !== 1 || (what !== "start" && what !== "deadline")) return;
      process.send(2, next, 10, next);
      if (++next < count) process.setDeadline(process.nowUs + everyUs);
    },
  });
}
