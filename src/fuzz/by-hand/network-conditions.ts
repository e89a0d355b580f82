import { networkSchema } from "../../chaos/scenario-schema.ts";
import type { LinkConditions } from "../../sim/index.ts";
import { SimulationError } from "./simulation-error.ts";

/** What links do to messages, in the words of a scenario file. Shares are such as "15%"; what is not named is 0%. */
export interface NetworkConditions {
  readonly drop?: string;
  /** So many messages are held up by "10ms", or by something between two such times. */
  readonly delay?: { readonly share: string; readonly by: string | readonly [string, string] };
  readonly duplicate?: string;
  readonly reorder?: string;
  readonly corrupt?: string;
}

/** @throws SimulationError */
export function conditionsOf(written: NetworkConditions): LinkConditions {
  const parsed = networkSchema.safeParse(written);
  if (parsed.success) return parsed.data;
  const { message, path } = parsed.error.issues[0]!;
  throw new SimulationError(`${["network", ...path].join(".")}: ${message}`);
}
