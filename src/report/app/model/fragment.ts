/** What of the view is kept in the address of the page, so that a link leads to it. */
export interface View {
  /** By its number in the whole run. */
  readonly step: number;
  /** The message that is looked at; -1: none. */
  readonly message: number;
  /** All steps alike; the causes of the violation lit; or nothing but them. */
  readonly show: "all" | "lit" | "only";
  readonly spacing: "even" | "real";
  readonly zoom: number;
  /** The tab below the diagram. */
  readonly tab: "state" | "story" | "operations" | "events";
  readonly clientsApart: boolean;
  /** Endpoints whose lanes are hidden, and kinds of messages that are. */
  readonly hidden: readonly number[];
  readonly without: readonly string[];
  /** Only what concerns this key is lit; empty: no matter. */
  readonly key: string;
  readonly theme: "auto" | "light" | "dark";
}

const CHOICES = {
  show: ["all", "lit", "only"],
  spacing: ["even", "real"],
  tab: ["state", "story", "operations", "events"],
  theme: ["auto", "light", "dark"],
} as const;

export const MIN_ZOOM = 0.25;
export const MAX_ZOOM = 8;

/** "step=12&show=only": what is as it was at the beginning is left out, but for the step. */
export function fragmentOf(view: View, initial: View): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    const text = String(value);
    if (name === "step" || text !== String(initial[name as keyof View])) words.set(name, text);
  }
  return words.toString().replaceAll("%2C", ",");
}

/** The view that a fragment asks for. What it does not say, or says wrongly, is as at the beginning. */
export function viewOf(fragment: string, initial: View): View {
  const words = new URLSearchParams(fragment.replace(/^#/, ""));
  const choice = <Name extends keyof typeof CHOICES>(name: Name): View[Name] => {
    const word = words.get(name);
    return (CHOICES[name] as readonly string[]).includes(word ?? "") ? (word as View[Name]) : initial[name];
  };
  const number = (name: string, otherwise: number): number => {
    const word = words.get(name);
    return word !== null && /^-?\d{1,9}(\.\d+)?$/.test(word) ? Number(word) : otherwise;
  };
  const list = (name: string): string[] => words.get(name)?.split(",").filter(Boolean) ?? [];
  return {
    step: Math.floor(number("step", initial.step)),
    message: Math.floor(number("message", initial.message)),
    show: choice("show"),
    spacing: choice("spacing"),
    zoom: Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, number("zoom", initial.zoom))),
    tab: choice("tab"),
    clientsApart: words.has("clientsApart") ? words.get("clientsApart") === "true" : initial.clientsApart,
    hidden: list("hidden").map(Number).filter(Number.isInteger),
    without: list("without"),
    key: words.get("key") ?? initial.key,
    theme: choice("theme"),
  };
}
