import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../fuzz/package-root.ts";

/** Of which sources this build was made, in words that continue "kraft is". Whoever builds only a part leaves no stamp. */
export function describeBuild(root = PACKAGE_ROOT): string {
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
