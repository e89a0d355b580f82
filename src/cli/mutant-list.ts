import { crdtMutantIds, loadCrdtMutant } from "../fuzz/crdt/crdt-mutant.ts";
import { catalogueIds, loadEntry } from "../fuzz/mutants/mutant.ts";
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { wrap } from "../report/wrap.ts";
import { EXIT } from "./exit-status.ts";
import { mutantsCommand } from "./mutants-options.ts";
import { openTerminal } from "./terminal.ts";

/** Prints the mutants that come with kraft, by the commands that plant them; gives the exit status. */
export function listMutants(asJson: boolean): number {
  const lists = [
    { commands: ["kraft-fuzz", "kraft-fuzz-chaos"], mutants: catalogueIds().map((id) => loadEntry(id)) },
    { commands: ["kraft-fuzz-crdt"], mutants: crdtMutantIds().map(loadCrdtMutant) },
  ];
  const { print, width } = openTerminal();
  if (asJson) {
    const mutants = lists.flatMap((list) =>
      list.mutants.map(({ id, title, expect, breaks }) => ({ id, title, expect, breaks, commands: list.commands })),
    );
    print(JSON.stringify({ tool: mutantsCommand.name, version: PACKAGE_VERSION, mutants }, null, 2));
    return EXIT.nothingFound;
  }
  for (const { commands, mutants } of lists) {
    print(`of ${commands.join(" and ")}:`);
    for (const { id, title, expect } of mutants) {
      const line = `${id}${expect === "impossible" ? " (impossible)" : ""}: ${title}`;
      print(...wrap(line, width - 2, "  ").map((row) => `  ${row}`));
    }
  }
  return EXIT.nothingFound;
}
