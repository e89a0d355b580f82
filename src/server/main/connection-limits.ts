/** How many connections others may have with this server at one time. */
export interface ConnectionLimits {
  readonly api: number;
  readonly transport: number;
}

/** What a server of a large cluster uses is far below both. */
const MOST: ConnectionLimits = { api: 10_000, transport: 1_000 };

interface Report {
  readonly userLimits?: { readonly open_files?: { readonly soft: number | "unlimited" } };
}

/**
 * Shares of the descriptors that the system gives this process: whoever keeps connections open must not take those that
 * the log, its snapshots, and connections to other servers need.
 */
export function connectionLimits(descriptors = openFilesLimit()): ConnectionLimits {
  return {
    api: Math.min(MOST.api, Math.floor(descriptors / 2)),
    transport: Math.min(MOST.transport, Math.floor(descriptors / 8)),
  };
}

/** Infinity where the system sets none. */
function openFilesLimit(): number {
  const limit = (process.report.getReport() as Report).userLimits?.open_files?.soft;
  return typeof limit === "number" ? limit : Number.POSITIVE_INFINITY;
}
