import type { OptionRow } from "./report-data.ts";

/** Plain data as rows: "profile.network.conditions.lossPerMillion" and its value. Lists of plain values stay whole. */
export function optionRows(options: unknown, path = ""): OptionRow[] {
  if (isBranch(options)) {
    return Object.entries(options).flatMap(([key, value]) => optionRows(value, path === "" ? key : `${path}.${key}`));
  }
  if (options === undefined) return [];
  return [{ name: path, value: typeof options === "string" ? options : JSON.stringify(options) }];
}

function isBranch(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return false;
  return !Array.isArray(value) || value.some((element) => typeof element === "object" && element !== null);
}
