import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { readAnswer, Writer } from "../../../../src/bench/real/writer.ts";
import { parseEndpoint } from "../../../../src/client/index.ts";

test("an answer is read once it is whole", () => {
  const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"key":1}';
  for (let length = 0; length < whole.length; length++) expect(readAnswer(whole.slice(0, length))).toBeUndefined();
  expect(readAnswer(whole)).toEqual({ status: 200 });
});

test("a redirect names the leader", () => {
  const answer = "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:9002/kv/a\r\ncontent-length: 0\r\n\r\n";
  expect(readAnswer(answer)).toEqual({ status: 307, location: "127.0.0.1:9002" });
});

/** A server that answers with these statuses in turn, the last of them for ever. Gives how often it was asked. */
async function server(location: () => string, ...statuses: number[]) {
  let asked = 0;
  const listening = createServer((request, response) => {
    request.resume();
    const status = statuses[Math.min(asked++, statuses.length - 1)]!;
    if (status === 0) response.destroy();
    else response.writeHead(status, status === 307 ? { location: `http://${location()}/kv/a` } : {}).end("{}");
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  const endpoint = parseEndpoint(`127.0.0.1:${(listening.address() as AddressInfo).port}`);
  return { endpoint, asked: () => asked };
}

test("a writer follows a redirect, bears a refusal and a lost connection, and counts only what was done", async () => {
  const leader = await server(() => "", 503, 0, 200);
  const follower = await server(() => leader.endpoint.text, 307);
  let completions = 0;
  const writer = await new Promise<Writer>((resolve) => {
    const one = new Writer([follower.endpoint, leader.endpoint], 0, "a", ({ startMs, endMs, aliveMs }) => {
      expect(startMs).toBeLessThanOrEqual(aliveMs);
      expect(aliveMs).toBeLessThanOrEqual(endMs);
      if (++completions === 20) resolve(one);
    });
  });
  writer.end();
  // Twenty that were answered, the refusal, the lost one, and one that was on its way when the writer was ended.
  expect(leader.asked()).toBeGreaterThanOrEqual(22);
  expect(leader.asked()).toBeLessThanOrEqual(23);
  expect(follower.asked()).toBeGreaterThan(0);
  expect(completions).toBe(20);
});
