import { grouped } from "../numbers.ts";
import type { Catching, Commitment, Election, Item, LostElections, Replication, Saving, Unheard } from "./item.ts";
import { entryList, nameOf, nodeList } from "./lists.ts";
import { timeOf } from "./time.ts";

/** An item as a sentence, without its full stop. */
export function sentence(item: Item): string {
  switch (item.kind) {
    case "election":
      return election(item);
    case "lost-elections":
      return lostElections(item);
    case "accession":
      return `${election(item.election)}, and appends ${nameOf(item.first.entries[0]!)}`;
    case "replication":
      return replication(item);
    case "catching":
      return catching(item);
    case "commitment":
      return commitment(item);
    case "saving":
      return saving(item);
    case "alike":
      return `${nodeList(item.who)} ${item.who.length === 1 ? item.does : item.do}`;
    case "plain":
      return item.text;
  }
}

function election({ ahead, asks, candidate, leads, logEnd, term, unheard, voters }: Election): string {
  const who = `n${candidate}${asks && logEnd !== "" ? `, with a log up to ${logEnd},` : ""}`;
  const though = ahead.length > 0 ? [`though ${logsOf(ahead)}`] : [];
  if (leads) {
    const votes =
      voters.length === 0 ? "" : ` with the ${voters.length === 1 ? "vote" : "votes"} of ${nodeList(voters)}`;
    return withClauses(`${who} wins term ${term}${votes}`, though, ", ");
  }
  const vote = `${nodeList(voters)} ${voters.length === 1 ? "votes" : "vote"} for`;
  if (!asks) return `${vote} n${candidate} in term ${term}`;
  const clauses = [...notHeard(unheard), ...(voters.length > 0 ? [`${vote} it`] : []), ...though];
  return withClauses(`${who} stands for election in term ${term}`, clauses);
}

function lostElections({ elections }: LostElections): string {
  const candidates = [...new Set(elections.map(({ candidate }) => candidate))];
  const voters = [...new Set(elections.flatMap((one) => one.voters))];
  const stands = candidates.length === 1 ? "stands" : "stand";
  const terms = elections.map(({ term }) => term);
  const times = `${grouped(elections.length)} times until ${timeOf(elections.at(-1)!.atUs)}`;
  const which = `in terms ${Math.min(...terms)} to ${Math.max(...terms)}`;
  const down = elections[0]!.unheard.filter(({ to, why }) => {
    return why === "nobody up" && elections.every(({ unheard }) => unheard.some((one) => one.to === to));
  });
  const others = candidates.length === 1 ? "it" : "another";
  const votes =
    voters.length === 0
      ? `nobody ever votes for ${others}`
      : `only ${nodeList(voters)} ever ${voters.length === 1 ? "votes" : "vote"} for ${others}`;
  const wins = candidates.length === 1 ? "and never wins" : "and nobody wins";
  return withClauses(`${nodeList(candidates)} ${stands} for election ${times}, ${which}, ${wins}`, [
    votes,
    ...notHeard(down),
  ]);
}

function logsOf(ahead: Election["ahead"]): string {
  const nodes = ahead.map(({ node }) => node);
  const ends = [...new Set(ahead.map(({ logEnd }) => logEnd))];
  const log = nodes.length === 1 ? "the log of" : "the logs of";
  return `${log} ${nodeList(nodes)} ${nodes.length === 1 ? "goes" : "go"} up to ${ends.join(" and ")}`;
}

function replication(item: Replication): string {
  const { atUs, entries, leader, untilUs } = item;
  return withClauses(`n${leader} appends ${entryList(entries)}${lastAt(atUs, untilUs)}`, clausesOf(item));
}

/**
 * What came of an append. Why some did not hear is told where they were cut off or crashed; that chance lost something is
 * told here alone.
 */
