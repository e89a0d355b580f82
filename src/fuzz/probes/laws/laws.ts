import type { RaftOptions } from "../core-types.ts";
import { Acknowledging } from "./acknowledging.ts";
import { Electing } from "./electing.ts";
import { Keeping } from "./keeping.ts";
import type { Law } from "./law.ts";
import { Choosing, Leaving } from "./leaving.ts";
import { Pipelining, Progressing } from "./progressing.ts";
import { Asking, Confirming, Reading } from "./reading.ts";
import { Sending } from "./sending.ts";
import { Compacting, Streaming } from "./streaming.ts";

/** All laws, for one node from its start. */
export function allLaws(options: RaftOptions): Law[] {
  return [
    new Sending(),
    new Progressing(),
    new Pipelining(options),
    new Acknowledging(),
    new Electing(options),
    new Streaming(),
    new Compacting(options),
    new Reading(),
    new Asking(options),
    new Confirming(),
    new Leaving(),
    new Choosing(options),
    new Keeping(options),
  ];
}
