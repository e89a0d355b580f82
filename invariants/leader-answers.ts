interface Answer {
  term: number;
  value: number;
}

/** The highest value that each node has answered each leader with, in the newest term in which it answered that one. */
export class LeaderAnswers {
  /** By leader, then by node. */
  private readonly answers: (Answer | undefined)[][] = [];

  note(leader: number, node: number, term: number, value: number): void {
    this.answers[leader] ??= [];
    const own = this.answers[leader];
    const known = own[node];
    if (known === undefined || term > known.term) own[node] = { term, value };
    else if (term === known.term && value > known.value) known.value = value;
  }

  /** 0 if the node has answered nothing in that term, or has answered the leader in a later one. */
  highestOf(leader: number, node: number, term: number): number {
    const known = this.answers[leader]?.[node];
    return known?.term === term ? known.value : 0;
  }

  fork(): LeaderAnswers {
    const copy = new LeaderAnswers();
    this.answers.forEach((own, leader) => {
      copy.answers[leader] = own.map((answer) => answer && { ...answer });
    });
    return copy;
  }
}
