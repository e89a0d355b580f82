import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeId } from "../../../../src/raft/index.ts";
import { nameOfNode, type TransportTls } from "../../../../src/server/transport/options.ts";

/** Whether there is an openssl to make certificates with. */
export const HAS_OPENSSL = hasOpenssl();

/** An authority in a temporary folder, that gives servers their certificates. */
export class Authority {
  private readonly folder = mkdtempSync(join(tmpdir(), "kraft-certificates-"));
  private readonly issued = new Map<NodeId, TransportTls>();

  constructor() {
    this.run("req", "-x509", ...KEY, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=authority", "-days", "2");
  }

  certificateOf(id: NodeId): TransportTls {
    const known = this.issued.get(id) ?? this.issue(id);
    this.issued.set(id, known);
    return known;
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  private issue(id: NodeId): TransportTls {
    const name = nameOfNode(id);
    writeFileSync(join(this.folder, "extensions"), `subjectAltName=DNS:${name}\n`);
    this.run("req", ...KEY, "-keyout", `${name}.key`, "-out", `${name}.request`, "-subj", `/CN=${name}`);
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "extensions", "-days", "2"];
    this.run("x509", "-req", "-in", `${name}.request`, "-out", `${name}.pem`, ...signing);
    return { authorities: this.read("ca.pem"), certificate: this.read(`${name}.pem`), key: this.read(`${name}.key`) };
  }

  private run(...words: string[]): void {
    execFileSync("openssl", words, { cwd: this.folder, stdio: "pipe" });
  }

  private read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}
