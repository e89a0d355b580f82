import { join } from "node:path";

/**
 * How the engine of a server is set. Whenever its room for new objects is full, what is alive of them is copied: under
 * load that is every request that waits for its entry. In twice the room, of 32 MiB, it happens half as often; in four
 * times the room it was no faster than that. docs/server.md says what it costs, and how to set it for a server by hand.
 */
const ENGINE = ["--max-semi-space-size=32"];

/** What starts one server, as a person would: the launcher is there wherever the package is. */
export function serverCommand(packageRoot: string): readonly string[] {
  return [process.execPath, ...ENGINE, join(packageRoot, "bin", "kraft.js"), "server"];
}
