import {
  assertSameCampaign,
  CampaignFileError,
  type Identity,
  readCampaignFile,
  type Standing,
  writeCampaignFile,
} from "../fuzz/campaign/campaign-file.ts";
import type { Tally, TallyState } from "../fuzz/campaign/tally.ts";

/** How often it is written how far a campaign has come. */
const WRITE_MS = 1000;

/** Keeps in a file how far a campaign has come. */
export class CampaignKeeper {
  private readonly path: string;
  private readonly identity: Identity;
  private readonly wallMsBefore: number;
  private readonly startMs = performance.now();
  private writtenMs = this.startMs;

  private constructor(path: string, identity: Identity, wallMsBefore: number) {
    this.path = path;
    this.identity = identity;
    this.wallMsBefore = wallMsBefore;
  }

  /**
   * Takes over a campaign's file, or begins one: what cannot be written must be known before it is needed.
   *
   * @throws CampaignFileError
   */
  static open(path: string, identity: Identity, standing: Standing | undefined, begun: TallyState): CampaignKeeper {
    if (standing !== undefined) assertSameCampaign(path, standing.identity, identity);
    const keeper = new CampaignKeeper(path, identity, standing?.wallMs ?? 0);
    if (standing === undefined) writeCampaignFile(path, { identity, state: begun, wallMs: 0 });
    return keeper;
  }

  /** All the time that the campaign took. */
  get wallMs(): number {
    return this.wallMsBefore + performance.now() - this.startMs;
  }

  /** Writes it from time to time; a disk that is full now may have room at the end. */
  note(tally: Tally): void {
    if (performance.now() - this.writtenMs < WRITE_MS) return;
    this.write(tally.resumable());
  }

  /** Why it could not be written; undefined if it was. */
  write(state: TallyState): string | undefined {
    this.writtenMs = performance.now();
    try {
      writeCampaignFile(this.path, { identity: this.identity, state, wallMs: Math.round(this.wallMs) });
      return undefined;
    } catch (error) {
      if (error instanceof CampaignFileError) return error.message;
      throw error;
    }
  }
}

/** @throws CampaignFileError */
export function standingIn(path: string | undefined): Standing | undefined {
  return path === undefined ? undefined : readCampaignFile(path);
}
