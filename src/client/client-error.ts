/** What a client is told when it did not get an answer it could use. */
export abstract class ClientError extends Error {}

/** No server took the request within its time. It had no effect and never will. */
export class UnavailableError extends ClientError {
  override readonly name = "UnavailableError";
}

/** A server may have taken a write, and what became of it was not heard: it may have happened, or may yet. */
export class OutcomeUnknownError extends ClientError {
  override readonly name = "OutcomeUnknownError";
}

/** A server says no, and would again. The request had no effect. */
export class RefusedError extends ClientError {
  override readonly name = "RefusedError";
  readonly status: number;
  /** As the API names it: "value-too-large". */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Whoever listens there does not speak the API of a kraft server. */
export class StrangerError extends ClientError {
  override readonly name = "StrangerError";
}

/** An address that is not "host:port". */
export class EndpointError extends ClientError {
  override readonly name = "EndpointError";
}
