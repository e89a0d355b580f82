// Stands in for `kraft server`: a cluster of one, which keeps its promises or breaks one of them, as the last flag says.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";

const flags = process.argv.slice(2);
const flagValue = (name) => flags[flags.indexOf(name) + 1];
const breaks = flags[0];
const directory = flagValue("--data-dir");
mkdirSync(directory, { recursive: true });
const file = `${directory}/writes`;

const held = new Map();
const replies = new Map();
let index = 0;
let sessions = 0;
let writes = 0;

if (existsSync(file) && breaks !== "--forgets") {
  for (const line of readFileSync(file, "utf8").trimEnd().split("\n")) {
    const [name, key, value, reply] = JSON.parse(line);
    held.set(key, value);
    if (name !== null) replies.set(name, reply);
  }
}
if (breaks === "--ends") setTimeout(() => process.exit(0), 1_500);

function store(name, key, value, reply) {
  held.set(key, value);
  appendFileSync(file, `${JSON.stringify([name, key, value, reply])}\n`);
}

function write(key, body, name) {
  if (name !== null && replies.has(name)) return replies.get(name);
  const previous = held.get(key) ?? null;
  if ("expected" in body && body.expected !== previous) {
    return [409, { error: { code: "compare-failed", message: "other", leader: null, previous, index } }];
  }
  index++;
  const reply = [200, { key, value: body.value, previous, changed: true, index }];
  if (name !== null) replies.set(name, reply);
  store(name, key, body.value, reply);
  writes++;
  // Once more, when somebody else may have written.
  if (breaks === "--repeats" && writes % 20 === 0) setTimeout(() => store(name, key, body.value, reply), 20);
  return reply;
}

function answer(method, url, headers, body) {
  const status = {
    id: 1,
    term: 1,
    role: "leader",
    isMember: true,
    leader: { id: 1, api: null },
    commitIndex: index,
    appliedIndex: index,
  };
  if (url === "/client/status") return [200, { ...status, keys: held.size }];
  if (url === "/admin/nodes") return [200, { nodes: [{ id: 1, lag: 0 }] }];
  if (url === "/client/session") return [200, { client: process.pid, session: ++sessions }];
  const key = decodeURIComponent(url.split("?")[0].slice("/kv/".length));
  if (breaks === "--refuses" && ++writes % 20 === 0) {
    return [422, { error: { code: "idempotency-key-reused", message: "used", leader: null } }];
  }
  if (method !== "GET") {
    const { "idempotency-key": once = null, "kraft-session": session, "kraft-sequence": sequence } = headers;
    const client = headers["kraft-client"];
    return write(key, body, session === undefined ? once : `${client}/${session}/${sequence}`);
  }
  const value = held.get(key);
  if (value !== undefined) return [200, { key, value, index }];
  return [404, { error: { code: "key-not-found", message: "nothing", leader: null, index } }];
}

createServer((request, response) => {
  let text = "";
  request.on("data", (piece) => (text += piece));
  request.on("end", () => {
    const { method, url, headers } = request;
    const [status, body] = answer(method, url, headers, text === "" ? undefined : JSON.parse(text));
    // A client takes a while, too.
    setTimeout(() => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)), 2);
  });
}).listen(Number(flagValue("--api-port")), "127.0.0.1", () => console.log("listening"));
process.on("SIGTERM", () => process.exit(0));
