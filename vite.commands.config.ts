import { dirname, join, relative, resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const BUILT = join(import.meta.dirname, "dist/src");
const COMMANDS = join(import.meta.dirname, "dist/commands");

/** The commands, and what they start beside themselves. */
const ENTRIES = [
  "bench/cell",
  "cli/kraft",
  "cli/kraft-bench",
  "cli/kraft-fuzz",
  "cli/kraft-fuzz-chaos",
  "cli/kraft-fuzz-crdt",
  "cli/kraft-linearizability",
  "cli/kraft-mutants",
  "fuzz/campaign/worker",
  "fuzz/mutants/generated/hunting-worker",
  "fuzz/taping/taping-host",
  "fuzz/taping/taping-worker",
];

/** What a node is made of, which stays as it was compiled: it is loaded by its place, as a build with a planted bug is. */
const CORE = ["machine/", "raft/", "storage/", "sut/core.js"].map((place) => join(BUILT, place));

/** What needs its own files beside it, or is more than most commands need: servers' packages, and compilers. */
const PACKAGES_OUTSIDE = [
  "@fastify/swagger",
  "@grpc/grpc-js",
  "@grpc/proto-loader",
  "@opentelemetry/api",
  "@opentelemetry/exporter-trace-otlp-http",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-node",
  "ast-v8-to-istanbul",
  "autocannon",
  "fastify",
  "pino",
  "prom-client",
  "typescript",
  "vite",
];

/**
 * Puts each command, and the small packages it is made with, into a few files instead of hundreds: to find and read
 * those took most of a short command's time.
 */
export default defineConfig({
  build: {
    ssr: true,
    outDir: COMMANDS,
    target: "node20",
    minify: false,
    license: { fileName: "LICENSES.md" },
    rolldownOptions: {
      input: Object.fromEntries(
        ENTRIES.map((entry) => [entry.slice(entry.lastIndexOf("/") + 1), join(BUILT, `${entry}.js`)]),
      ),
      output: { entryFileNames: "[name].js", chunkFileNames: "shared-[name]-[hash].js" },
    },
  },
  ssr: { noExternal: true, external: PACKAGES_OUTSIDE },
  plugins: [coreAsCompiled()],
  logLevel: "warn",
});

function coreAsCompiled(): Plugin {
  return {
    name: "core-as-compiled",
    enforce: "pre",
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith(".")) return null;
      const path = resolve(dirname(importer), source);
      if (!CORE.some((place) => path.startsWith(place))) return null;
      return { id: relative(COMMANDS, path), external: true };
    },
  };
}
