import { existsSync } from "node:fs";

const STATUS_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143 };
const USAGE = 2;

/** Starts a command as it is built. What keeps any of them from its work is told in one line. */
export async function launch(name) {
  const command = new URL(`../dist/commands/${name}.js`, import.meta.url);
  if (!existsSync(command)) {
    return refuse(`${name} is not built yet: run \`npm ci\` (or \`npm run build\`) in the package's directory first`);
  }
  if (!standsSomewhere()) return refuse(`${name}: the directory that it is started in is gone`);
  listenUntilItDoes(name);
  await import(command.href);
}

function refuse(why) {
  console.error(why);
  process.exitCode = USAGE;
}

function standsSomewhere() {
  try {
    process.cwd();
    return true;
  } catch {
    return false;
  }
}

/**
 * A command that is still being read has begun nothing, and can end at once; from when it listens itself, it decides.
 * This stays beside it: a signal that has come while modules were read would be lost if nobody listened for a moment.
 */
function listenUntilItDoes(name) {
  const heard = new Set();
  const end = (signal) => {
    if (process.listenerCount(signal) > 1) return;
    if (!heard.has(signal)) {
      console.error(`${name}: interrupted`);
      process.exit(STATUS_BY_SIGNAL[signal]);
    }
    // It listens no more: the signal does what it does by itself.
    process.removeListener(signal, end);
    process.kill(process.pid, signal);
  };
  for (const signal of Object.keys(STATUS_BY_SIGNAL)) process.on(signal, end);
  process.on("newListener", (event) => heard.add(event));
}
