import { afterEach, beforeEach, vi } from "vitest";

const STUBBED = ["isTTY", "columns"] as const;

/** Standard error as a test sets it: what is written there is kept, and nobody else sees it. */
export interface StandardError {
  /** What was written in this test. */
  readonly written: readonly string[];
  /** A terminal of so many columns, if anybody knows, or a log. */
  become(kind: "terminal" | "log", columns?: number): void;
}

/** For all tests of a file; each begins outside of CI and with nothing written. */
export function stubStandardError(): StandardError {
  const { stderr } = process;
  const before = STUBBED.map((name) => Object.getOwnPropertyDescriptor(stderr, name));
  const written: string[] = [];
  beforeEach(() => {
    written.length = 0;
    vi.stubEnv("CI", "");
    vi.spyOn(stderr, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    for (const [at, name] of STUBBED.entries()) {
      const descriptor = before[at];
      if (descriptor === undefined) Reflect.deleteProperty(stderr, name);
      else Object.defineProperty(stderr, name, descriptor);
    }
  });
  return {
    written,
    become: (kind, columns) => {
      Object.defineProperty(stderr, "isTTY", { value: kind === "terminal", configurable: true });
      Object.defineProperty(stderr, "columns", { value: columns, configurable: true });
    },
  };
}
