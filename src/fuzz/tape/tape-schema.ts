import { z } from "zod";
import type { Departure } from "../../sim/index.ts";
import { PURPOSE_NAMES } from "../../sim/purpose.ts";
import { nodesNamedBy } from "../minimizer/renumbered.ts";
import { timedDeedSchema } from "./deed-schema.ts";
import { count, positive, setupSchema } from "./setup-schema.ts";
import type { Tape } from "./tape.ts";

const departure: z.ZodType<Departure> = z.strictObject({
  what: z.enum(PURPOSE_NAMES, { error: ({ input }) => `there is no choice for ${JSON.stringify(input)}` }),
  where: count,
  ordinal: count,
  /** Of several things, none is -1. */
  came: z.int().min(-1),
});

/** A tape that can be played: every node that it names is there, and it goes on in time. */
export const tapeSchema: z.ZodType<Tape> = z
  .strictObject({
    setup: setupSchema,
    deeds: z.array(timedDeedSchema),
    departures: z.array(departure),
    calmAtUs: count.exactOptional(),
    endsAtUs: positive.exactOptional(),
  })
  .superRefine((tape, context) => {
    if (tape.calmAtUs === undefined && tape.endsAtUs === undefined) {
      context.addIssue({ code: "custom", message: "it must say calmAtUs or endsAtUs, or it would never end" });
    }
    for (const [place, { atUs }] of tape.deeds.entries()) {
      const message =
        atUs < (tape.deeds[place - 1]?.atUs ?? 0) ? "it comes before the deed above it" : strangerOf(tape, place);
      if (message !== undefined) context.addIssue({ code: "custom", path: ["deeds", place], message });
    }
  });

/**
 * A node or a client that a deed names and that the setup does not have. What an operator asks of a node may name anybody:
 * the node has to refuse it.
 */
function strangerOf({ deeds, setup }: Tape, place: number): string | undefined {
  const { deed } = deeds[place]!;
  const { clients, spares } = setup.profile;
  const nodes = setup.nodes + spares;
  const stranger = (deed.kind === "instruct" ? [deed.node] : nodesNamedBy(deed)).find((node) => node > nodes);
  if (stranger !== undefined) return `there is no node ${stranger} among ${nodes}`;
  if (deed.kind === "submit" && deed.client! >= clients) return `there is no client ${deed.client} among ${clients}`;
  return undefined;
}
