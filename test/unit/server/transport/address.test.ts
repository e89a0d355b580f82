import { expect, test } from "vitest";
import { isWildcard, parseAddress, textOfAddress } from "../../../../src/server/transport/address.ts";

test.each([
  ["127.0.0.1:8001", "127.0.0.1", 8001],
  ["localhost:0", "localhost", 0],
  ["[::1]:65535", "::1", 65535],
])("%s is an address", (text, host, port) => {
  expect(parseAddress(text)).toEqual({ host, port });
  expect(textOfAddress({ host, port })).toBe(text);
});

test.each(["", "8001", ":8001", "host:", "host:65536", "host:-1", "::1:8001", "a b:1", "[::1]", "host:1:2"])(
  '"%s" is none',
  (text) => {
    expect(parseAddress(text)).toBeUndefined();
  },
);

test.each(["0.0.0.0:1", "[::]:1", "[0:0:0:0:0:0:0:0]:1", "0:1"])("%s is everywhere", (text) => {
  expect(isWildcard(parseAddress(text)!)).toBe(true);
});

test.each(["10.0.0.0:1", "[::1]:1", "node-0:0", "127.0.0.1:0"])("%s is one place", (text) => {
  expect(isWildcard(parseAddress(text)!)).toBe(false);
});
