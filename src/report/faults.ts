import type { RunRecord } from "../fuzz/campaign/seed-task.ts";
import { conditionsInWords } from "./conditions.ts";
import { changeInWords } from "./membership.ts";
import { duration, rounded, span } from "./numbers.ts";
import { wrap } from "./wrap.ts";

type Happening = RunRecord["result"]["lastFaults"][number];
type Fault = Happening["fault"];

/** What FOR_GOOD is in a fault. */
const FOR_GOOD = Number.MAX_SAFE_INTEGER;

const MOMENTS = { send: "sends", write: "writes", vote: "votes" } as const;

const AIMS = { leader: "the leader", follower: "a follower", "longest-log": "the longest log" } as const;

/** Faults as they happened, the oldest first: when, and in plain words what was done to whom. */
export function describeFaults(happenings: readonly Happening[], width: number): string[] {
  const times = happenings.map(({ atUs }) => `  ${(Math.floor(atUs / 1000) / 1000).toFixed(3)} s  `);
  const timeWidth = Math.max(...times.map((time) => time.length));
  return happenings.flatMap(({ fault, nodes }, at) => {
    const [first, ...rest] = wrap(faultInWords(fault, nodes), width - timeWidth, "");
    return [`${times[at]!.padStart(timeWidth)}${first}`, ...rest.map((line) => `${" ".repeat(timeWidth)}${line}`)];
  });
}

/** What was done to whom. */
export function faultInWords(fault: Fault, nodes: readonly number[]): string {
  const who = namesOf(nodes);
  switch (fault.kind) {
    case "set-conditions":
      return conditionsInWords(fault);
    case "partition":
      return `${inShape(fault.shape, nodes)}${lasting(fault)}`;
    case "cut-off":
      return `cut ${who} off from all others${lasting(fault)}`;
    case "heal":
      return "end all partitions";
    case "clog":
      return `hold up what ${namesOf(nodes.slice(0, 1))} sends to ${namesOf(nodes.slice(1))}${lasting(fault)}`;
    case "crash":
      return `crash ${who}${aimedAt(fault.aim)}${lasting(fault)}`;
    case "crash-after":
      return `crash ${who}${aimedAt(fault.aim)} right after it next ${MOMENTS[fault.moment]}${lasting(fault)}`;
    case "ambush":
      return `crash ${who}, elected ${duration(fault.delayUs)} before${lasting(fault)}`;
    case "crash-all":
      return `crash all that are up, ${who}${lasting(fault)}`;
    case "stop":
      return `ask ${who}${aimedAt(fault.aim)} to end${lasting(fault)}`;
    case "change-membership":
      return `asked ${who} ${changeInWords(fault.change)}`;
    case "transfer":
      return `asked ${who} to hand its leadership to ${fault.to === 0 ? "whoever is best" : `n${fault.to}`}`;
    case "take-snapshot":
      return `asked ${who} to take a snapshot`;
    case "recover":
      return `restart ${who}`;
    case "pause":
      return `stop ${who}${aimedAt(fault.aim)}, but not its clock${lasting(fault)}`;
    case "slow-node":
      return `slow ${who}${aimedAt(fault.aim)} by ${duration(fault.perEventUs)} for each event${lasting(fault)}`;
    case "slow-disk":
      return `slow the disk of ${who}${aimedAt(fault.aim)} by ${added(fault)} for each sync${lasting(fault)}`;
    case "fail-sync":
      return `fail the next sync of ${who}${aimedAt(fault.aim)}${lasting(fault)}`;
    case "fill-disk":
      return `fill the disk of ${who}${aimedAt(fault.aim)}${lasting(fault)}`;
    case "damage-disk":
      return `damage what lies on the disk of ${who}${aimedAt(fault.aim)}`;
    case "jump-clock":
      return `set the clock of ${who}${aimedAt(fault.aim)} ${jump(fault)}`;
    case "set-clock-rate":
      return `let the clock of ${who}${aimedAt(fault.aim)} run at ${rounded(fault.ratePerMille / 10)} % of its speed`;
    case "appoint-liars":
      return nodes.length === 0 ? "let nobody lie any more" : `let ${who} lie: ${fault.lies.join(", ")}`;
  }
}

/** The nodes that were hit are one side of the cut, behind the bridge if there is one, or a ring's in its order. */
function inShape(shape: Extract<Fault, { kind: "partition" }>["shape"], nodes: readonly number[]): string {
  const who = namesOf(nodes);
  switch (shape) {
    case "one-way":
      return `cut what ${who} ${nodes.length === 1 ? "sends" : "send"} to all others`;
    case "bridge":
      if (nodes.length === 1) return `cut ${who} off from all others`;
      return `cut ${namesOf(nodes.slice(1))} off from all others, but for the bridge ${namesOf(nodes.slice(0, 1))}`;
    case "ring":
      return nodes.length === 1 ? `cut ${who} off from all others` : `let nodes hear their neighbours only in ${who}`;
    case "flapping":
      return `cut ${who} off from all others now and then`;
    case "isolate-leader":
      return `cut ${who} off from all others (aimed at the leader)`;
    case "leader-in-minority":
    case "leader-in-majority":
      return `cut ${who} off from all others (${shape})`;
    default:
      return `cut ${who} off from all others`;
  }
}

/** Where nobody has the role that a fault is aimed at, it hits anyone. */
function aimedAt(aim: Extract<Fault, { kind: "crash" }>["aim"]): string {
  if (typeof aim === "number" || aim === "anyone") return "";
  return ` (aimed at ${AIMS[aim]})`;
}

function jump({ byUs }: Extract<Fault, { kind: "jump-clock" }>): string {
  return `${byUs < 0 ? "back" : "forward"} by ${duration(Math.abs(byUs))}`;
}

function added({ addedMinUs, addedMaxUs }: Extract<Fault, { kind: "slow-disk" }>): string {
  return span(addedMinUs, addedMaxUs);
}

function lasting({ forUs }: { readonly forUs: number }): string {
  return forUs === FOR_GOOD ? "" : `, for ${duration(forUs)}`;
}

function namesOf(nodes: readonly number[]): string {
  return nodes.map((node) => `n${node}`).join(", ");
}
