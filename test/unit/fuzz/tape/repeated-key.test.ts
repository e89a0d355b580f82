import fc from "fast-check";
import { expect, test } from "vitest";
import { repeatedKey } from "../../../../src/fuzz/tape/repeated-key.ts";

test.each([
  ['{ "a": 1, "b": 2, "a": 1 }', "a"],
  ['{ "a": [{ "b": 0 }, { "b": { "c": [], "d": "c", "c": {} } }] }', "a.1.b.c"],
  ['[[1, 2], [{ "a": [1, 2], "b": 3 }, 4, { "a" : 1 , "a" : 2 }]]', "1.2.a"],
  [String.raw`{ "ä\"": 1, "\u00e4\"": 2 }`, 'ä"'],
])("in %s it is %s", (text, path) => {
  JSON.parse(text);
  expect(repeatedKey(text)).toBe(path);
});

test("there is none where other objects have the same key, or a string reads like one", () => {
  const text = String.raw`{ "a": { "a": "a", "b": "\"a\": 1, {[" }, "c": [{ "a": 1 }, { "a": "\\" }], "b": "a" }`;
  JSON.parse(text);
  expect(repeatedKey(text)).toBeUndefined();
});

test("there is none in what JavaScript writes", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(repeatedKey(JSON.stringify(value, null, 1))).toBeUndefined();
    }),
  );
});

test("the first of any object is found when it comes again at its end", () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
  fc.assert(
    fc.property(objects, (object) => {
      const [key] = Object.keys(object);
      expect(repeatedKey(`[0, ${JSON.stringify(object).slice(0, -1)}, ${JSON.stringify(key)}: 0}]`)).toBe(`1.${key}`);
    }),
  );
});
