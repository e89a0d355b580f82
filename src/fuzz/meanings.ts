/** What it means that an invariant is broken: one sentence for each, for people who meet it in a failure. */
const MEANINGS: Readonly<Record<string, string>> = {
  "election-safety": "Two nodes were leaders of one term: at most one can be elected in each (Raft paper §5.2).",
  "leader-append-only":
    "A leader overwrote or deleted entries of its own log: a leader only appends (Raft paper §5.3).",
  "log-matching":
    "Two logs hold the same entry and differ in it or before it: logs with an entry in common are the same up to there (Raft paper §5.3).",
  "leader-completeness":
    "A leader lacks an entry that was committed before its term: whoever is elected has all of those (Raft paper §5.4).",
  "state-machine-safety":
    "Two nodes applied different commands at one place of the log, or came to different states by the same ones (Raft paper §5.4.3).",
  "election-quorum": "A node leads without the votes of a majority of its voters (Raft paper §5.2; dissertation §4.3).",
  "one-vote-per-term":
    "A node voted for two candidates in one term: it has one vote, and keeps it through a restart (Raft paper §5.2).",
  "acknowledged-leader":
    "A node took entries from somebody who does not lead that term: requests of older terms are refused (Raft paper §5.1, figure 2).",
  "commit-quorum":
    "An entry was committed that no majority of the voters holds on disk: a crash can undo it (Raft paper §5.3, §5.4).",
  "contiguous-log":
    "A log has a gap, or an entry was replaced in place: a log only grows at its end and is cut there (Raft paper §5.3).",
  "monotonic-term":
    "A node went back to an earlier term: others count on what it said in the later one (Raft paper §5.1, figure 2).",
  "monotonic-commit": "A running node took back what it had committed: that only ever grows (Raft paper figure 2).",
  "durable-before-reply":
    "A node answered before what it said was on disk: a crash makes a lie of the answer (Raft paper figure 2).",
  "restart-fidelity":
    "A node came back from its restart with another term, vote or log than was on its disk (Raft paper figure 2).",
  "configuration-safety":
    "Two configurations that follow each other have majorities without a node in common, so that each can decide alone (dissertation §4.1, §4.3).",
  "configuration-in-force":
    "A node goes by another configuration than the newest in its log, so that it counts with the wrong servers, or never leaves a joint one (dissertation §4.1).",
  "one-change-at-a-time":
    "A leader began a change of membership before the last one was committed, or before it had committed an entry of its own term (dissertation §4.1).",
  "change-as-asked":
    "A leader appended a configuration that nobody had asked it for, or by another way than was asked for (dissertation §4.3).",
  "voter-candidacy":
    "A node that is no voter asked to be elected: only voters stand for election (dissertation §4.2.2).",
  "snapshot-fidelity":
    "A snapshot holds another state, or another configuration, than the entries that it stands for lead to (Raft paper §7).",
  "compaction-after-snapshot":
    "A node threw away entries that no snapshot on its disk holds: after a crash they are gone (Raft paper §7).",
  "install-keeps-log":
    "A snapshot from the leader took away what a node already had: it must never go back or drop what follows (Raft paper §7, figure 13).",
  "restored-machine":
    "The state of a node is not that of its newest snapshot on disk after a restart, or went back while it ran (Raft paper §7).",
  "read-quorum":
    "A leader took a round of confirmation for answered that no majority of its voters had answered: it may answer reads though another leads (dissertation §6.4).",
  "lease-exclusivity":
    "A server was elected while another leader's lease lasted: that leader may answer reads that miss what the new one commits (dissertation §6.4.1).",
  "informed-successor":
    "A leader told a server to campaign that had not acknowledged its whole log, or a server campaigned by force though nobody had told it to in the term before (dissertation §3.10).",
  "session-expiry":
    "The time of client sessions was not the highest stamp in the log, or a session was used that had been unused for longer than sessions last (dissertation §6.3).",
  "orderly-transfer":
    "A leader went on taking commands while it handed its leadership over, or handed it to a node that cannot lead (dissertation §3.10).",
  durability: "What a client was told was done is gone: a leader or a member does not have it (Raft paper §8).",
  "exactly-once":
    "A command of a client was carried out twice, or its retry was told another outcome (dissertation §6.3).",
  "read-freshness":
    "A read beside the log showed a state older than it promises, or one that never was (dissertation §6.4).",
  linearizability:
    "The answers that clients got fit no order in which a single machine could have given them (Herlihy and Wing, 1990; Raft paper §8).",
  liveness:
    "All faults had stopped, and the cluster did not elect a leader, commit and converge in the time that this takes (Raft paper §5.6).",
  convergence:
    "All faults had stopped, and nodes that gossip do not answer alike, or lost what a client was told is done (Shapiro et al., 2011).",
  determinism: "One seed ran in two ways: something in the core depends on more than its inputs.",
  "machine-failure": "The state machine threw while it applied a command: a process would have ended there.",
  "core-assertion": "A node found that it contradicts itself and stopped: a process would have ended there.",
  "step-law":
    "A node broke a law of its single steps, or a promise to its driver, though nothing that clients see need have fallen: what is said of it names the law.",
};

/** One sentence in plain words, with the section of the paper that promises it. */
export function meaningOf(invariant: string): string {
  const meaning = MEANINGS[invariant];
  if (meaning === undefined) throw new Error(`Nobody has said what "${invariant}" means.`);
  return meaning;
}
