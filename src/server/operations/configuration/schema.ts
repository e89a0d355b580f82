import { z } from "zod";
import { amount, line, mapping, oneOf, wholeNumber } from "../../../form/form.ts";
import { durationMs, SHARE, sizeBytes } from "../../../form/quantity.ts";
import { HIGHEST_KEY_BYTES } from "../../http/index.ts";
import { isWildcard, parseAddress } from "../../transport/address.ts";

/** What a configuration file may say. Everything can be left out: flags and defaults say the rest. */

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

const HIGHEST_ID = 999_999_999;
const MAX_TEXT = 1_000;

const address = () => {
  const error = ({ input }: { readonly input?: unknown }) =>
    `an address such as "10.0.0.1:8001", not ${JSON.stringify(input)}`;
  return z.string({ error }).refine((text) => (parseAddress(text)?.port ?? 0) > 0, { error });
};

/** In the place of what is no address, which is refused already. */
const NOWHERE = { host: "", port: 0 };

/** Where others find a server. */
const place = () =>
  address().refine(
    (text) => !isWildcard(parseAddress(text) ?? NOWHERE),
    "the others find nobody there: name the address that they use, and listen elsewhere by transport.listen and api.host",
  );

const id = () => wholeNumber(1, HIGHEST_ID);
const port = () => wholeNumber(1, 65_535);

const yes = (why: string) => z.literal(true, { error: `it is always true: ${why}` });

const node = mapping({ id: id(), transport: place(), api: place().optional() });

const cluster = mapping({
  name: line(255).optional(),
  id: id().optional(),
  nodes: z
    .array(node, { error: "a list of servers, each with id, transport and api" })
    .min(1, "a list of one or more servers")
    .refine((nodes) => new Set(nodes.map((one) => one.id)).size === nodes.length, "each server has an id of its own")
    .optional(),
  join: z.boolean({ error: "true or false" }).optional(),
});

const raft = mapping({
  election_timeout: amount(durationMs("20ms", "1min", "300ms")).optional(),
  heartbeat_interval: amount(durationMs("5ms", "10s", "60ms")).optional(),
  lease: amount(durationMs("0ms", "1min", "200ms")).optional(),
  max_uncommitted: amount(sizeBytes("1MiB", "31MiB", "16MiB")).optional(),
});

const snapshot = mapping({
  every_entries: wholeNumber(100, 1_000_000_000).optional(),
  every_bytes: amount(sizeBytes("64KiB", "64GiB", "64MiB")).optional(),
  kept_entries: wholeNumber(0, 1_000_000_000).optional(),
});

const storage = mapping({
  data_dir: line(MAX_TEXT).optional(),
  segment_size: amount(sizeBytes("64KiB", "1GiB", "16MiB")).optional(),
  sync_writes: yes("a server that does not sync can vote twice, and lose what it acknowledged").optional(),
});

const tls = mapping({ authorities: line(MAX_TEXT), certificate: line(MAX_TEXT), key: line(MAX_TEXT) });

const transport = mapping({
  kind: oneOf(["tcp", "grpc"]).optional(),
  listen: address().optional(),
  tls: tls.optional(),
});

const api = mapping({ host: line(255).optional(), http_port: port().optional() });

const limits = mapping({
  key_size: amount(sizeBytes("1B", `${HIGHEST_KEY_BYTES}B`, "1KiB")).optional(),
  value_size: amount(sizeBytes("1B", "15MiB", "1MiB")).optional(),
  in_flight: wholeNumber(1, 1_000_000).optional(),
  request_timeout: amount(durationMs("10ms", "10min", "5s")).optional(),
});

const tracing = mapping({
  endpoint: z.url({ protocol: /^https?$/, error: 'a URL such as "http://127.0.0.1:4318/v1/traces"' }),
  sample: amount(SHARE).optional(),
});

export const configurationSchema = mapping({
  cluster: cluster.optional(),
  raft: raft.optional(),
  snapshot: snapshot.optional(),
  storage: storage.optional(),
  transport: transport.optional(),
  api: api.optional(),
  limits: limits.optional(),
  metrics: mapping({ enabled: z.boolean({ error: "true or false" }) }).optional(),
  tracing: tracing.optional(),
  log: mapping({ level: oneOf(LOG_LEVELS) }).optional(),
});

/** Durations are milliseconds, sizes bytes, shares out of 1,000,000. */
export type Configuration = z.infer<typeof configurationSchema>;

export type LogLevel = (typeof LOG_LEVELS)[number];
