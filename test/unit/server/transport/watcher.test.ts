import { afterEach, describe, expect, test } from "vitest";
import { grpcTransport } from "../../../../src/server/transport/grpc/grpc-transport.ts";
import type { TransportOptions } from "../../../../src/server/transport/options.ts";
import { tcpTransport } from "../../../../src/server/transport/tcp/tcp-transport.ts";
import type { OtherSide, TransportWatcher } from "../../../../src/server/transport/watcher.ts";
import { Authority, HAS_OPENSSL } from "./certificates.ts";
import { Station, until } from "./cluster.ts";

const MAKERS = { tcp: tcpTransport, grpc: grpcTransport };
type Kind = keyof typeof MAKERS;

/** A station, and all that its watcher is told. */
class Watched extends Station {
  readonly connections: number[] = [];
  readonly losses: (readonly [OtherSide, string])[] = [];
  readonly refusals: (readonly [OtherSide, string])[] = [];

  constructor(id: number, kind: Kind, options: Partial<TransportOptions> = {}) {
    // The watcher is there as soon as something happens, which is later.
    const watcher: TransportWatcher = {
      connected: (peer) => void this.connections.push(peer),
      unreachable: (other, reason) => void this.losses.push([other, reason]),
      refused: (other, { message }) => void this.refusals.push([other, message]),
    };
    super(id, (all) => MAKERS[kind](all, watcher), options);
  }
}

const open: Watched[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ transport }) => transport.close()));
});

async function listening(id: number, kind: Kind, options: Partial<TransportOptions> = {}): Promise<Watched> {
  const made = new Watched(id, kind, options);
  open.push(made);
  await made.transport.listen(made);
  return made;
}

const kinds: readonly Kind[] = ["tcp", "grpc"];

describe.each(kinds)("who watches over %s hears", (kind) => {
  test("of connections, of peers that cannot be reached, and where and why", async () => {
    const one = await listening(1, kind);
    const two = await listening(2, kind);
    const { address } = two.transport;
    one.transport.setPeers(new Map([[2, [address]]]));
    await until(() => one.connections.includes(2) && two.connections.includes(1), "they are connected");
    await two.transport.close();
    await until(() => one.losses.length > 3, "it was tried again");
    for (const [other] of one.losses) expect(other).toEqual({ peer: 2, address });
    expect(one.losses.at(-1)![1]).toMatch(kind === "tcp" ? /ECONNREFUSED/ : /no connection could be made/);
  });

  test("who of another cluster was refused, and why", async () => {
    const one = await listening(1, kind);
    const two = await listening(2, kind, { cluster: "other" });
    two.transport.setPeers(new Map([[1, [one.transport.address]]]));
    await until(() => one.refusals.length > 0 && two.losses.length > 0, "both sides hear of it");
    const refusal = [{ peer: 2, address: "127.0.0.1" }, 'other-cluster: server 2 belongs to the cluster "other"'];
    expect(one.refusals[0]).toEqual(refusal);
    expect(two.losses[0]![0]).toEqual({ peer: 1, address: one.transport.address });
  });

  test.skipIf(!HAS_OPENSSL)("whose certificate was refused, and why", async () => {
    const [ours, theirs] = [new Authority(), new Authority()];
    try {
      const { authorities } = ours.certificateOf(1);
      const one = await listening(1, kind, { tls: ours.certificateOf(1) });
      const two = await listening(2, kind, { tls: { ...theirs.certificateOf(2), authorities } });
      two.transport.setPeers(new Map([[1, [one.transport.address]]]));
      await until(() => one.refusals.length > 0, "it is refused");
      expect(one.refusals[0]![0]).toEqual({ peer: undefined, address: "127.0.0.1" });
      expect(one.refusals[0]![1]).toMatch(/^certificate: /);
    } finally {
      ours.close();
      theirs.close();
    }
  });
});

test.each([
  ["tcp", "grpc"],
  ["grpc", "tcp"],
] as const)("%s against %s is told by the one of tcp", async (dialing, dialed) => {
  const one = await listening(1, dialed);
  const two = await listening(2, dialing);
  two.transport.setPeers(new Map([[1, [one.transport.address]]]));
  const tcp = dialing === "tcp" ? two : one;
  await until(() => tcp.refusals.length > 0 && two.losses.length > 0, "it is refused");
  expect(tcp.refusals[0]![1]).toMatch(/^stranger: /);
});
