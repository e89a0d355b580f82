import { amount, mapping, present, type Range, range, someOf } from "../form/form.ts";
import { DURATION, RATE, SHARE, SIGNED_DURATION } from "../form/quantity.ts";
import type { Aim } from "./fault.ts";
import type { FaultRates } from "./scenario.ts";
import { SHAPES } from "./shape.ts";

/**
 * The table of faults that come now and then, as people write it: each by its name, and how many operations bring one.
 */

/** A file does not know how many nodes there will be, so it names none by its number. */
const AIMS = ["anyone", "leader", "follower", "longest-log"] as const satisfies readonly Aim[];

const MOMENTS = ["now", "elected", "send", "write", "vote"] as const;

const rated = { chance: amount(SHARE).describe(`with each operation: ${SHARE.takes}`) };
const lasting = { ...rated, for: range(DURATION, "[200ms, 2s]") };
const aimed = { aims: someOf(AIMS).prefault(["anyone"]) };

const lastingSchema = mapping(lasting).transform(lasts);
const lastingAimedSchema = mapping({ ...lasting, ...aimed }).transform((form) => ({ ...lasts(form), aims: form.aims }));

const partitionSchema = mapping({ ...lasting, shapes: someOf(SHAPES) }).transform((form) => ({
  ...lasts(form),
  shapes: form.shapes,
}));

const crashSchema = mapping({
  ...lasting,
  aims: someOf(AIMS).exactOptional(),
  moments: someOf(MOMENTS).prefault(["now"]),
})
  .refine(({ aims, moments }) => aims === undefined || moments.some((moment) => moment !== "elected"), {
    path: ["aims"],
    error: "a crash that waits for the next new leader hits that one: leave the aims out",
  })
  .transform(({ aims = ["anyone"], ...form }) => ({ ...lasts(form), aims, moments: form.moments }));

const slowNodeSchema = mapping({ ...lasting, ...aimed, "per-event": range(DURATION, "[1ms, 10ms]") }).transform(
  ({ "per-event": { min, max }, ...form }) => ({
    ...lasts(form),
    aims: form.aims,
    perEventMinUs: min,
    perEventMaxUs: max,
  }),
);

const slowDiskSchema = mapping({ ...lasting, ...aimed, added: range(DURATION, "[10ms, 70ms]") }).transform((form) => ({
  ...lasts(form),
  aims: form.aims,
  addedMinUs: form.added.min,
  addedMaxUs: form.added.max,
}));

const damageDiskSchema = mapping({ ...rated, ...aimed }).transform(({ chance, aims }) => ({
  chancePerMillion: chance,
  aims,
}));

const jumpClockSchema = mapping({ ...rated, ...aimed, by: range(SIGNED_DURATION, "[-5s, 5s]") }).transform(
  ({ chance, aims, by }) => ({ chancePerMillion: chance, aims, byMinUs: by.min, byMaxUs: by.max }),
);

const changeClockRateSchema = mapping({ ...rated, ...aimed, to: range(RATE, "[80%, 120%]") }).transform(
  ({ chance, aims, to }) => ({ chancePerMillion: chance, aims, toMinPerMille: to.min, toMaxPerMille: to.max }),
);

export const faultsSchema = mapping({
  partition: partitionSchema.exactOptional(),
  clog: lastingSchema.exactOptional(),
  crash: crashSchema.exactOptional(),
  "crash-all": lastingSchema.exactOptional(),
  pause: lastingAimedSchema.exactOptional(),
  "slow-node": slowNodeSchema.exactOptional(),
  "slow-disk": slowDiskSchema.exactOptional(),
  "fail-sync": lastingAimedSchema.exactOptional(),
  "fill-disk": lastingAimedSchema.exactOptional(),
  "damage-disk": damageDiskSchema.exactOptional(),
  "jump-clock": jumpClockSchema.exactOptional(),
  "change-clock-rate": changeClockRateSchema.exactOptional(),
  stop: lastingAimedSchema.exactOptional(),
}).transform(
  (form): FaultRates =>
    present({
      partition: form.partition,
      clog: form.clog,
      crash: form.crash,
      crashAll: form["crash-all"],
      pause: form.pause,
      slowNode: form["slow-node"],
      slowDisk: form["slow-disk"],
      failSync: form["fail-sync"],
      fillDisk: form["fill-disk"],
      damageDisk: form["damage-disk"],
      jumpClock: form["jump-clock"],
      changeClockRate: form["change-clock-rate"],
      stop: form.stop,
    }),
);

function lasts(form: { readonly chance: number; readonly for: Range }) {
  return { chancePerMillion: form.chance, forMinUs: form.for.min, forMaxUs: form.for.max };
}
