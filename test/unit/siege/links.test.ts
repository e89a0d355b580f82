import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LOOPBACK, until } from "../../../src/cluster/index.ts";
import { type Cut, Links } from "../../../src/siege/links.ts";

/** Longer than bytes take on loopback: what has not arrived by then is held up. */
const HOLD_MS = 150;

/** Hears what is said to a node, and can say something back. */
class Ear {
  readonly server: Server;
  heard = "";
  sockets: Socket[] = [];

  constructor() {
    this.server = createServer((socket) => {
      this.sockets.push(socket);
      socket.on("data", (bytes) => (this.heard += bytes)).on("error", () => {});
    });
  }
}

let ears: Ear[];
let links: Links;
const dialers: Socket[] = [];

beforeEach(async () => {
  ears = [new Ear(), new Ear(), new Ear()];
  await Promise.all(ears.map(({ server }) => once(server.listen(0, LOOPBACK), "listening")));
  links = new Links(ears.map(({ server }) => (server.address() as AddressInfo).port));
  await links.listen();
});

afterEach(async () => {
  for (const dialer of dialers.splice(0)) dialer.destroy();
  await links.close();
  for (const { server } of ears) server.close();
});

/** A connection that node 1 has made to node 2, over which both have spoken. */
async function talk(from = 1, to = 2): Promise<{ dialer: Socket; ear: Ear; answers: () => string }> {
  const [host, port] = links.addressOf(from, to).split(":");
  const dialer = connect(Number(port), host);
  dialers.push(dialer);
  let answers = "";
  dialer.on("data", (bytes) => (answers += bytes)).on("error", () => {});
  const ear = ears[to - 1]!;
  dialer.write("hello ");
  await until(() => ear.heard.endsWith("hello ") || undefined, 60_000);
  ear.sockets.at(-1)!.write("welcome ");
  await until(() => answers === "welcome " || undefined, 60_000);
  return { dialer, ear, answers: () => answers };
}

test("what nodes say to each other passes both ways, and is known to pass", async () => {
  expect(links.areUsed).toBe(false);
  const { ear, answers } = await talk();
  expect([ear.heard, answers()]).toEqual(["hello ", "welcome "]);
  expect(links.areUsed).toBe(true);
});

describe("node 1, which has dialed, is cut off", () => {
  test.each<[Cut, string, string]>([
    ["silent", "", ""],
    ["mute", "", "back"],
    ["deaf", "forth", ""],
  ])("%s: what is held up arrives when the link is healed", async (cut, forth, back) => {
    const { dialer, ear, answers } = await talk();
    links.cut(new Set([1]), cut);
    dialer.write("forth");
    ear.sockets[0]!.write("back");
    await until(() => (ear.heard.endsWith(forth) && answers().endsWith(back)) || undefined, 60_000);
    await sleep(HOLD_MS);
    expect([ear.heard, answers()]).toEqual([`hello ${forth}`, `welcome ${back}`]);
    links.heal();
    await until(() => (ear.heard.endsWith("forth") && answers().endsWith("back")) || undefined, 60_000);
    expect([ear.heard, answers()]).toEqual(["hello forth", "welcome back"]);
  });

  test("the same node is mute also where it was dialed", async () => {
    const { dialer, ear, answers } = await talk();
    links.cut(new Set([2]), "mute");
    dialer.write("forth");
    ear.sockets[0]!.write("back");
    await until(() => ear.heard.endsWith("forth") || undefined, 60_000);
    await sleep(HOLD_MS);
    expect([ear.heard, answers()]).toEqual(["hello forth", "welcome "]);
  });

  test("broken: connections end, none can be made, and afterwards they can", async () => {
    const { dialer } = await talk();
    const ended = once(dialer, "close");
    links.cut(new Set([1]), "broken");
    await ended;
    const [host, port] = links.addressOf(2, 1).split(":");
    const refused = connect(Number(port), host);
    refused.on("error", () => {});
    await once(refused, "close");
    expect(ears[0]!.sockets).toHaveLength(0);
    links.heal();
    expect((await talk(2, 1)).answers()).toBe("welcome ");
  });

  test("the others still hear each other", async () => {
    const { dialer, ear } = await talk(2, 3);
    links.cut(new Set([1]), "silent");
    links.cut(new Set([1]), "broken");
    dialer.write("forth");
    await until(() => ear.heard.endsWith("forth") || undefined, 60_000);
    expect(ear.heard).toBe("hello forth");
  });
});
