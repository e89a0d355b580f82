import fc from "fast-check";

const anyLeaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  // Zero has no sign in plain data.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.string(),
  fc.constantFrom("", "0", "1", "true", "null"),
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    anyLeaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "ab", "kind", ""), tie("value"), { maxKeys: 4 }),
  ),
}));

/** Any plain data. */
export const anyPlain: fc.Arbitrary<unknown> = value;
