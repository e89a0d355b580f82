import { z } from "zod";
import { type Instruction, SHAPES, type TimedDeed } from "../../chaos/index.ts";
import { LIES } from "../../sut/index.ts";
import { conditionsShape, count, positive } from "./setup-schema.ts";

/** What was done to a cluster, as a tape has it: everything that was hit is named by its number. */

const forUs = count;
const node = positive;
const lasting = { aim: node, forUs };
const link = z.strictObject({ from: node, to: node });

const changes = z.strictObject({
  lossPerMillion: conditionsShape.lossPerMillion.exactOptional(),
  delayPerMillion: conditionsShape.delayPerMillion.exactOptional(),
  delayMinUs: conditionsShape.delayMinUs.exactOptional(),
  delayMaxUs: conditionsShape.delayMaxUs.exactOptional(),
  duplicationPerMillion: conditionsShape.duplicationPerMillion.exactOptional(),
  reorderingPerMillion: conditionsShape.reorderingPerMillion.exactOptional(),
  corruptionPerMillion: conditionsShape.corruptionPerMillion.exactOptional(),
});

const memberStep = z.strictObject({ kind: z.enum(["add-voter", "add-learner", "remove"]), node });

const memberChange = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("change"),
    steps: z.array(memberStep),
    transition: z.enum(["auto", "implicit", "explicit"]),
  }),
  z.strictObject({ kind: z.literal("leave") }),
]);

const instruction: z.ZodType<Instruction> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("change-membership"), change: memberChange }),
  z.strictObject({ kind: z.literal("transfer"), to: count }),
  z.strictObject({ kind: z.literal("take-snapshot") }),
]);

const deed = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("submit"), client: count }),
  z.strictObject({ kind: z.literal("instruct"), node, instruction }),
  z.strictObject({
    kind: z.literal("set-conditions"),
    changes,
    scope: z.union([z.literal("nodes"), z.literal("all"), link]),
  }),
  z.strictObject({ kind: z.literal("partition"), shape: z.enum(SHAPES), links: z.array(link), forUs }),
  z.strictObject({ kind: z.literal("cut-off"), nodes: z.array(node), forUs }),
  z.strictObject({ kind: z.literal("heal") }),
  z.strictObject({ kind: z.literal("clog"), from: node, to: node, forUs }),
  z.strictObject({ kind: z.literal("crash"), ...lasting }),
  z.strictObject({
    kind: z.literal("crash-after"),
    aim: node,
    moment: z.enum(["send", "write", "vote"]),
    forUs,
  }),
  z.strictObject({ kind: z.literal("crash-all"), forUs }),
  z.strictObject({ kind: z.literal("stop"), ...lasting }),
  z.strictObject({ kind: z.literal("recover"), node }),
  z.strictObject({ kind: z.literal("pause"), ...lasting }),
  z.strictObject({ kind: z.literal("slow-node"), aim: node, perEventUs: count, forUs }),
  z.strictObject({ kind: z.literal("slow-disk"), aim: node, addedMinUs: count, addedMaxUs: count, forUs }),
  z.strictObject({ kind: z.literal("fail-sync"), ...lasting }),
  z.strictObject({ kind: z.literal("fill-disk"), ...lasting }),
  z.strictObject({ kind: z.literal("damage-disk"), aim: node }),
  z.strictObject({ kind: z.literal("jump-clock"), aim: node, byUs: z.int() }),
  z.strictObject({ kind: z.literal("set-clock-rate"), aim: node, ratePerMille: positive }),
  z.strictObject({ kind: z.literal("appoint-liars"), liars: z.array(node), lies: z.array(z.enum(LIES)) }),
]);

export const timedDeedSchema: z.ZodType<TimedDeed> = z.strictObject({ atUs: count, deed });
