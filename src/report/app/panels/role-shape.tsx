import type { NodeState } from "../../../fuzz/chronicle/chronicle.ts";

const PATHS: Readonly<Record<NodeState["role"], string>> = {
  leader: "M6 .4 7.6 4.2 11.7 4.5 8.5 7.1 9.5 11.1 6 8.9 2.5 11.1 3.5 7.1 .3 4.5 4.4 4.2Z",
  candidate: "M6 .5 11.5 6 6 11.5 .5 6Z",
  "pre-candidate": "M6 .5 11.5 6 6 11.5 .5 6Z M6 3 3 6 6 9 9 6Z",
  follower: "M6 2a4 4 0 1 0 .01 0Z",
  learner: "M2.3 2.3H9.7V9.7H2.3Z",
  down: "M2 3.4 3.4 2 6 4.6 8.6 2 10 3.4 7.4 6 10 8.6 8.6 10 6 7.4 3.4 10 2 8.6 4.6 6Z",
};

/** The shape of a role, in its color. */
export function RoleShape({ role }: { readonly role: NodeState["role"] }) {
  return (
    <svg class={`shape ${role}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={PATHS[role]} fill-rule="evenodd" />
    </svg>
  );
}
