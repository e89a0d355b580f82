import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { identify, stateOf, until } from "../../../src/cluster/index.ts";
import { FAKE_COMMAND, fakeCluster } from "./fake-cluster.ts";

const fake = fakeCluster();

describe("who is who", () => {
  test("a process that has got the number of one of ours is never ended", async () => {
    const cluster = await fake.create();
    await cluster.start();
    await cluster.kill(1);
    const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
    try {
      const file = join(fake.directory, "node-1/process.json");
      const { started } = cluster.nodes[0]!.identity!;
      writeFileSync(file, JSON.stringify({ pid: stranger.pid, started }));
      expect(cluster.node(1).state).toBe("gone");
      await cluster.node(1).kill();
      await cluster.stop();
      expect(stateOf(identify(stranger.pid!)!)).toBe("running");
      await cluster.clean();
    } finally {
      stranger.kill("SIGKILL");
    }
  });

  test("a process that has ended is gone, whether somebody has asked after it or not", async () => {
    // The shell never asks: its child stays on the list of processes.
    const shell = spawn("sh", ["-c", "true & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const pid = Number(await new Promise((resolve) => shell.stdout.once("data", resolve)));
      const ended = await until(() => {
        const identity = identify(pid);
        return identity === undefined || stateOf(identity) === "gone" ? true : undefined;
      }, 5000);
      expect(ended).toBe(true);
    } finally {
      shell.kill("SIGKILL");
    }
  });

  test("a lock is heeded while its holder lives", async () => {
    const cluster = await fake.create();
    const holder = spawn("sleep", ["60"], { stdio: "ignore" });
    try {
      writeFileSync(join(fake.directory, "lock"), JSON.stringify(identify(holder.pid!)));
      await expect(cluster.stop()).rejects.toThrow(`another command (process ${holder.pid}) is at work`);
      holder.kill("SIGKILL");
      await new Promise((resolve) => holder.once("exit", resolve));
      expect((await cluster.stop()).size).toBe(0);
      expect(readdirSync(fake.directory)).toEqual(["cluster.json"]);
    } finally {
      holder.kill("SIGKILL");
    }
  });

  test("the servers outlive the process that starts them", async () => {
    await fake.create();
    const source = `import { LocalCluster } from ${JSON.stringify(join(import.meta.dirname, "../../../dist/src/cluster/index.js"))};
      const cluster = LocalCluster.open(${JSON.stringify({ directory: fake.directory, command: FAKE_COMMAND })});
      await cluster.start();
      cluster.close();`;
    const starter = spawn(process.execPath, ["--input-type=module", "-e", source], { detached: true });
    await new Promise((resolve) => starter.once("exit", resolve));
    // Ctrl-C at a terminal goes to all that still belongs to the command.
    expect(() => process.kill(-starter.pid!, "SIGINT")).toThrow("ESRCH");
    expect(fake.reopen().running).toHaveLength(3);
  });
});
