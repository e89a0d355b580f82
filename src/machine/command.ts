/** The commands of the key-value machine. Keys and values are strings. */
export type Command =
  | { readonly kind: "get"; readonly key: string }
  | { readonly kind: "put"; readonly key: string; readonly value: string }
  | { readonly kind: "delete"; readonly key: string }
  /** Sets `value` if the key holds `expected`; `expected` undefined means that the key is absent. */
  | {
      readonly kind: "compare-and-set";
      readonly key: string;
      readonly expected: string | undefined;
      readonly value: string;
    }
  | { readonly kind: "append"; readonly key: string; readonly value: string }
  /** Deletes the key if it holds `expected`. */
  | { readonly kind: "compare-and-delete"; readonly key: string; readonly expected: string };

/**
 * The machine's answer: what the key held before the command, and whether the command changed it. From the first follows
 * whether it was refused (key-value.ts).
 */
export interface Result {
  readonly previous: string | undefined;
  readonly changed: boolean;
}
