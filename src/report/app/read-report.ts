import { type PackedReport, type UnpackedReport, unpackReport } from "../page/packed-report.ts";

/** The data that were put into this page. */
export async function readReport(): Promise<UnpackedReport> {
  const base64 = document.getElementById("data")!.textContent!;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return unpackReport((await new Response(stream).json()) as PackedReport);
}
