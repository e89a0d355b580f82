import { CRDT_NAMES, type CrdtName } from "../crdt/index.ts";

/** A declaration of keys is wrong. The message is one line that says what is allowed. */
export class KeyPatternError extends Error {
  override readonly name = "KeyPatternError";
}

interface Pattern {
  readonly before: string;
  readonly after: string;
  readonly type: CrdtName;
}

/** Which keys hold replicated data types, and of which type: "counter:*" is a counter, whatever stands for the star. */
export class KeyTypes {
  private readonly patterns: readonly Pattern[];

  private constructor(patterns: readonly Pattern[]) {
    this.patterns = patterns;
  }

  /**
   * Of several patterns that fit a key the first one counts.
   *
   * @throws KeyPatternError
   */
  static declare(declarations: Readonly<Record<string, CrdtName>>): KeyTypes {
    return new KeyTypes(Object.entries(declarations).map(([pattern, type]) => parse(pattern, type)));
  }

  /** Undefined for an ordinary key. */
  typeOf(key: string): CrdtName | undefined {
    return this.patterns.find(({ after, before }) => fits(key, before, after))?.type;
  }
}

function parse(pattern: string, type: CrdtName): Pattern {
  const [before, after, ...more] = pattern.split("*");
  if (before === undefined || after === undefined || more.length > 0) {
    throw new KeyPatternError(`a pattern of keys has one star, as "counter:*", and not ${JSON.stringify(pattern)}`);
  }
  if (!CRDT_NAMES.includes(type)) {
    throw new KeyPatternError(`the keys ${pattern} are one of ${CRDT_NAMES.join(", ")}, not ${JSON.stringify(type)}`);
  }
  return { before, after, type };
}

function fits(key: string, before: string, after: string): boolean {
  return key.length >= before.length + after.length && key.startsWith(before) && key.endsWith(after);
}
