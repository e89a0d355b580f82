import { z } from "zod";
import type { DiskProfile, NetworkProfile } from "../../sim/index.ts";
import type { NodeSettings } from "../../sut/index.ts";
import type { ReadHabits } from "../../workload/index.ts";
import type { CalmPlan } from "../calm/calm-plan.ts";

/**
 * What came after tapes were first written, with the value that means: as it was before. A tape that does not say it was
 * written then, and is played as it was.
 *
 * Who adds a field to one of these types gives it a schema in setup-schema.ts and its value of before here. That value is
 * what the code did when there was no such field, which need not be what is ordinary now. The fields of a type never
 * change their meaning: what means something else gets another name. Tapes that are written now say everything, so the
 * tapes of the corpus are then to be written anew; played they stay what they were.
 */
export const LATER = {
  settings: {} satisfies Partial<NodeSettings>,
  reads: {} satisfies Partial<ReadHabits>,
  network: {} satisfies Partial<NetworkProfile>,
  disk: {} satisfies Partial<DiskProfile>,
  calm: {} satisfies Partial<CalmPlan>,
};

/** A strict schema of an object of this shape, in which what came later may be left out. */
export function strictSince<Shape extends z.ZodRawShape>(
  shape: Shape,
  later: Readonly<Record<string, unknown>>,
): z.ZodObject<Shape> {
  const defaults = Object.entries(later).map(([name, value]) => {
    const schema = shape[name];
    if (schema === undefined) throw new Error(`"${name}" came later, but has no schema.`);
    // What may be left out must be what can be said.
    return [name, (schema as z.ZodType).default(z.parse(schema, value))];
  });
  return z.strictObject({ ...shape, ...Object.fromEntries(defaults) });
}
