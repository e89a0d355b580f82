import { describe, expect, test } from "vitest";
import { z } from "zod";
import { LATER, strictSince } from "../../../../src/fuzz/tape/later.ts";
import { setupSchema } from "../../../../src/fuzz/tape/setup-schema.ts";
import { smallTape } from "./small-tape.ts";

describe("a field that came later", () => {
  const schema = strictSince(
    { preVote: z.boolean(), asyncWrites: z.boolean(), batch: z.int() },
    { asyncWrites: false },
  );

  test("is as it was before, where a tape does not say it", () => {
    expect(schema.parse({ preVote: true, batch: 2 })).toEqual({ preVote: true, asyncWrites: false, batch: 2 });
  });

  test("is as the tape says, where it does", () => {
    const said = { preVote: true, asyncWrites: true, batch: 2 };
    expect(schema.parse(said)).toEqual(said);
    expect(schema.safeParse({ ...said, asyncWrites: 1 }).success).toBe(false);
  });

  test("excuses no other that is missing or that nobody knows", () => {
    expect(schema.safeParse({ preVote: true }).success).toBe(false);
    expect(schema.safeParse({ preVote: true, batch: 2, luck: 1 }).success).toBe(false);
  });

  test("must have a schema, and a value of before that the schema allows", () => {
    expect(() => strictSince({ batch: z.int() }, { luck: 1 })).toThrow('"luck" came later, but has no schema');
    expect(() => strictSince({ batch: z.int() }, { batch: "many" })).toThrow();
  });
});

test("of a setup every part may have such fields, and all others must be said", () => {
  const { profile } = smallTape.setup;
  for (const [part, later] of Object.entries(LATER) as [keyof typeof LATER, object][]) {
    for (const name of Object.keys(profile[part])) {
      const { [name]: _, ...rest } = profile[part] as unknown as Record<string, unknown>;
      const setup = { ...smallTape.setup, profile: { ...profile, [part]: rest } };
      expect(setupSchema.safeParse(setup).success, `${part}.${name}`).toBe(name in later);
    }
  }
});
