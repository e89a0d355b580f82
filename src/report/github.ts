import type { CampaignResult } from "../fuzz/campaign/campaign.ts";
import type { ReproduceSeed } from "./causes.ts";
import { grouped, seconds } from "./numbers.ts";

/** What a workflow of GitHub reads: commands in the log, which become annotations, and a summary in Markdown. */

/** Each failure, and each seed on which the lab failed, as a command that makes it an annotation. */
export function annotations({ causes, crashes }: CampaignResult, reproduce: ReproduceSeed): string[] {
  return [
    ...causes.map((cause) => {
      const { invariant, runs, seed, violation } = cause;
      const what = `seed ${seed}, the first of ${grouped(runs)}: ${violation.message}`;
      return errorCommand(`${invariant} is violated`, `${what}\nreproduce: ${reproduce(cause)}`);
    }),
    ...crashes.map((crash) => {
      const what = `seed ${crash.seed}: ${crash.message}`;
      return errorCommand(titleOf(crash), `${what}\nreproduce: ${reproduce(crash)}`);
    }),
  ];
}

/** A campaign as a section of a summary: its figures, and a table of what was found. */
export function stepSummary(tool: string, result: CampaignResult, wallMs: number, reproduce: ReproduceSeed): string {
  const { causes, crashes, fingerprint, totals, verdict } = result;
  const found = [
    ...causes.map((cause) => [cause.invariant, cause.violation.message, grouped(cause.runs), code(reproduce(cause))]),
    ...crashes.map((crash) => [titleOf(crash), firstLine(crash.message), "1", code(reproduce(crash))]),
  ];
  return [
    `### ${tool}: ${verdict}`,
    "",
    ...table(
      ["seeds", "failed", "crashed", "operations", "events", "time", "fingerprint"],
      [
        [
          grouped(totals.runs),
          grouped(result.failures),
          grouped(result.crashCount),
          grouped(totals.operations),
          grouped(totals.events),
          seconds(wallMs),
          code(fingerprint),
        ],
      ],
    ),
    ...(found.length === 0 ? [] : ["", ...table(["violated", "first", "runs", "reproduce"], found)]),
    "",
    "",
  ].join("\n");
}

function titleOf({ isHung }: CampaignResult["crashes"][number]): string {
  return `the lab ${isHung ? "hung" : "crashed"}`;
}

function errorCommand(title: string, message: string): string {
  return `::error title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** A command is one line, in which "%" begins what stands for a character. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A property ends with a comma or a colon. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map((row) => line(row.map(cell)))];
}

/** Code stays as it is but for what would end a cell; other text must not become markup. */
function cell(text: string): string {
  const plain = text.startsWith("`")
    ? text
    : text.replace(/[&<>`*_[\]\\]/g, (character) => `&#${character.charCodeAt(0)};`);
  return plain.replaceAll("|", "\\|").replace(/\s*[\r\n]+\s*/g, " ");
}

function code(text: string): string {
  if (text === "") return "";
  // As many backquotes as it takes: a seed may hold some.
  const fence = "`".repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
  return text.includes("`") ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

function firstLine(text: string): string {
  return text.split("\n")[0]!;
}
