/** A string, which is a key where a colon follows, or what begins, parts or ends objects and lists. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\],]/g;

/** An object or a list that has begun and not ended. */
interface Open {
  /** Those it has had so far; undefined: it is a list. */
  readonly keys: Set<string> | undefined;
  /** The key or the place in it that the text has come to. */
  at: string | number;
}

/**
 * The path of the first key that an object has twice, or undefined. JSON allows that, and `JSON.parse` keeps the last
 * without a word: a person who added one above it would see nothing change. The text must be JSON.
 */
export function repeatedKey(text: string): string | undefined {
  const open: Open[] = [];
  for (const [token, colon] of text.matchAll(TOKEN)) {
    const inner = open.at(-1);
    if (token === "{") open.push({ keys: new Set(), at: "" });
    else if (token === "[") open.push({ keys: undefined, at: 0 });
    else if (token === "}" || token === "]") open.pop();
    else if (colon !== undefined) {
      const { keys } = inner!;
      inner!.at = JSON.parse(token.slice(0, -colon.length)) as string;
      if (keys!.has(inner!.at)) return open.map(({ at }) => at).join(".");
      keys!.add(inner!.at);
    } else if (token === "," && typeof inner!.at === "number") inner!.at++;
  }
  return undefined;
}
