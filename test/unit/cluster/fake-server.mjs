// Stands in for `kraft server`: takes the same flags and tells a status; node 1 always leads, or one that
// has joined from elsewhere. What it does wrong is told
// by a flag of its own.
import { appendFileSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";

const LATE_MS = 500;
const startedMs = Date.now();
const flags = process.argv.slice(2);
const flagValue = (name) => flags[flags.indexOf(name) + 1];
const id = Number(flagValue("--id"));

mkdirSync(flagValue("--data-dir"), { recursive: true });
appendFileSync(`${flagValue("--data-dir")}/starts`, "once\n");
if (flags.includes("--fails") && id === 2) {
  process.stderr.write("a line before\nthe disk is full\n");
  process.exit(1);
}
if (flags.includes("--crashes")) {
  process.stderr.write("kraft server crashed: Error: what\n    at here\n    at there\n");
  process.exit(3);
}

function status() {
  const knowsNone = flags.includes("--leaderless") || (flags.includes("--late") && Date.now() - startedMs < LATE_MS);
  const leads = flags.includes("--joined") ? 4 : 1;
  const leader = knowsNone ? null : { id: leads, api: null };
  const isMember = !(flags.includes("--removed") && id === 3);
  if (!isMember)
    return { id, term: 3, role: "pre-candidate", isMember, leader: null, commitIndex: 9, appliedIndex: 9, keys: 1 };
  const role = id === leads && !knowsNone ? "leader" : "follower";
  return { id, term: 3, role, isMember, leader, commitIndex: 9, appliedIndex: 9, keys: 1 };
}

const nodes = [1, 2, 3].map((member) => ({ id: member, lag: id === 1 ? member - 1 : null }));
const server = createServer(({ url }, response) => {
  const body = url === "/admin/nodes" ? { nodes } : status();
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
});
if (flags.includes("--silent")) setInterval(() => {}, 1000);
else server.listen(Number(flagValue("--api-port")), "127.0.0.1");

process.on("SIGTERM", () => {
  if (!flags.includes("--stubborn")) process.exit(0);
});
