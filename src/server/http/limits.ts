/** How much the API takes. All but the size of a value can be changed while it runs: see `RELOADABLE`. */
export interface ApiLimits {
  /** Of a key's UTF-8, at most `HIGHEST_KEY_BYTES`. */
  readonly maxKeyBytes: number;
  /** Of a value's UTF-8. What a body as a whole may hold is fixed when the API begins: see `ApiOptions`. */
  readonly maxValueBytes: number;
  /** Requests for keys and sessions that wait for the node at one time; one more is refused with 503. */
  readonly maxInFlight: number;
  /** How long a request may take before it is answered with 504. */
  readonly requestTimeoutMs: number;
}

export const DEFAULT_LIMITS: ApiLimits = {
  maxKeyBytes: 1_024,
  maxValueBytes: 1_048_576,
  maxInFlight: 4_096,
  requestTimeoutMs: 5_000,
};

/** URL-encoded, a longer key would not fit into the 16 KiB that node:http takes as the head of a request. */
export const HIGHEST_KEY_BYTES = 4_096;

/** The limits in force, and how much of them is used. */
export class Admission {
  limits: ApiLimits;
  private inFlight = 0;

  constructor(limits: ApiLimits) {
    this.limits = limits;
  }

  get count(): number {
    return this.inFlight;
  }

  /** False where the request must be refused; otherwise `leave` has to follow. */
  enter(): boolean {
    if (this.inFlight >= this.limits.maxInFlight) return false;
    this.inFlight++;
    return true;
  }

  leave(): void {
    this.inFlight--;
  }
}
