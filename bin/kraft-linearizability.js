#!/usr/bin/env node
import { existsSync } from "node:fs";

const command = new URL("../dist/commands/kraft-linearizability.js", import.meta.url);
if (existsSync(command)) {
  await import(command.href);
} else {
  console.error(
    "kraft-linearizability is not built yet: run `npm ci` (or `npm run build`) in the package's directory first",
  );
  process.exitCode = 2;
}
