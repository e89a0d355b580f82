import type { Operation } from "../../chaos/index.ts";

type Draw = (bound: number) => number;

/** Troubles last from about as long as a message takes to some elections, each order of magnitude as often. */
const LEAST_BITS = 8;
const MOST_BITS = 20;

/** How late half of the messages are then, and how many are lost. */
const LATE_US = [0, 0, 5_000, 50_000, 200_000] as const;
const LOSSES_PER_MILLION = [0, 0, 20_000, 200_000] as const;

/**
 * The nodes to cut off from all others; none now and then. Most often they are the one in the centre with less than half
 * of the others, or with just as many as make a majority.
 */
export function drawDivision(nodes: number, centre: number, draw: Draw): number[] {
  const all = Array.from({ length: nodes }, (_, place) => place + 1);
  const minority = Math.max(1, Math.floor((nodes - 1) / 2));
  const drawn = drawGroup(all, centre, minority, draw);
  return drawn.length < nodes ? drawn : [];
}

function drawGroup(all: readonly number[], centre: number, minority: number, draw: Draw): number[] {
  switch (draw(8)) {
    case 0:
      return [];
    case 1:
      return [all[draw(all.length)]!];
    case 2:
      return all.filter(() => draw(2) === 0);
    case 3:
    case 4:
      return groupAround(centre, all, all.length - minority, draw);
    default:
      return groupAround(centre, all, 1 + draw(minority), draw);
  }
}

function groupAround(centre: number, all: readonly number[], size: number, draw: Draw): number[] {
  const rest = all.filter((node) => node !== centre);
  const group = [centre];
  while (group.length < size) group.push(...rest.splice(draw(rest.length), 1));
  return group;
}

/** What else goes wrong in a turn, each thing in some turns only, and much of it at the one in the centre. */
export function drawTroubles(nodes: number, centre: number, draw: Draw): Operation[] {
  const drawNode = (): number => (draw(2) === 0 ? centre : 1 + draw(nodes));
  const troubles: Operation[] = [];
  if (draw(3) === 0) troubles.push({ kind: "crash", aim: drawNode(), forUs: drawDurationUs(draw) });
  if (draw(3) === 0 && nodes > 1) {
    const one = drawNode();
    const other = 1 + ((one + draw(nodes - 1)) % nodes);
    const [from, to] = draw(2) === 0 ? [one, other] : [other, one];
    troubles.push({ kind: "clog", from, to, forUs: drawDurationUs(draw) });
  }
  if (draw(4) === 0) troubles.push(drawWeather(draw));
  return troubles;
}

function drawDurationUs(draw: Draw): number {
  return 1 + draw(2 ** (LEAST_BITS + draw(MOST_BITS - LEAST_BITS + 1)));
}

/** What all links between nodes are like from then on. */
function drawWeather(draw: Draw): Operation {
  const delayMaxUs = LATE_US[draw(LATE_US.length)]!;
  const lossPerMillion = LOSSES_PER_MILLION[draw(LOSSES_PER_MILLION.length)]!;
  const delayPerMillion = delayMaxUs === 0 ? 0 : 500_000;
  return {
    kind: "set-conditions",
    changes: { delayPerMillion, delayMinUs: 0, delayMaxUs, lossPerMillion },
    scope: "nodes",
  };
}
