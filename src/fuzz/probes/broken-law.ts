import { GuardError } from "../../sim/index.ts";
import type { RaftView } from "../../sut/index.ts";
import type { Input } from "./core-types.ts";

/** A violation of this name is of one step of one node: nothing else need have fallen. */
export const STEP_LAW = "step-law";

/** A node did what it may not do in a step, or left undone what it has to do. The message names the node and the law. */
export class BrokenLaw extends Error {
  override readonly name = "BrokenLaw";
}

/** Whatever the work throws comes out as a broken law, told by `tell`. */
export function underLaw(work: () => void, tell: (message: string) => string): void {
  try {
    work();
  } catch (error) {
    throw asBrokenLaw(error, tell);
  }
}

/** But that a node is no function of its inputs stays what it is. */
export function asBrokenLaw(error: unknown, tell: (message: string) => string): unknown {
  if (error instanceof BrokenLaw || error instanceof GuardError) return error;
  return new BrokenLaw(tell(error instanceof Error ? error.message : String(error)), { cause: error });
}

/** A node as its view has it. */
export function describeNode({ id, role, term }: Pick<RaftView, "id" | "role" | "term">): string {
  return `n${id}, ${role} of term ${term},`;
}

/** What a node was given. */
export function describeInput(input: Input): string {
  switch (input.kind) {
    case "message":
      return `a message from n${input.message.from}, the ${input.message.kind} of term ${input.message.term}`;
    case "deadline":
      return "its deadline";
    case "written":
      return `the news that its write ${input.write} is durable`;
    default:
      return `an input of the kind ${input.kind}`;
  }
}
