import { RoleShape } from "./role-shape.tsx";

const ROLES = ["leader", "candidate", "pre-candidate", "follower", "learner", "down"] as const;

const LINES = [
  ["vote", "votes and pre-votes"],
  ["append", "entries, heavy if it brings any"],
  ["snapshot", "snapshots"],
  ["client", "clients"],
  ["other", "reads and hand-overs"],
] as const;

const SIGNS = [
  ["●", "a message is handled"],
  ["▲", "a timer fires"],
  ["■", "what was written is durable"],
  ["▶", "starts, or goes on"],
  ["✕", "crash, or a message that is lost"],
  ["∥", "paused"],
  ["═", "a message that arrived twice"],
  ["╌○╌", "a message that was overtaken"],
  ["▷", "an answer that says no"],
  ["◆", "where a client's operation takes effect"],
  ["▨", "a node that is cut off"],
] as const;

/** What shapes and colors mean. */
export function Legend() {
  return (
    <div class="legend">
      <ul>
        {ROLES.map((role) => (
          <li key={role}>
            <RoleShape role={role} /> {role}
          </li>
        ))}
      </ul>
      <ul>
        {LINES.map(([kind, words]) => (
          <li key={kind}>
            <i class={`stroke ${kind}`} /> {words}
          </li>
        ))}
      </ul>
      <ul>
        {SIGNS.map(([sign, words]) => (
          <li key={sign}>
            <b>{sign}</b> {words}
          </li>
        ))}
      </ul>
    </div>
  );
}
