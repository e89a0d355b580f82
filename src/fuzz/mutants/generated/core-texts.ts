import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../../package-root.ts";
import type { Texts } from "./syntax.ts";

const CORE = join(PACKAGE_ROOT, "src/raft");

/** The sources of the core as it ships. */
export function coreTexts(): Texts {
  return Object.fromEntries(
    readdirSync(CORE)
      .sort()
      .map((file) => [file, readFileSync(join(CORE, file), "utf8")]),
  );
}
