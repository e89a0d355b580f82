import { renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeDirectory } from "../files/make-directory.ts";

/**
 * Writes a file beside its place and moves it there, so that nobody ever sees half of one; its folder is made. What was
 * there is replaced, and stays what it was if the new one cannot be written.
 */
export function writeAside(path: string, text: string): void {
  const aside = `${path}.${process.pid}.part`;
  try {
    makeDirectory(dirname(path));
    writeFileSync(aside, text);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
