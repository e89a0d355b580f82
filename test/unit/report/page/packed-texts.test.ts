import fc from "fast-check";
import { expect, test } from "vitest";
import { differences, packWords, sums, unpackWords } from "../../../../src/report/page/columns.ts";
import { join, packTexts, unpackTexts } from "../../../../src/report/page/packed-texts.ts";

const sentence = fc
  .array(fc.oneof(fc.nat(), fc.constantFrom(" after ", ":", ", ", "0", "007", "9".repeat(30), "\u0000", "\n", '"')))
  .map((words) => words.join(""));

test("any texts come back", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(sentence, fc.string({ unit: "binary" }))), (texts) => {
      const sent = JSON.parse(JSON.stringify(packTexts(texts)));
      expect(unpackTexts(sent, join)).toEqual(texts);
    }),
  );
});

test("texts that differ only in their numbers share one form", () => {
  const { forms, places } = packTexts(["after 3:2, commit 3", "after 14:2, commit 9", "granted"]);
  expect(forms.map(({ pieces }) => pieces)).toEqual([["after ", ":", ", commit ", ""], ["granted"]]);
  expect(forms[0]!.columns).toEqual([
    [3, 11],
    [2, 0],
    [3, 6],
  ]);
  expect(places).toEqual([0, 0, 1]);
});

test("columns of numbers and of words come back", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.array(fc.string()), (values, words) => {
      expect(sums(differences(values))).toEqual(values);
      expect(unpackWords(packWords(words))).toEqual(words);
    }),
  );
});
