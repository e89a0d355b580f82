import { differences, sums } from "./columns.ts";
import { type Excerpt, excerpt } from "./excerpt.ts";
import { type PackedChronicle, packChronicle } from "./packed-chronicle.ts";
import { join, type PackedTexts, packTexts, unpackTexts } from "./packed-texts.ts";
import type { ReportData } from "./report-data.ts";
import { unpackChronicle } from "./unpack-chronicle.ts";

/** What a browser holds without effort. Of longer runs the report shows the end, and says so. */
export const MAX_STEPS = 120_000;

type Plain = Omit<ReportData, "chronicle" | "causes" | "story" | "tapeFile">;

export interface PackedReport extends Plain, Pick<Excerpt, "omittedSteps" | "omittedCauses" | "story"> {
  readonly chronicle: PackedChronicle;
  readonly causes: readonly number[];
  readonly tapeFile: { readonly name: string; readonly lines: PackedTexts };
}

/** What the page shows: the data, or as much of them as a browser can hold. */
export interface UnpackedReport extends ReportData, Excerpt {}

export function packReport({ chronicle, causes, story, tapeFile, ...plain }: ReportData): PackedReport {
  const part = excerpt(chronicle, causes, story, MAX_STEPS);
  return {
    ...plain,
    ...part,
    chronicle: packChronicle(part.chronicle),
    causes: differences(part.causes),
    tapeFile: { name: tapeFile.name, lines: packTexts(tapeFile.text.split("\n")) },
  };
}

export function unpackReport({ chronicle, causes, tapeFile, ...plain }: PackedReport): UnpackedReport {
  return {
    ...plain,
    chronicle: unpackChronicle(chronicle),
    causes: sums(causes),
    tapeFile: { name: tapeFile.name, text: unpackTexts(tapeFile.lines, join).join("\n") },
  };
}
