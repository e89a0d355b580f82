/** What a command's exit status says. */
export const EXIT = {
  nothingFound: 0,
  /** Of `kraft`: it is as it was asked for. */
  done: 0,
  /** A violation: also of liveness or determinism. Of the catalogue: a mutant that did not fare as expected. */
  found: 1,
  /** Of `kraft`: the cluster said no, or could not be asked. */
  failed: 1,
  /** The command line, or a file it names, is wrong; nothing was run. */
  usage: 2,
  /** The lab itself failed, or could not write what it was to keep. */
  crashed: 3,
  /** No run finished in the time allowed: nothing was judged. */
  nothingJudged: 3,
  /** Not every scope ended in the time or memory allowed: what is left was not judged. */
  notAllJudged: 3,
  /** Whether a history is linearizable stayed open: the steps were too few. */
  undecided: 4,
  /** A person told it to end (SIGINT), or the system did (SIGTERM). */
  interrupted: 130,
  terminated: 143,
} as const;
