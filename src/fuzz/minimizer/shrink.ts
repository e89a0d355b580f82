import { earlier } from "./earlier.ts";
import { fewerDeeds } from "./fewer-deeds.ts";
import { fewerDepartures } from "./fewer-departures.ts";
import { fewerNodes, hardlyAnyNodes } from "./fewer-nodes.ts";
import { ordinarySettings } from "./ordinary-settings.ts";
import { quieterTiming } from "./quieter-timing.ts";
import type { Search } from "./search.ts";
import { steadyTimes } from "./steady-times.ts";
import type { Found } from "./trial.ts";

/** How many other timings are tried where something that was taken away has changed too much. */
const OTHER_TIMINGS = 2;

/** Takes away whatever the bug does not need: first what the most hangs from, so that each trial that follows is short. */
export function shrink(search: Search): void {
  search.allot(350, () =>
    untilNothingChanges(search, () => {
      fewerDeeds(search, OTHER_TIMINGS);
      fewerNodes(search);
    }),
  );
  steadyTimes(search);
  search.allot(60, () => quieterTiming(search));
  search.allot(200, () => {
    fewerDeeds(search, OTHER_TIMINGS);
    fewerNodes(search);
    earlier(search, OTHER_TIMINGS);
  });
  search.allot(100, () => ordinarySettings(search, (changes) => search.improve(changes, 3)));
  search.allot(1_500, () =>
    untilNothingChanges(search, () => {
      fewerDepartures(search);
      fewerDeeds(search, OTHER_TIMINGS);
      fewerNodes(search);
      hardlyAnyNodes(search);
    }),
  );
}

function untilNothingChanges(search: Search, pass: () => void): void {
  for (let before: Found | undefined; before !== search.best; ) {
    before = search.best;
    pass();
  }
}
