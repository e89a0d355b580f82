import { expect, test } from "vitest";
import { type Command, helpText } from "../../../src/cli/command-line.ts";
import type { Menu } from "../../../src/cli/kraft/menu.ts";
import { kraftMenu } from "../../../src/cli/kraft/menus.ts";

async function commandsOf({ entries }: Menu): Promise<Command[]> {
  const loaded = await Promise.all(entries.map((entry) => entry.load()));
  const commands = loaded.map((one) => ("entries" in one ? commandsOf(one) : [one.command]));
  return (await Promise.all(commands)).flat();
}

test("what kraft's commands say of themselves fits 80 columns as it was broken into lines", async () => {
  const commands = await commandsOf(kraftMenu);
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) {
    const help = await helpText(command);
    // One that is a single line is broken by whoever prints it.
    if (command.summary.includes("\n")) expect(help).toContain(command.summary);
    for (const line of help.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  }
});
