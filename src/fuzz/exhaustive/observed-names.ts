import type { ObservationName } from "../../../invariants/index.ts";
import { SUPPLIED_OBSERVATIONS } from "../../sut/index.ts";

/** Clients are not played but for what they ask, nobody reads, or hands leadership over; and refusals are only counted. */
const NOT_OBSERVED = /^(client|round|lease|transfer)|ampaign|Refused/;

/** What there is to observe of the nodes. Checkers that need to see more do not judge. */
export const SUPPLIED: readonly ObservationName[] = SUPPLIED_OBSERVATIONS.filter((name) => !NOT_OBSERVED.test(name));
