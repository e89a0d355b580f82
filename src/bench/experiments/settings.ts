/** What an experiment is told. */
export interface Settings {
  readonly nodes: number;
  /** Numbers of clients that write at one time, each measured by itself. */
  readonly clients: readonly number[];
  /** Of each measurement, on the clock of what is measured. */
  readonly seconds: number;
  readonly repetitions: number;
}

/** Goes before a measurement and is not counted. */
export const WARM_UP_SECONDS = 1;

/** Told, in a few words, what is measured next. */
export type Tell = (what: string) => void;
