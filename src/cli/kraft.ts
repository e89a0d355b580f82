import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { runOnThisProcess } from "./command-process.ts";
import { EXIT } from "./exit-status.ts";
import { statusOfKraft } from "./kraft/kraft-command.ts";
import { type Choice, choose, menuText } from "./kraft/menu.ts";
import { kraftMenu } from "./kraft/menus.ts";
import { UsageError } from "./usage-error.ts";

const choice = await chosen();
switch (choice?.kind) {
  case "help":
    process.stdout.write(`${menuText(choice.menu)}\n`);
    break;
  case "version":
    process.stdout.write(`${PACKAGE_VERSION}\n`);
    break;
  case "command": {
    const { command, work, statusOf } = choice.chosen;
    await runOnThisProcess(command, work, choice.argv, (error) => statusOf?.(error) ?? statusOfKraft(error));
  }
}

/** Undefined: what was typed is wrong, and that has been said. */
async function chosen(): Promise<Choice | undefined> {
  try {
    return await choose(kraftMenu, process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`kraft: ${error.message}\n`);
    process.exitCode = EXIT.usage;
    return undefined;
  }
}
