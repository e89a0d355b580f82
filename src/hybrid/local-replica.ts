import { type CrdtName, type CrdtOperation, type CrdtState, type CrdtValue, crdtType } from "../crdt/index.ts";
import type { KeyTypes } from "./key-types.ts";
import { type KeyedState, KeyedStates } from "./keyed-states.ts";
import { decodeStates, encodeStates } from "./states-bytes.ts";

/** What the log has come to for a key on this node. */
export type LogState = (key: string, name: CrdtName) => CrdtState;

/**
 * What one node knows beside the log: what was done here, and what was heard of what was done elsewhere. Its replica is
 * named after the node. The log's state is never merged into it, nor it into the log's; they are joined for the answer.
 *
 * An operation becomes known in two steps. `begin` computes its delta; `complete` takes it in, when it is durable. Until
 * then nobody is told of it: a node that told of an addition and forgot it in a crash would give the next one the same
 * name, and those who heard of both would never agree.
 */
export class LocalReplica {
  private readonly node: number;
  private readonly types: KeyTypes;
  /** What is durable here, or was heard. */
  private readonly known: KeyedStates;
  /** The same, and what has begun. */
  private readonly begun: KeyedStates;
  /** What was learned since it was last told. */
  private readonly news: KeyedStates;

  constructor(node: number, types: KeyTypes, known: KeyedStates, begun = known.fork(), news = known.fork()) {
    this.node = node;
    this.types = types;
    this.known = known;
    this.begun = begun;
    this.news = news;
  }

  /**
   * What an operation adds that is carried out here, on all that this node knows, the log's state included.
   *
   * @throws CrdtLimitError
   */
  begin(key: string, name: CrdtName, operation: CrdtOperation, log: LogState): KeyedState {
    const type = crdtType(name);
    const state = type.delta(type.merge(log(key, name), this.begun.of(key, name)), this.node, operation);
    const delta = { key, name, state };
    this.begun.merge(delta);
    return delta;
  }

  complete(delta: KeyedState): void {
    if (this.known.merge(delta)) this.news.merge(delta);
  }

  /**
   * Another node told this; what is new here is told on.
   *
   * @throws CrdtBytesError if it is damaged, or of other types than are declared here: then nothing was heard.
   */
  hear(told: Uint8Array): void {
    for (const heard of decodeStates(told, this.types)) {
      if (!this.known.merge(heard)) continue;
      this.begun.merge(heard);
      this.news.merge(heard);
    }
  }

  /**
   * All that is known, or what is new since this was asked for last; undefined if that is nothing. News that get lost come
   * with the next that tells all.
   */
  tell(what: "all" | "news"): Uint8Array | undefined {
    const told = (what === "all" ? this.known : this.news).list();
    this.news.clear();
    return told.length === 0 ? undefined : encodeStates(told);
  }

  /** What the log and gossip together have come to on this node. */
  valueOf(key: string, name: CrdtName, log: LogState): CrdtValue {
    const type = crdtType(name);
    return type.value(type.merge(log(key, name), this.known.of(key, name)));
  }

  /**
   * What it would answer after these operations, if nobody did anything meanwhile and none were durable before the last
   * had begun. It stays as it is.
   *
   * @throws CrdtLimitError
   */
  valueAfter(key: string, name: CrdtName, operations: readonly CrdtOperation[], log: LogState): CrdtValue {
    const copy = this.fork();
    const deltas = operations.map((operation) => copy.begin(key, name, operation, log));
    for (const delta of deltas) copy.complete(delta);
    return copy.valueOf(key, name, log);
  }

  /** A 32-bit integer hash of the same for all keys: equal on nodes that would answer everything alike. */
  hashWith(logged: readonly KeyedState[]): number {
    const joined = new KeyedStates();
    for (const state of [...this.known.list(), ...logged]) joined.merge(state);
    return joined.hash;
  }

  fork(): LocalReplica {
    return new LocalReplica(this.node, this.types, this.known.fork(), this.begun.fork(), this.news.fork());
  }
}
