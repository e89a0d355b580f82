import fc from "fast-check";
import { expect, test } from "vitest";
import { EndpointError, parseEndpoint, parseEndpoints } from "../../../src/client/index.ts";

test.each([
  ["127.0.0.1:9001", { host: "127.0.0.1", port: 9001, text: "127.0.0.1:9001" }],
  ["http://localhost:80/", { host: "localhost", port: 80, text: "localhost:80" }],
  ["[::1]:9001", { host: "::1", port: 9001, text: "[::1]:9001" }],
])("%s is an address", (typed, endpoint) => {
  expect(parseEndpoint(typed)).toEqual(endpoint);
});

test.each(["", "9001", "localhost", "localhost:", "localhost:0", "localhost:65536", "a b:1", "https://x:1", "x:1/y"])(
  "%j is none, and that is told in one line",
  (typed) => {
    expect(() => parseEndpoint(typed)).toThrow(EndpointError);
    expect(() => parseEndpoint(typed)).toThrow(/^[^\n]* takes HOST:PORT, as 127.0.0.1:9001$/);
  },
);

test("any text is an address or is refused", () => {
  fc.assert(
    fc.property(fc.string(), (typed) => {
      try {
        expect(parseEndpoint(typed).port).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(EndpointError);
      }
    }),
  );
});

test("several stand with commas between them", () => {
  expect(parseEndpoints("a:1, b:2").map(({ text }) => text)).toEqual(["a:1", "b:2"]);
});
