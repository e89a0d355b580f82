import type { Catching, Commitment, Election, Item, Replication, Unheard } from "./item.ts";
import { entryList, joined, nodeList } from "./lists.ts";

/** An item as a sentence, without its full stop. */
export function sentence(item: Item): string {
  switch (item.kind) {
    case "election":
      return election(item);
    case "replication":
      return replication(item);
    case "catching":
      return catching(item);
    case "commitment":
      return commitment(item);
    case "plain":
      return item.text;
  }
}

function election({ asks, candidate, leads, logEnd, term, unheard, voters }: Election): string {
  const who = `n${candidate}`;
  if (!asks) {
    if (voters.length === 0) return `${who} becomes leader of term ${term}`;
    const vote = `${nodeList(voters)} ${voters.length === 1 ? "votes" : "vote"} for ${who} in term ${term}`;
    return leads ? `${vote}, and it leads` : vote;
  }
  const log = logEnd === "" ? "" : `, with a log up to ${logEnd},`;
  const clauses = [
    ...notHeard(unheard),
    ...(voters.length > 0 ? [`${nodeList(voters)} ${voters.length === 1 ? "votes" : "vote"} for it`] : []),
    ...(leads ? ["it leads"] : []),
  ];
  return withClauses(`${who}${log} stands for election in term ${term}`, clauses);
}

function replication({ committedIndex, entries, leader, stored, unheard }: Replication): string {
  const them = entries.length === 1 ? "it" : "them";
  const isAlone = stored.length === 0 && unheard.length > 0;
  const clauses = [
    ...(stored.length > 0 ? [`${nodeList(stored)} ${stored.length === 1 ? "stores" : "store"} ${them}`] : []),
    ...(isAlone ? [`${entries.length === 1 ? "it reaches" : "they reach"} nobody`] : []),
    ...notHeard(unheard),
    ...(committedIndex > 0 ? [`n${leader} commits up to ${committedIndex}`] : []),
  ];
  return withClauses(`n${leader} appends ${entryList(entries)}`, clauses);
}

function catching({ dropped, entries, from, takers }: Catching): string {
  const one = takers.length === 1;
  const drops = dropped.length === 0 ? "" : `${one ? "drops" : "drop"} ${entryList(dropped)} and `;
  return `${nodeList(takers)} ${drops}${one ? "stores" : "store"} ${entryList(entries)} from n${from}`;
}

function commitment({ by, index, isDecision, term }: Commitment): string {
  if (isDecision) return `n${by[0]} commits up to ${index} in term ${term}`;
  return `${nodeList(by)} ${by.length === 1 ? "learns" : "learn"} that the log is committed up to ${index}`;
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

function withClauses(main: string, clauses: readonly string[]): string {
  return clauses.length === 0 ? main : `${main}; ${joined(clauses)}`;
}
