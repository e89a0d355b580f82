import { expect, test } from "vitest";
import { parsePeers } from "../../../../src/cli/kraft/peers.ts";
import { UsageError } from "../../../../src/cli/usage-error.ts";

test("peers have a transport address, and may have an API address", () => {
  expect([...parsePeers("2=127.0.0.1:8002/127.0.0.1:9002, 3=[::1]:8003,40=n40.example:1", 1)]).toEqual([
    [2, { transport: "127.0.0.1:8002", api: "127.0.0.1:9002" }],
    [3, { transport: "[::1]:8003", api: "" }],
    [40, { transport: "n40.example:1", api: "" }],
  ]);
});

test.each([
  ["", '--peers takes ID=HOST:PORT or ID=HOST:PORT/APIHOST:APIPORT, not ""'],
  ["2=127.0.0.1", 'not "2=127.0.0.1"'],
  ["2=127.0.0.1:0", 'not "2=127.0.0.1:0"'],
  ["2=127.0.0.1:65536", 'not "2=127.0.0.1:65536"'],
  ["0=127.0.0.1:1", 'not "0=127.0.0.1:1"'],
  ["x=127.0.0.1:1", 'not "x=127.0.0.1:1"'],
  ["2=127.0.0.1:1/", 'not "2=127.0.0.1:1/"'],
  ["2=127.0.0.1:1/9002", 'not "2=127.0.0.1:1/9002"'],
  ["2=127.0.0.1:1,", 'not ""'],
  ["2=a:1,2=b:1", "--peers names 2 twice"],
  ["1=a:1", "--peers names the others, and 1 is this server itself"],
])("%j is refused in one line", (typed, message) => {
  expect(() => parsePeers(typed, 1)).toThrow(UsageError);
  expect(() => parsePeers(typed, 1)).toThrow(message);
});
