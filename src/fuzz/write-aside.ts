import { renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes a file beside its place and moves it there, so that nobody ever sees half of one. What was there is
 * replaced, and stays what it was if the new one cannot be written. Its folder must be there. Throws the system's error.
 */
export function writeAside(path: string, text: string): void {
  const aside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(aside, text);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
