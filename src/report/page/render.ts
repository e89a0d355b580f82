import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { PackedReport } from "./packed-report.ts";
import { packReport } from "./packed-report.ts";
import type { ReportData } from "./report-data.ts";

/** Where the data go in the template: the contents of a block that no browser executes. */
const DATA_MARK = "REPORT_DATA";

/**
 * One HTML file that needs nothing else. The data are in it gzipped and in base64, whose letters mean nothing in HTML:
 * nothing that a run can say is ever part of the markup.
 */
export function renderReport(data: ReportData): string {
  const template = readTemplate();
  const [before, after] = template.split(DATA_MARK);
  if (after === undefined) throw new Error(`The template of the report has no place for data: no ${DATA_MARK} in it.`);
  return before + encode(packReport(data)) + after;
}

function encode(report: PackedReport): string {
  return gzipSync(JSON.stringify(report)).toString("base64");
}

function readTemplate(): string {
  return readFileSync(join(packageRoot(import.meta.dirname), "dist", "report", "template.html"), "utf8");
}

function packageRoot(from: string): string {
  if (existsSync(join(from, "package.json"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`no package.json above ${import.meta.dirname}`);
  return packageRoot(parent);
}
