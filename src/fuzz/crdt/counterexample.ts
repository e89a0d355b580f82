import type { CrdtName, CrdtOperation } from "../../crdt/index.ts";
import type { History, Look, Step } from "./history.ts";
import type { Broken } from "./lab.ts";
import { type BreachName, describeValue, LAWS, THROWS } from "./laws.ts";
import { type CrdtBuild, type GossipMessage, Replicas } from "./replicas.ts";
import { breachIn, operationsOf, shrink } from "./shrink.ts";

/** How a law is broken, as shortly as it was found to be, in plain sentences. */
export interface Counterexample {
  readonly law: BreachName;
  readonly means: string;
  readonly operations: number;
  /** What the replicas do, one after the other. */
  readonly steps: readonly string[];
  /** What is wrong then. */
  readonly conclusion: string;
}

export function counterexampleOf(build: CrdtBuild, name: CrdtName, { breach, history, law }: Broken): Counterexample {
  const shortest = shrink(build, name, law, history);
  const told = tell(build, name, shortest);
  const { sentence } = breachIn(build, name, law, shortest) ?? breach;
  return {
    law,
    means: law === THROWS ? "no operation, message or merge may fail" : LAWS[law],
    operations: operationsOf(shortest),
    steps: told.sentences,
    conclusion: namedIn(sentence, shortest, told),
  };
}

interface Told {
  readonly sentences: readonly string[];
  /** Behind which sentence each mark stands, and which one tells of an operation, by their names. */
  readonly marks: ReadonlyMap<number, Marked>;
  readonly operations: ReadonlyMap<number, number>;
  readonly senders: ReadonlyMap<number, number>;
}

interface Marked {
  readonly replica: number;
  readonly behind: number;
}

/** What happens, and what each replica has then. A message is told of when somebody hears it, or if nobody does. */
function tell(build: CrdtBuild, name: CrdtName, { steps }: History): Told {
  const replicas = new Replicas(build, name, Math.max(1, ...steps.map(({ replica }) => replica)));
  const letters = new Map<number, GossipMessage>();
  const sentences: string[] = [];
  const marks = new Map<number, Marked>();
  const operations = new Map<number, number>();
  const senders = new Map<number, number>();
  const valueAt = (replica: number): string => describeValue(build.crdtType(name).value(replicas.known(replica).state));
  const carryOut = (step: Step): void => {
    const { replica } = step;
    if (step.kind === "mark") marks.set(step.mark, { replica, behind: sentences.length });
    else if (step.kind === "operate") {
      const number = sentences.push(`r${replica} ${describe(step.asked)}`);
      operations.set(step.operation, number);
      replicas.operate(replica, step.asked);
      sentences[number - 1] += `, and has ${valueAt(replica)}`;
    } else if (step.kind === "tell") {
      senders.set(step.message, replica);
      const what = step.told === "state" ? `its state, ${valueAt(replica)}` : "what is new to it";
      sentences.push(`r${replica} sends ${what}`);
      letters.set(step.message, replicas.tell(replica, step.told));
    } else {
      const letter = letters.get(step.message);
      if (letter === undefined) return;
      const number = sentences.push(`r${replica} hears what r${senders.get(step.message)} sent`);
      replicas.hear(replica, letter);
      sentences[number - 1] += `, and has ${valueAt(replica)}`;
    }
  };
  try {
    for (const step of steps) carryOut(step);
  } catch {
    sentences[sentences.length - 1] += ", which fails";
  }
  return { sentences, marks, operations, senders };
}

function describe(asked: CrdtOperation): string {
  switch (asked.kind) {
    case "assign":
      return `assigns ${asked.value} while its clock shows ${asked.nowUs}`;
    case "increment":
      return `adds ${asked.by}`;
    case "decrement":
      return `subtracts ${asked.by}`;
    case "add":
      return `adds ${asked.element}`;
    case "remove":
      return `removes ${asked.element}`;
  }
}

/** The sentence with names for what was judged. */
function namedIn(sentence: string, { looks, operations }: History, told: Told): string {
  const names = [...looks.map((look) => nameOf(look, told)), ...(operations ?? []).map((one) => stepOf(one, told))];
  return sentence.replace(/%(\d)/g, (_, place: string) => names[Number(place) - 1] ?? "nothing");
}

function nameOf(look: Look, told: Told): string {
  switch (look.of) {
    case "mark": {
      const marked = told.marks.get(look.mark);
      if (marked === undefined) return "an untouched state";
      const isLast = marked.behind === told.sentences.length;
      return `r${marked.replica}'s state${isLast ? "" : marked.behind === 0 ? " at first" : ` after step ${marked.behind}`}`;
    }
    case "message": {
      const sender = told.senders.get(look.message);
      return sender === undefined ? "an untouched state" : `what r${sender} sent`;
    }
    case "delta":
      return told.operations.has(look.operation)
        ? `the delta of ${stepOf(look.operation, told)}`
        : "an untouched state";
  }
}

function stepOf(operation: number, { operations }: Told): string {
  return operations.has(operation) ? `step ${operations.get(operation)}` : "no step";
}
