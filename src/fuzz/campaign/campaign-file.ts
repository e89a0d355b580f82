import { KeptFile, KeptFileError } from "../kept-file.ts";
import type { TallyState } from "./tally.ts";

/** All that decides what a campaign comes to, by the names of its options: only an equal campaign can be gone on with. */
export type Identity = Readonly<Record<string, string>>;

/** How far a campaign has come. */
export interface Standing {
  readonly identity: Identity;
  readonly state: TallyState;
  /** How long it took so far. */
  readonly wallMs: number;
}

/** A file that keeps how far a campaign has come. */
export function campaignFile(path: string): KeptFile<Standing> {
  return new KeptFile(path, { name: "the file of a campaign", part: "standing" });
}

/** @throws KeptFileError if the file is of another campaign. */
export function assertSameCampaign(path: string, was: Identity, is: Identity): void {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const other = names.find((name) => was[name] !== is[name]);
  if (other === undefined) return;
  const [before, now] = [was[other] ?? "nothing", is[other] ?? "nothing"];
  throw new KeptFileError(`${path} is of another campaign: its ${other} is ${before}, and here it is ${now}`);
}
