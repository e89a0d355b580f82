import { ClientError, EndpointError } from "../../client/index.ts";
import { ClusterError } from "../../cluster/index.ts";
import type { Command } from "../command-line.ts";
import type { Work } from "../command-process.ts";
import { EXIT } from "../exit-status.ts";
import { UsageError } from "../usage-error.ts";

/** One of the things that `kraft` does. */
export interface KraftCommand {
  readonly command: Command;
  readonly work: Work;
  /** Of errors that only this command can meet. */
  readonly statusOf?: (error: unknown) => number | undefined;
}

/** What a person typed is wrong, or what was asked for cannot be had now. */
export function statusOfKraft(error: unknown): number | undefined {
  if (error instanceof UsageError || error instanceof EndpointError) return EXIT.usage;
  if (error instanceof ClientError || error instanceof ClusterError) return EXIT.failed;
  return undefined;
}
