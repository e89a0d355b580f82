import { parseAddress } from "../address.ts";
import type { TransportOptions } from "../options.ts";
import { RefusalError } from "../refusal.ts";
import type { Greeting } from "./connection.ts";
import type { Link } from "./link.ts";

/** What speaks against a greeting, and so against the connection; undefined if nothing does. */
export function objectionTo(
  { cluster: ownCluster, id }: TransportOptions,
  link: Link,
  { address, cluster, from, to }: Greeting,
): RefusalError | undefined {
  if (cluster !== ownCluster) {
    return new RefusalError("other-cluster", `server ${from} belongs to the cluster "${cluster}"`);
  }
  if (to !== id) return new RefusalError("other-receiver", `server ${from} looks for server ${to}`);
  if (from === id || (link.peer !== undefined && from !== link.peer)) {
    return new RefusalError("other-sender", `server ${from} is where server ${link.peer ?? id} should be`);
  }
  if (!link.connection.proves(from)) {
    return new RefusalError("certificate", `the certificate of server ${from} does not name it`);
  }
  if (parseAddress(address.transport) === undefined) {
    return new RefusalError("malformed", `server ${from} says it is found at "${address.transport}"`);
  }
  return undefined;
}
