import type { CampaignResult } from "../../fuzz/campaign/campaign.ts";
import type { ReproduceSeed } from "../causes.ts";
import { grouped, seconds } from "../numbers.ts";
import { code, errorCommand, section, table } from "./markup.ts";

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
  return section(tool, verdict, [
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
    ...(found.length === 0 ? [] : ["", ...table(["what", "first", "runs", "reproduce"], found)]),
  ]);
}

function titleOf({ isHung }: CampaignResult["crashes"][number]): string {
  return `the lab ${isHung ? "hung" : "crashed"}`;
}

function firstLine(text: string): string {
  return text.split("\n")[0]!;
}
