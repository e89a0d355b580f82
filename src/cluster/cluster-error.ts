/** What was asked of a local cluster cannot be done. The message is one line that says why, and what to do instead. */
export class ClusterError extends Error {
  override readonly name: string = "ClusterError";
}

/** A local cluster cannot be kept where it should. */
export class DirectoryError extends ClusterError {
  override readonly name = "DirectoryError";

  constructor(directory: string, { message }: Error) {
    super(`${directory} cannot be used: ${message}`);
  }
}

/** A server that was started is not there any more. */
export class EndedAtOnceError extends ClusterError {
  override readonly name = "EndedAtOnceError";
}

/** Found before anything was started. */
export class PortInUseError extends ClusterError {
  override readonly name = "PortInUseError";

  constructor(node: number, port: number) {
    super(`port ${port}, which node ${node} needs, is in use`);
  }
}
