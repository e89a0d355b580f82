import { assertSameCampaign, campaignFile, type Identity, type Standing } from "../fuzz/campaign/campaign-file.ts";
import type { Tally, TallyState } from "../fuzz/campaign/tally.ts";
import type { KeptFile } from "../fuzz/kept-file.ts";
import { mayGoOnAs } from "./campaign-identity.ts";
import { Keeping } from "./keeping.ts";

/** How often it is written how far a campaign has come. */
const WRITE_MS = 1000;

/** Keeps in a file how far a campaign has come. */
export class CampaignKeeper {
  /** As it was found; undefined if there was no file. */
  readonly standing: Standing | undefined;
  private readonly file: KeptFile<Standing>;
  private readonly keeping = new Keeping();
  private startMs = performance.now();
  private writtenMs = this.startMs;
  private identity: Identity = {};

  /** @throws KeptFileError if there is a file that cannot be gone on with. */
  constructor(path: string) {
    this.file = campaignFile(path);
    this.standing = this.file.read();
  }

  /**
   * Takes over the campaign of the file, or begins one: what cannot be written must be known before it is needed.
   *
   * @throws KeptFileError
   */
  begin(identity: Identity, state: TallyState): void {
    this.identity = identity;
    this.startMs = performance.now();
    if (this.standing === undefined) this.file.write({ identity, state, wallMs: 0 });
    else assertSameCampaign(this.file.path, mayGoOnAs(this.standing.identity, identity), identity);
  }

  /** All the time that the campaign took. */
  get wallMs(): number {
    return (this.standing?.wallMs ?? 0) + performance.now() - this.startMs;
  }

  /** Why it could not be written the last time; undefined if it was. */
  get complaint(): string | undefined {
    return this.keeping.complaint;
  }

  /** Writes it from time to time. Gives what is to be told now: that it cannot be written, the first time. */
  note(tally: Tally): string | undefined {
    if (performance.now() - this.writtenMs < WRITE_MS) return undefined;
    return this.write(tally.resumable());
  }

  /** As `note`, and in any case. */
  write(state: TallyState): string | undefined {
    this.writtenMs = performance.now();
    const { identity, wallMs } = this;
    return this.keeping.attempt(() => this.file.write({ identity, state, wallMs: Math.round(wallMs) }));
  }
}
