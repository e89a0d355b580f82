import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { PACKAGE_VERSION } from "../package-root.ts";
import { writeAside } from "../write-aside.ts";
import type { TallyState } from "./tally.ts";

/** A campaign's file that cannot be used. The message is one line for people. */
export class CampaignFileError extends Error {
  override readonly name = "CampaignFileError";
}

/** The version of the format. One that is higher was written by a newer kraft. */
const SCHEMA = 1;

/** All that decides what a campaign comes to, by the names of its options: only an equal campaign can be gone on with. */
export type Identity = Readonly<Record<string, string>>;

/** How far a campaign has come. */
export interface Standing {
  readonly identity: Identity;
  readonly state: TallyState;
  /** How long it took so far. */
  readonly wallMs: number;
}

/** As it lies in the file. The digest is of the standing: damage is seen at once. */
interface Content {
  readonly schema: number;
  readonly kraft: string;
  readonly digest: string;
  readonly standing: Standing;
}

/** Undefined if there is no such file. @throws CampaignFileError if it is not one that can be gone on from here. */
export function readCampaignFile(path: string): Standing | undefined {
  if (!existsSync(path)) return undefined;
  const { digest, kraft, schema, standing } = parse(path, readText(path));
  if (typeof schema !== "number") throw new CampaignFileError(`${path} is not the file of a campaign`);
  if (schema > SCHEMA) {
    throw new CampaignFileError(
      `${path} is of version ${schema}, of a newer kraft: this one is ${PACKAGE_VERSION} and reads version ${SCHEMA}`,
    );
  }
  if (standing === undefined || digest !== digestOf(standing)) {
    throw new CampaignFileError(`${path} is damaged: it is not what kraft wrote`);
  }
  if (kraft !== PACKAGE_VERSION) {
    throw new CampaignFileError(`${path} is of kraft ${kraft}, and this is ${PACKAGE_VERSION}: its runs may differ`);
  }
  return standing;
}

/** @throws CampaignFileError if the file is of another campaign. */
export function assertSameCampaign(path: string, was: Identity, is: Identity): void {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const other = names.find((name) => was[name] !== is[name]);
  if (other === undefined) return;
  const [before, now] = [was[other] ?? "nothing", is[other] ?? "nothing"];
  throw new CampaignFileError(`${path} is of another campaign: its ${other} is ${before}, and here it is ${now}`);
}

/** @throws CampaignFileError if it cannot be written. */
export function writeCampaignFile(path: string, standing: Standing): void {
  const content: Content = { schema: SCHEMA, kraft: PACKAGE_VERSION, digest: digestOf(standing), standing };
  try {
    writeAside(path, `${JSON.stringify(content)}\n`);
  } catch (error) {
    throw new CampaignFileError(`cannot write the campaign's file ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function digestOf(standing: Standing): string {
  return createHash("sha256").update(JSON.stringify(standing)).digest("hex").slice(0, 16);
}

function parse(path: string, text: string): Partial<Content> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new CampaignFileError(`${path} is damaged, or not the file of a campaign: it is no JSON document`);
  }
  if (typeof content === "object" && content !== null) return content;
  throw new CampaignFileError(`${path} is not the file of a campaign`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CampaignFileError(`cannot read the campaign's file ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}
