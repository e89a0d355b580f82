import type { SessionLimits } from "../../machine/index.ts";
import type { NodeId, Raft, RaftOptions } from "../../raft/index.ts";
import type { FileReader, Storage } from "../../storage/index.ts";
import type { FileRunner } from "../files/file-runner.ts";
import type { Claim } from "../files/held-lock.ts";
import type { Transport } from "../transport/transport.ts";
import type { AppliedMachine } from "./applied-machine.ts";
import type { NodeAddress } from "./node.ts";
import type { NodeClock } from "./node-clock.ts";
import type { NodeListener } from "./node-listener.ts";

/** How a node is set up. */
export interface NodeSettings {
  readonly raft: RaftOptions;
  readonly group: number;
  /** Where the files are, for whoever reads what is wrong with them. */
  readonly directory: string;
  /** Where the servers are found as far as this one was told, itself among them. */
  readonly addresses: ReadonlyMap<NodeId, NodeAddress>;
  /** The transports of the others are found there, whatever they announce. */
  readonly pinsPeers: boolean;
  readonly sessions: SessionLimits;
  /** The log is kept in files of about this size. */
  readonly segmentBytes: number;
}

/** What a node is made of: the world outside, and who listens. */
export interface NodeParts {
  readonly files: FileReader;
  readonly runner: FileRunner;
  /** To the files. A node that has lost it says nothing more. */
  readonly claim: Claim;
  readonly transport: Transport;
  readonly listener: NodeListener;
  readonly clock: NodeClock;
}

/** What a node has got from its files. */
export interface NodeState {
  readonly raft: Raft;
  readonly storage: Storage;
  readonly machine: AppliedMachine;
}
