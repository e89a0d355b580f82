import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "./package-root.ts";

/** As this process found it when it began: a build that is made meanwhile does not change what it has loaded. */
export const BUILD = describeBuild(PACKAGE_ROOT);

/**
 * Of which sources a build was made, in words that continue "kraft is". Whoever builds only a part leaves no stamp; two
 * such builds say the same, as nothing tells them apart.
 */
export function describeBuild(root: string): string {
  const sources = stampOf(root)?.slice(0, 8) ?? "";
  return sources === "" ? "built of unknown sources" : `built of sources ${sources}`;
}

/** What `npm run build` wrote last of all. */
function stampOf(root: string): string | undefined {
  try {
    return readFileSync(join(root, "dist/built-from"), "utf8").trim();
  } catch {
    return undefined;
  }
}
