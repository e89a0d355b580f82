import { afterAll, describe, expect, test } from "vitest";
import type { TransportTls } from "../../../../src/server/transport/options.ts";
import { Authority, HAS_OPENSSL } from "./certificates.ts";
import { type MakeTransport, Station, until } from "./cluster.ts";
import { transportSuite } from "./transport-suite.ts";

/**
 * What a transport owes its node if all have certificates, and to whom it owes nothing. Not all of them tell a dialer
 * that its peer's certificate is of an unknown authority, and not just that it cannot be reached.
 */
export function certificateSuite(name: string, make: MakeTransport, tellsAuthority: boolean): void {
  describe.skipIf(!HAS_OPENSSL)(`${name} (needs openssl, to make certificates)`, () => {
    const authorities = HAS_OPENSSL ? [new Authority(), new Authority()] : [];
    const [ours, theirs] = authorities as [Authority, Authority];
    afterAll(() => {
      for (const authority of authorities) authority.close();
    });

    transportSuite(name, make, (id) => ({ tls: ours.certificateOf(id) }));

    /** Lets server 2, with this certificate, look for server 1. Returns why it was refused, and by whom. */
    async function refusalOf(tls: TransportTls | undefined, tlsOfOne = ours.certificateOf(1)) {
      const one = new Station(1, make, { tls: tlsOfOne });
      const two = new Station(2, make, { tls });
      await one.transport.listen(one);
      await two.transport.listen(two);
      two.transport.setPeers(new Map([[1, [one.transport.address]]]));
      await until(() => two.unreached.length > 2, "server 2 was refused again and again");
      const [mine, other] = [one.transport.counters, two.transport.counters];
      await Promise.all([one.transport.close(), two.transport.close()]);
      expect([mine.connectionsOpened, other.connectionsOpened]).toEqual([0, 0]);
      return { byOne: Object.keys(mine.refused), byTwo: Object.keys(other.refused) };
    }

    test("a certificate of another authority is refused", async () => {
      const { authorities } = ours.certificateOf(1);
      expect((await refusalOf({ ...theirs.certificateOf(2), authorities })).byOne).toEqual(["certificate"]);
    });

    test("a server with a certificate of another authority is not trusted with a greeting", async () => {
      const { authorities } = ours.certificateOf(1);
      const tlsOfOne = { ...theirs.certificateOf(1), authorities };
      expect((await refusalOf(ours.certificateOf(2), tlsOfOne)).byTwo).toEqual(tellsAuthority ? ["certificate"] : []);
    });

    test("a certificate that names another server is refused", async () => {
      expect((await refusalOf(ours.certificateOf(3))).byOne).toEqual(["certificate"]);
    });

    test("a server that is not the one that was dialed is found out by its certificate", async () => {
      expect((await refusalOf(ours.certificateOf(2), ours.certificateOf(3))).byTwo).toEqual(["certificate"]);
    });

    test("a text that is no certificate is a clear error", async () => {
      const tls = { ...ours.certificateOf(1), certificate: "none" };
      const one = new Station(1, make, { tls });
      await expect(one.transport.listen(one)).rejects.toThrow("cannot use the certificate: ");
    });

    test("authorities without a certificate are a clear error", async () => {
      const { key, ...tls } = ours.certificateOf(1);
      const one = new Station(1, make, { tls: { ...tls, key, authorities: key } });
      await expect(one.transport.listen(one)).rejects.toThrow(/^cannot use the authorities: /);
    });

    test("who speaks no TLS is refused", async () => {
      expect((await refusalOf(undefined)).byOne).toEqual(["stranger"]);
    });
  });
}
