/** A change of a text: what stands from `start` to `end` gives way to `after`. */
export interface Change {
  readonly operator: OperatorName;
  readonly start: number;
  readonly end: number;
  readonly after: string;
}

/** What is done to the text, each a mistake that people make. */
export type OperatorName =
  | "negated"
  | "always"
  | "never"
  | "left-only"
  | "right-only"
  | "and-or"
  | "bound"
  | "equality"
  | "sign"
  | "off-by-one"
  | "min-max"
  | "boolean"
  | "no-statement"
  | "no-return";
