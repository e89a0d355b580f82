import type { NodeState } from "../../../fuzz/chronicle/chronicle.ts";
import { TERM_COLORS } from "../draw/palette.ts";
import type { Rung } from "../model/ladder.ts";
import { stateAfter } from "../model/state-line.ts";
import { type State, stepOf } from "../state.ts";

/** So many entries of a log are side by side. */
const MIN_COLUMNS = 8;
const MAX_COLUMNS = 24;

/** The logs after the event that is looked at, one below the other, so that where they differ is seen. */
export function Ladders({ state }: { readonly state: State }) {
  const step = stepOf(state);
  const states = state.model.stateLines.slice(1).map((line) => stateAfter(line, step));
  const last = Math.max(MIN_COLUMNS, ...states.map((now) => now?.lastIndex ?? 0));
  const columns = Math.min(MAX_COLUMNS, last);
  const indexes = Array.from({ length: columns }, (_, at) => last - columns + 1 + at);
  return (
    <table class="ladders" aria-label="Logs">
      <thead>
        <tr>
          <th scope="col">log</th>
          {indexes.map((index) => (
            <th scope="col" key={index}>
              {index}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {states.map((now, at) => {
          const node = at + 1;
          return (
            <tr key={node} class={now?.role === "down" ? "down" : ""}>
              <th scope="row">n{node}</th>
              {indexes.map((index) => {
                const rung = state.model.ladders.rungAt(node, index, step);
                const before = state.model.ladders.rungAt(node, index, step - 1);
                const command = rung && state.model.commands.get(rung.digest);
                return <Cell key={index} rung={rung} before={before} index={index} now={now} command={command} />;
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface CellProps {
  readonly rung: Rung | undefined;
  readonly before: Rung | undefined;
  readonly index: number;
  readonly now: NodeState | undefined;
  readonly command: string | undefined;
}

function Cell({ before, command, index, now, rung }: CellProps) {
  if (now !== undefined && index <= now.baseIndex) return <td class="in-snapshot" title={`${index}: in a snapshot`} />;
  if (rung === undefined || now === undefined) {
    if (before === undefined) return <td />;
    return (
      <td class="gone" title={`entry ${index} of term ${before.term} is gone`}>
        {before.term}
      </td>
    );
  }
  const isCommitted = index <= now.commitIndex;
  const isDurable = index <= now.durableIndex;
  const marks = [
    `entry t-${rung.term % TERM_COLORS}`,
    isCommitted ? "committed" : "",
    isDurable ? "" : "volatile",
    rung === before ? "" : "new",
  ];
  const said = [isCommitted ? "committed" : "not committed", isDurable ? "durable" : "not durable"];
  if (command !== undefined) said.push(command);
  if (rung.isConfiguration) said.push("a configuration");
  return (
    <td class={marks.join(" ")} title={`entry ${index} of term ${rung.term}: ${said.join(", ")}`}>
      {rung.term}
      {rung.isConfiguration && <sup>c</sup>}
    </td>
  );
}
