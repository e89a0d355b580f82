import { describe, expect, test } from "vitest";
import { advanceLeaderCommit } from "../../src/raft/commitment.ts";
import { allVoters, type Configuration, configurationOf } from "../../src/raft/configuration.ts";
import type { NodeId } from "../../src/raft/entry.ts";
import { Progress } from "../../src/raft/progress.ts";
import { isQuorumOf } from "../../src/raft/quorum.ts";
import { EMPTY_STATE, RaftState } from "../../src/raft/state.ts";
import { NO_SNAPSHOTS } from "../unit/raft/no-snapshots.ts";
import { CONFORMANCE, conformanceFolder, NEEDS } from "./conformance.ts";
import { type Case, itemsOf, readCases } from "./transcript-file.ts";

const FILES = { "majority_commit.txt": 16, "joint_commit.txt": 50, "majority_vote.txt": 22, "joint_vote.txt": 39 };

/**
 * The one deviation. In etcd a configuration without voters commits everything and elects anybody, so that a half that is
 * not there needs no case of its own. Here a configuration without outgoing voters has one half, and one without any
 * voters, which only a server that joined nothing yet has, decides nothing.
 */
const ALL_BY_NOBODY = ["∞", "VoteWon"];
const NOTHING_BY_NOBODY: Readonly<Record<string, string>> = { "∞": "0", VoteWon: "VoteLost" };

/** Leads, so that only what its followers hold counts. */
const LEADER = 1_000_000;
const LAST_INDEX = 200;

function configurationIn({ options }: Case): Configuration {
  const servers = (list = "") => (list === "zero" ? [] : itemsOf(list).map(Number));
  return { ...configurationOf(servers(options.cfg)), outgoing: servers(options.cfgj) };
}

/** What each voter says, first those of one half, then the rest of the other; nothing if "_". */
function wordsOf(list: string | undefined, { voters, outgoing }: Configuration): [NodeId, string][] {
  const words = itemsOf(list);
  const ids = [...new Set([...voters, ...outgoing])];
  return ids.flatMap((id, place) => (words[place] === "_" ? [] : [[id, words[place]!]]));
}

/** Up to where a leader commits whose followers have acknowledged so much. */
function committed(one: Case): string {
  const configuration = configurationIn(one);
  const raft = new RaftState(OPTIONS, EMPTY_STATE);
  raft.term = 1;
  for (let index = 1; index <= LAST_INDEX; index++) {
    raft.append({ index, term: 1, kind: "no-op", data: undefined, bytes: 0 });
  }
  raft.configurations.append(LAST_INDEX, configuration);
  for (const [id, index] of wordsOf(one.options.idx, configuration)) {
    const peer = new Progress(id);
    peer.matchIndex = Number(index);
    raft.peers.push(peer);
  }
  advanceLeaderCommit(raft);
  return String(raft.commitIndex);
}

/** Whether a candidate has won, or can win no more. */
function vote(one: Case): string {
  const configuration = configurationIn(one);
  const words = wordsOf(one.options.votes, configuration);
  const granted = words.filter(([, word]) => word === "y").map(([id]) => id);
  if (isQuorumOf(configuration, new Set(granted))) return "VoteWon";
  const refused = new Set(words.filter(([, word]) => word === "n").map(([id]) => id));
  const open = allVoters(configuration).filter((id) => !refused.has(id));
  return isQuorumOf(configuration, new Set(open)) ? "VotePending" : "VoteLost";
}

const OPTIONS = {
  ...NO_SNAPSHOTS,
  id: LEADER,
  founders: [],
  electionTimeoutUs: 2,
  heartbeatIntervalUs: 1,
  preVote: false,
  checkQuorum: false,
  leaseUs: 0,
  maxMessageBytes: 1,
  maxInflightMessages: 1,
  maxInflightBytes: 1,
  maxUncommittedBytes: 1,
  maxPendingReads: 1,
  maxCachedBytes: 1,
  seed: 1,
};

describe.skipIf(CONFORMANCE === undefined)(`quorums decide as those of etcd do${NEEDS}`, () => {
  for (const [file, count] of Object.entries(FILES)) {
    const cases = CONFORMANCE === undefined ? [] : readCases(conformanceFolder("etcd-raft", "quorum", file));

    test(`${file} has ${count} cases`, () => {
      expect(cases.length).toBe(count);
    });

    test.each(cases.map((one) => [one.line, one] as const))(`${file}:%i`, (_, one) => {
      const last = one.expected.at(-1)!;
      const verdict = ALL_BY_NOBODY.find((each) => last.endsWith(each)) ?? last;
      const isByNobody = allVoters(configurationIn(one)).length === 0;
      if (isByNobody) expect(ALL_BY_NOBODY).toContain(verdict);
      const mine = one.command === "vote" ? vote(one) : committed(one);
      expect(mine).toBe(isByNobody ? NOTHING_BY_NOBODY[verdict] : verdict);
    });
  }
});
