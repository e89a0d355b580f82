import type { Candidate } from "./candidate.ts";
import type { Keep, Search } from "./search.ts";

/** Lets as few clients ask for all that is asked for as will do. */
export function fewerClients(search: Search, keep: Keep): void {
  const { candidate } = search.best;
  const { clients } = candidate.setup.profile;
  const asking = new Set(candidate.deeds.flatMap(({ deed }) => (deed.kind === "submit" ? [deed.client] : []))).size;
  for (let few = 1; few <= asking && few < clients; few++) if (keep(askedBy(candidate, few))) return;
}

/** They are numbered by who asks first; those who are not there any more leave their commands to the others, in turn. */
function askedBy({ deeds, setup }: Candidate, clients: number): Partial<Candidate> {
  const inOrder = [...new Set(deeds.flatMap(({ deed }) => (deed.kind === "submit" ? [deed.client] : [])))];
  return {
    setup: { ...setup, profile: { ...setup.profile, clients } },
    deeds: deeds.map((one) =>
      one.deed.kind === "submit"
        ? { ...one, deed: { ...one.deed, client: inOrder.indexOf(one.deed.client) % clients } }
        : one,
    ),
  };
}
