import { z } from "zod";
import { type Configuration, configurationSchema } from "./schema.ts";

/** What can change while a server runs. Everything else is what it was started with. */
export const RELOADABLE = ["limits.key_size", "limits.in_flight", "limits.request_timeout", "log.level"] as const;

export type Comparison =
  | { readonly kind: "same" }
  /** All that is different can change at once. */
  | { readonly kind: "reloadable"; readonly changed: readonly string[] }
  /** Sentences, one for each setting that cannot. */
  | { readonly kind: "restart-needed"; readonly problems: readonly string[] };

/** All or nothing: where one setting needs a restart, none is changed. */
export function compare(running: Configuration, read: Configuration): Comparison {
  const before = settingsOf(z.encode(configurationSchema, running));
  const after = settingsOf(z.encode(configurationSchema, read));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  if (changed.length === 0) return { kind: "same" };
  const fixed = changed.filter((name) => !(RELOADABLE as readonly string[]).includes(name));
  if (fixed.length === 0) return { kind: "reloadable", changed: changed.sort() };
  return {
    kind: "restart-needed",
    problems: fixed.map((name) => restartNeeded(name, before.get(name), after.get(name))),
  };
}

function restartNeeded(name: string, before: string | undefined, after: string | undefined): string {
  const was = before === undefined ? "not set" : before;
  const is = after === undefined ? "does not set it any more" : `says ${after}`;
  return `${name} takes effect only at a start: it is ${was}, and the file ${is}`;
}

/** Every setting by its name in the file, "raft.election_timeout", as a file says it. Lists are compared as a whole. */
function settingsOf(configuration: object, prefix = ""): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [key, value] of Object.entries(configuration)) {
    if (value === undefined) continue;
    const name = prefix === "" ? key : `${prefix}.${key}`;
    if (typeof value === "object" && !Array.isArray(value)) {
      for (const [inner, text] of settingsOf(value, name)) settings.set(inner, text);
    } else settings.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  return settings;
}
