/** What anyone may know of a storage. */
export interface StorageStatus {
  /** The log begins after it. */
  readonly baseIndex: number;
  /** Of the last entry, durable or under way. */
  readonly lastIndex: number;
  /** Of the newest durable snapshot; 0 if there is none. */
  readonly snapshotIndex: number;
  readonly snapshotBytes: number;
  /** How many files the log lies in. */
  readonly segments: number;
  readonly isBatchUnderWay: boolean;
  /** Why nothing is written any more; undefined as long as it is. */
  readonly failure: string | undefined;
}