export function clausesOf({
  arrives,
  committedIndex,
  elsewhere,
  entries,
  leader,
  learners,
  stored,
  unheard,
}: Replication): string[] {
  const them = entries.length === 1 ? "it" : "them";
  const atFirst = elsewhere === "later" ? "at first " : "";
  const only = unheard.length > 0 && elsewhere !== "meanwhile" ? `${atFirst}only ` : "";
  const nobody = `${atFirst}${entries.length === 1 ? "it reaches" : "they reach"} nobody`;
  return [
    ...(stored.length > 0 ? [`${only}${nodeList(stored)} ${stored.length === 1 ? "stores" : "store"} ${them}`] : []),
    ...(stored.length === 0 && unheard.length > 0 && !arrives ? [nobody] : []),
    ...notHeard(unheard.filter(({ why }) => why === "lost" || why === "damaged")),
    ...(committedIndex > 0 ? [`n${leader} commits up to ${committedIndex}${learnt(learners)}`] : []),
  ];
}

/** Of what went on for a while, the line's time is that of the first. */
function lastAt(atUs: number, untilUs: number): string {
  return timeOf(atUs) === timeOf(untilUs) ? "" : `, the last at ${timeOf(untilUs)}`;
}

function catching({ atUs, dropped, entries, from, takers, untilUs }: Catching): string {
  const one = takers.length === 1;
  const drops = dropped.length === 0 ? "" : `${one ? "drops" : "drop"} ${entryList(dropped)} and `;
  return `${nodeList(takers)} ${drops}${one ? "stores" : "store"} ${entryList(entries)} from n${from}${lastAt(atUs, untilUs)}`;
}

function commitment({ index, leader, learners, olderTerm, term }: Commitment): string {
  const log = `that the log is committed up to ${index}`;
  if (leader === 0) return `${nodeList(learners)} ${learners.length === 1 ? "learns" : "learn"} ${log}`;
  if (olderTerm === 0) return `n${leader} commits up to ${index}${learnt(learners)}`;
  const older = `an entry of an older term than its own, ${term}`;
  return `n${leader} commits up to ${index}:${olderTerm}, ${older}${learnt(learners)}`;
}

function saving({ droppers, index, savers }: Saving): string {
  const drops = droppers.length === 1 ? "drops its log" : "drop their logs";
  if (savers.length === 0) return `${nodeList(droppers)} ${drops} up to index ${index}`;
  const takes = savers.length === 1 ? "takes a snapshot" : "take snapshots";
  const isAlike = savers.length === droppers.length;
  const also = isAlike ? ` and ${drops} up to there` : "";
  const only = isAlike || droppers.length === 0 ? "" : `; ${nodeList(droppers)} ${drops} up to there`;
  return `${nodeList(savers)} ${takes} up to index ${index}${also}${only}`;
}

function learnt(learners: readonly number[]): string {
  return learners.length === 0 ? "" : `, which ${nodeList(learners)} ${learners.length === 1 ? "learns" : "learn"}`;
}

/** To whom something did not get: those who are down, those who cannot be reached, and what got lost on its way. */
function notHeard(unheard: readonly Unheard[]): string[] {
  const to = (...reasons: readonly Unheard["why"][]) => [
    ...new Set(unheard.filter(({ why }) => reasons.includes(why)).map(({ to }) => to)),
  ];
  const down = to("nobody up");
  const cut = to("cut", "cut in flight");
  const lost = to("lost", "damaged");
  return [
    ...(down.length > 0 ? [`${nodeList(down)} ${down.length === 1 ? "is" : "are"} down`] : []),
    ...(cut.length > 0 ? [`${nodeList(cut)} cannot be reached`] : []),
    ...(lost.length > 0 ? [`what goes to ${nodeList(lost)} is lost`] : []),
  ];
}

function withClauses(main: string, clauses: readonly string[], link = "; "): string {
  return clauses.length === 0 ? main : `${main}${link}${series(clauses)}`;
}

/** "a, b, and c": clauses that hold lists of their own need the last comma. */
function series(clauses: readonly string[]): string {
  if (clauses.length === 1) return clauses[0]!;
  return `${clauses.slice(0, -1).join(", ")}, and ${clauses.at(-1)}`;
}
