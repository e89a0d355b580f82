import type { FastifyInstance } from "fastify";

/** Which methods there are at which paths, to tell a wrong method from a wrong path. */
export class KnownRoutes {
  private readonly paths = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** Hears of every route that is added from now on. */
  listenTo(app: FastifyInstance): void {
    app.addHook("onRoute", ({ url, method }) => {
      const path = this.paths.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
      for (const one of [method].flat()) path.methods.add(one);
      this.paths.set(url, path);
    });
  }

  /** `url` may have a query. Sorted; empty where there is nothing. */
  methodsAt(url: string): string[] {
    const path = url.split("?", 1)[0]!;
    for (const { pattern, methods } of this.paths.values()) if (pattern.test(path)) return [...methods].sort();
    return [];
  }
}

/** Each ":name" stands for one part of the path. */
function patternOf(url: string): RegExp {
  const parts = url
    .split("/")
    .map((part) => (part.startsWith(":") ? "[^/]*" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${parts.join("/")}$`);
}
