import type { RaftCore, RaftView } from "../../sut/index.ts";
import type { Output, Raft } from "./core-types.ts";
import { checkOwnLog } from "./laws/sending.ts";

type Fetch = Output["fetches"][number];

/**
 * Storage answers a fetch with what it read before the log was cut and written anew: what is in the log no more is not
 * sent. That takes a read which outlasts a leadership and the next one, so that no run is likely to come to it.
 */
export function checkStaleFetch(core: RaftCore, raft: Raft, nowUs: number, fetch: Fetch): void {
  for (const terms of staleTerms(raft.view, fetch)) {
    const copy = raft.fork();
    const output = new core.Output();
    const entries = terms.map((term, place) => {
      return { index: fetch.firstIndex + place, term, kind: "no-op", data: undefined, bytes: 0 } as const;
    });
    copy.step(nowUs, { kind: "fetched", firstIndex: fetch.firstIndex, entries }, output);
    for (const message of output.messages) if (message.kind === "append-request") checkOwnLog(copy.view, message);
  }
}

/** The terms of entries of which none is in the log, or only the first: the others are of later terms, or of earlier ones. */
function staleTerms(view: RaftView, { firstIndex }: Fetch): number[][] {
  const term = view.termAt(firstIndex);
  const next = view.termAt(firstIndex + 1);
  if (term === undefined || next === undefined) return [];
  const former = view.termAt(firstIndex - 1) ?? 0;
  const all = [
    [next + 1, next + 1],
    [term, next + 1],
  ];
  return former === next ? all : [...all, [term, former]];
}
