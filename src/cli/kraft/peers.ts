import type { NodeAddress } from "../../server/node/node.ts";
import { quoted } from "../command-line.ts";
import { UsageError } from "../usage-error.ts";

/** "2=127.0.0.1:8002/127.0.0.1:9002,3=127.0.0.1:8003": the API address is optional, and empty when missing. */
export function parsePeers(typed: string, own: number | undefined): Map<number, NodeAddress> {
  const peers = new Map<number, NodeAddress>();
  for (const peer of typed.split(",")) {
    const found = /^([1-9]\d{0,8})=([^/]+)(?:\/(.+))?$/.exec(peer.trim());
    const [id, transport, api = ""] = [Number(found?.[1]), found?.[2], found?.[3]];
    if (transport === undefined || !isAddress(transport) || (api !== "" && !isAddress(api))) {
      throw new UsageError(`--peers takes ID=HOST:PORT or ID=HOST:PORT/APIHOST:APIPORT, not ${quoted(peer)}`);
    }
    if (id === own) throw new UsageError(`--peers names the others, and ${own} is this server itself`);
    if (peers.has(id)) throw new UsageError(`--peers names ${id} twice`);
    peers.set(id, { transport, api });
  }
  return peers;
}

function isAddress(text: string): boolean {
  const found = /^(?:\[[0-9a-f:.]+\]|[^:\s[\],]+):(\d{1,5})$/i.exec(text);
  const port = Number(found?.[1]);
  return port > 0 && port < 65_536;
}
