import { useSignal } from "@preact/signals";
import type { UnpackedReport } from "../../page/packed-report.ts";
import { copy } from "../download.ts";
import { timeText } from "../model/words.ts";
import { Downloads } from "./downloads.tsx";

/** What broke, how it was found, and how to see it again. */
export function Header({ report }: { readonly report: UnpackedReport }) {
  const { invariant, linearizability, meaning } = report;
  return (
    <header>
      <div class="verdict">
        <p class="eyebrow">{circumstances(report).join(" · ")}</p>
        <h1>{invariant}</h1>
        <p class="meaning">{meaning}</p>
        <p class="violation" role="alert">
          {report.violation}
        </p>
        {linearizability !== null && <Culprit culprit={linearizability} />}
      </div>
      <div class="facts">
        <Command command={report.command} />
        <Reduced report={report} />
        <Omitted report={report} />
        <Downloads report={report} />
        <Options report={report} />
      </div>
    </header>
  );
}

function circumstances({ chronicle, kraftVersion, seed }: UnpackedReport): string[] {
  const { clients, founders, nodes, steps, violationStep } = chronicle;
  const { atUs, event } = steps[violationStep]!;
  return [
    `kraft ${kraftVersion}`,
    ...(seed === null ? [] : [`seed ${seed}`]),
    founders === nodes
      ? counted(nodes, "node")
      : `${counted(founders, "node")} and ${counted(nodes - founders, "spare")}`,
    counted(clients, "client"),
    `${counted(event, "event")} in ${timeText(atUs)}`,
  ];
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

function Command({ command }: { readonly command: string }) {
  const isCopied = useSignal(false);
  const onClick = async (): Promise<void> => {
    await copy(command);
    isCopied.value = true;
    setTimeout(() => {
      isCopied.value = false;
    }, 1500);
  };
  return (
    <div class="command">
      <code>{command}</code>
      <button type="button" onClick={onClick} aria-live="polite">
        {isCopied.value ? "Copied" : "Copy"}
      </button>
    </div>
  );
}

function Reduced({ report: { reduction } }: { readonly report: UnpackedReport }) {
  if (reduction === null) return <p class="reduction">This run was not minimized.</p>;
  return (
    <dl class="reduction" aria-label="What the minimizer did">
      {(["entries", "nodes", "messages", "events"] as const).map((name) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <s>{reduction[name][0].toLocaleString("en")}</s> <b>{reduction[name][1].toLocaleString("en")}</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Omitted({ report: { chronicle, omittedCauses, omittedSteps } }: { readonly report: UnpackedReport }) {
  if (omittedSteps === 0) return null;
  return (
    <p class="omitted">
      Left out: the first {omittedSteps.toLocaleString("en")} of{" "}
      {(omittedSteps + chronicle.steps.length).toLocaleString("en")} steps, {omittedCauses.toLocaleString("en")} causes
      of the violation among them.
    </p>
  );
}

function Options({ report: { options, originalCommand } }: { readonly report: UnpackedReport }) {
  return (
    <details class="options">
      <summary>All options</summary>
      <table>
        <tbody>
          <tr>
            <th scope="row">found by</th>
            <td>{originalCommand}</td>
          </tr>
          {options.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Culprit({ culprit }: { readonly culprit: NonNullable<UnpackedReport["linearizability"]> }) {
  return (
    <div class="culprit">
      <p>
        The first that fits nowhere: operation {culprit.sequence} of client {culprit.client}. {culprit.why}
      </p>
      <ul>
        {culprit.legalBefore.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
