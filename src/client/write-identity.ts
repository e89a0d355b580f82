import { randomUUID } from "node:crypto";

/**
 * By what the servers know a write that they have seen before, so that it is carried out once however often it is sent:
 * a text of its own, or its number in a session.
 */
export type WriteIdentity =
  | { readonly kind: "idempotency-key"; readonly key: string }
  | { readonly kind: "session"; readonly client: number; readonly session: number; readonly sequence: number };

export function newIdempotencyKey(): WriteIdentity {
  return { kind: "idempotency-key", key: randomUUID() };
}

export function identityHeaders(identity: WriteIdentity | undefined): Record<string, string> {
  if (identity === undefined) return {};
  if (identity.kind === "idempotency-key") return { "idempotency-key": identity.key };
  return {
    "kraft-client": String(identity.client),
    "kraft-session": String(identity.session),
    "kraft-sequence": String(identity.sequence),
  };
}

/** A session that servers keep for a client. One write at a time: each waits for the answer to the last. */
export class ClientSession {
  readonly client: number;
  readonly session: number;
  private sequence = 0;

  constructor(client: number, session: number) {
    this.client = client;
    this.session = session;
  }

  /** The identity of the next write. */
  next(): WriteIdentity {
    this.sequence++;
    return { kind: "session", client: this.client, session: this.session, sequence: this.sequence };
  }
}
