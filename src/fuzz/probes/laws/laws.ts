import type { RaftOptions } from "../core-types.ts";
import { Abdicating } from "./abdicating.ts";
import { Acknowledging } from "./acknowledging.ts";
import { Asking } from "./asking.ts";
import { Beating } from "./beating.ts";
import { Choosing } from "./choosing.ts";
import { Committing } from "./committing.ts";
import { Compacting } from "./compacting.ts";
import { Confirming } from "./confirming.ts";
import { Electing } from "./electing.ts";
import { Fetching } from "./fetching.ts";
import { Keeping } from "./keeping.ts";
import type { Law } from "./law.ts";
import { Leasing } from "./leasing.ts";
import { Leaving } from "./leaving.ts";
import { Pipelining } from "./pipelining.ts";
import { Progressing } from "./progressing.ts";
import { Reading } from "./reading.ts";
import { Sending } from "./sending.ts";
import { Streaming } from "./streaming.ts";
import { Writing } from "./writing.ts";

/** All laws, for one node from its start. */
export function allLaws(options: RaftOptions): Law[] {
  return [
    new Sending(),
    new Beating(options),
    new Progressing(),
    new Pipelining(options),
    new Acknowledging(),
    new Committing(),
    new Electing(options),
    new Abdicating(options),
    new Streaming(),
    new Compacting(options),
    new Reading(),
    new Asking(options),
    new Confirming(),
    new Leaving(),
    new Leasing(options),
    new Choosing(options),
    new Keeping(options),
    new Fetching(),
    new Writing(),
  ];
}
