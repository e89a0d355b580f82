import { defineConfig } from "vitest/config";
import { BUILT_FILES, builtInsteadOfSources } from "./vitest.built.ts";

/**
 * Rooms whose code keeps nothing between calls: their tests, and those of what was kept or comes from elsewhere, share a
 * process, its modules, which are those of the build, and what the engine has compiled. Vitest takes off what a test has
 * spied on before the next file.
 */
const PURE_ROOMS = [
  "bench",
  "chaos",
  "cli",
  "crdt",
  "docs",
  "form",
  "fuzz",
  "histories",
  "house",
  "hybrid",
  "invariants",
  "machine",
  "raft",
  "reach",
  "report",
  "server/http",
  "server/main",
  "server/node",
  "server/operations",
  "server/transport",
  "sim",
  "storage",
  "sut",
  "workload",
];
const pure = [
  ...PURE_ROOMS.map((room) => `test/unit/${room}/**/*.test.ts`),
  ...["conformance", "corpus", "golden"].map((kind) => `test/${kind}/**/*.test.ts`),
];

export default defineConfig({
  test: {
    // On two cores the default is one.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        plugins: [builtInsteadOfSources()],
        test: { name: "pure", include: pure, isolate: false, server: { deps: { external: [BUILT_FILES] } } },
      },
      { extends: true, test: { name: "process", include: ["test/**/*.test.ts", "examples/*.test.ts"], exclude: pure } },
    ],
    // For what never ends: a machine that is slow and busy takes as long as it takes.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
