import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { playTranscript } from "./transcript.ts";

const FOLDER = new URL("../../golden/raft/", import.meta.url);

/** With UPDATE_TRANSCRIPTS=1 in the environment the transcripts are written anew: read what changed before you keep it. */
const { UPDATE_TRANSCRIPTS } = process.env;

describe("transcripts of the core", () => {
  for (const name of readdirSync(FOLDER).sort()) {
    test(name, () => {
      const file = new URL(name, FOLDER);
      const text = readFileSync(file, "utf8");
      const played = playTranscript(text);
      if (UPDATE_TRANSCRIPTS === "1") writeFileSync(file, played);
      else expect(played).toBe(text);
    });
  }
});
