import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { runOnThisProcess } from "./command-process.ts";
import { EXIT } from "./exit-status.ts";
import { statusOfKraft } from "./kraft/kraft-command.ts";
import { type Choice, choose, menuText } from "./kraft/menu.ts";
import { kraftMenu } from "./kraft/menus.ts";
import { watchOutput } from "./output-failure.ts";
import { UsageError } from "./usage-error.ts";

const choice = await chosen();
switch (choice?.kind) {
  case "help":
    say(process.stdout, menuText(choice.menu));
    break;
  case "version":
    say(process.stdout, PACKAGE_VERSION);
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
    say(process.stderr, `kraft: ${error.message}`);
    process.exitCode = EXIT.usage;
    return undefined;
  }
}

/** All that is said where no command is there to watch its own output. */
function say(stream: NodeJS.WriteStream, text: string): void {
  watchOutput();
  stream.write(`${text}\n`);
}
