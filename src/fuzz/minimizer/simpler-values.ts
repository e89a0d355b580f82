import { entriesOf } from "../tape/tape.ts";
import { fewerClients } from "./fewer-clients.ts";
import { ordinarySettings } from "./ordinary-settings.ts";
import { plainerConditions } from "./plainer-conditions.ts";
import { rounderTimes } from "./rounder-times.ts";
import { asTaped, type Keep, type Search } from "./search.ts";
import { shorterDurations } from "./shorter-durations.ts";

/** For plainer values a story may get so many events longer, and one in so many of those it had. */
const EVENTS_MORE = 10;
const ONE_EVENT_MORE_IN = 10;

/**
 * Makes plain whatever a person would stop at and that does not matter: odd times and durations, clients who do nothing,
 * settings that are not the ordinary ones. It takes no entries away, and whatever would cost one, or make the story
 * longer, is not kept.
 */
export function simplerValues(search: Search): void {
  search.take(asTaped(search.best));
  const { events, tape } = search.best;
  const most = events + EVENTS_MORE + Math.floor(events / ONE_EVENT_MORE_IN);
  const keep: Keep = (changes) => search.simplify(changes, entriesOf(tape), most);
  ordinarySettings(search, keep);
  fewerClients(search, keep);
  plainerConditions(search, keep);
  shorterDurations(search, keep);
  rounderTimes(search, keep);
}
