import { spawnSync } from "node:child_process";

/** There is nothing to compare with, or to compare by. The message is one line that says what is missing. */
export class EtcdError extends Error {
  override readonly name = "EtcdError";
}

/** What etcd calls its version: "3.4.23". @throws EtcdError if there is none */
export function etcdVersion(): string {
  const { error, stdout } = spawnSync("etcd", ["--version"], { encoding: "utf8" });
  const version = /^etcd Version: (\S+)/m.exec(stdout ?? "")?.[1];
  if (error === undefined && version !== undefined) return version;
  throw new EtcdError("there is no etcd to compare with: Debian has it as etcd-server (apt-get install etcd-server)");
}
