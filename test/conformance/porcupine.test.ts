import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkLinearizable, kvModel, registerModel } from "../../invariants/client/linearizability/index.ts";
import { readHistory } from "../../src/histories/history-text.ts";
import { CONFORMANCE, conformanceFolder, NEEDS } from "./conformance.ts";

/** Of the 60 Jepsen logs of etcd, those that are linearizable, as Porcupine finds them. */
const LINEARIZABLE = [2, 5, 7, 18, 25, 31, 38, 45, 48, 49, 51, 53, 56];

describe.skipIf(CONFORMANCE === undefined)(`the verdicts are Porcupine's${NEEDS}`, () => {
  const jepsen = conformanceFolder("porcupine", "jepsen");
  const kv = conformanceFolder("porcupine", "kv");

  test("on 60 Jepsen logs of etcd, and none is hard", () => {
    const files = readdirSync(jepsen).sort();
    expect(files.length).toBe(60);
    const results = files.map((file) => {
      const history = readHistory(readFileSync(join(jepsen, file), "utf8"));
      if (history.model !== "register") throw new Error(`${file} is taken for a history of ${history.model}.`);
      return checkLinearizable(history.operations, registerModel);
    });
    const linearizable = results.flatMap(({ verdict }, number) => (verdict === "linearizable" ? [number] : []));
    expect(linearizable).toEqual(LINEARIZABLE);
    expect(results.filter(({ verdict }) => verdict === "not-linearizable").length).toBe(60 - LINEARIZABLE.length);
    expect(results.reduce((sum, { steps }) => sum + steps, 0)).toBeLessThan(20_000);
  });

  test.each([
    ["c01-ok.txt", "linearizable"],
    ["c01-bad.txt", "not-linearizable"],
    ["c10-ok.txt", "linearizable"],
    ["c10-bad.txt", "not-linearizable"],
  ])("on %s of a key-value store: %s", (file, verdict) => {
    const history = readHistory(readFileSync(join(kv, file), "utf8"));
    if (history.model !== "kv") throw new Error(`${file} is taken for a history of a ${history.model}.`);
    expect(checkLinearizable(history.operations, kvModel).verdict).toBe(verdict);
  });
});
