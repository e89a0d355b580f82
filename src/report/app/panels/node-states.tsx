import type { NodeState } from "../../../fuzz/chronicle/chronicle.ts";
import { stateAfter } from "../model/state-line.ts";
import { type State, stepOf } from "../state.ts";
import { RoleShape } from "./role-shape.tsx";

type Column = readonly [title: string, read: (state: NodeState) => string];

const name = (node: number): string => (node === 0 ? "–" : `n${node}`);

const COLUMNS: readonly Column[] = [
  ["term", ({ term }) => String(term)],
  ["vote", ({ votedFor }) => name(votedFor)],
  ["leader", ({ leader }) => name(leader)],
  ["last", ({ lastIndex }) => String(lastIndex)],
  ["durable", ({ durableIndex }) => String(durableIndex)],
  ["committed", ({ commitIndex }) => String(commitIndex)],
  ["applied", ({ appliedIndex }) => String(appliedIndex)],
  ["members", ({ members }) => members],
];

/** Every node after the event that is looked at; what the event changed is marked, with what it was before. */
export function NodeStates({ state }: { readonly state: State }) {
  const step = stepOf(state);
  return (
    <table class="states">
      <thead>
        <tr>
          <th scope="col">node</th>
          <th scope="col">role</th>
          {COLUMNS.map(([title]) => (
            <th scope="col" key={title}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {state.model.stateLines.slice(1).map((line, at) => {
          const now = stateAfter(line, step);
          if (now === undefined) return null;
          const before = stateAfter(line, step - 1);
          return (
            <tr key={now.node} class={now.role === "down" ? "down" : ""}>
              <th scope="row">n{at + 1}</th>
              <td class={before !== undefined && roleOf(before) !== roleOf(now) ? "changed" : ""}>
                <RoleShape role={now.role} /> <Difference before={before && roleOf(before)} now={roleOf(now)} />
              </td>
              {COLUMNS.map(([title, read]) => (
                <td key={title} class={before !== undefined && read(before) !== read(now) ? "changed" : ""}>
                  <Difference before={before && read(before)} now={read(now)} />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function roleOf({ isPaused, role }: NodeState): string {
  return isPaused ? `${role}, paused` : role;
}

function Difference({ before, now }: { readonly before: string | undefined; readonly now: string }) {
  if (before === undefined || before === now) return <>{now}</>;
  return (
    <>
      <s>{before}</s> <b>{now}</b>
    </>
  );
}
