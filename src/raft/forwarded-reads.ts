import type { ReadIndexResponse } from "./message.ts";
import type { Output } from "./output.ts";
import type { RaftState } from "./state.ts";

/** Asks the leader what is committed on behalf of all reads that wait (dissertation §6.4); one question at a time. */
export function forwardReads(raft: RaftState, output: Output): void {
  const { reads } = raft;
  // Whoever knows no leader gathers none.
  if (reads.gathered.length === 0 || reads.question !== undefined || raft.role === "leader") return;
  reads.context++;
  reads.question = {
    context: reads.context,
    sinceUs: raft.nowUs,
    sentUs: raft.nowUs,
    reads: reads.gathered,
  };
  reads.gathered = [];
  sendQuestion(raft, output, reads.context);
}

/** The leader was heard from, and has not answered since the last heartbeat was due: the question may be lost. */
export function askAgain(raft: RaftState, output: Output): void {
  const { question } = raft.reads;
  if (question === undefined || raft.nowUs - question.sentUs < raft.options.heartbeatIntervalUs) return;
  raft.reads.question = { ...question, sentUs: raft.nowUs };
  sendQuestion(raft, output, question.context);
}

function sendQuestion(raft: RaftState, output: Output, context: number): void {
  raft.ledger.sendOnceDurable(output, {
    kind: "read-index-request",
    from: raft.id,
    to: raft.leader,
    term: raft.term,
    context,
  });
}

/** The answer covers all that was decided when the question was first sent, however often it was sent. */
export function onReadIndexResponse(raft: RaftState, response: ReadIndexResponse): void {
  const { reads } = raft;
  const { question } = reads;
  if (question?.context !== response.context) return;
  const { index } = response;
  reads.question = undefined;
  reads.known = { index, sinceUs: question.sinceUs };
  for (const request of question.reads) reads.ready.push({ read: request, index, by: "read-index" });
}
