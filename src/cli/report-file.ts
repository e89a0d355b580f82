import { basename, join } from "node:path";
import { writeAside } from "../fuzz/write-aside.ts";

/** Where reports go that are given no place of their own, from the working directory. */
const REPORTS = "reports";

/** A report that cannot be written. The message is one line for people. */
export class ReportError extends Error {
  override readonly name = "ReportError";
}

/** Where the report of a tape goes if nobody says otherwise. */
export function reportPath(tape: string): string {
  return join(REPORTS, `${basename(tape, ".json")}.html`);
}

/** Writes a report; one that was there is replaced. @throws ReportError */
export function writeReport(path: string, html: string): void {
  try {
    writeAside(path, html);
  } catch (error) {
    throw new ReportError(`cannot write the report ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}
