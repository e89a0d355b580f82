// A server in a process of its own, from the build that `npm test` has made, so that a test can kill it. It is told what
// to do by messages from its parent.
import { createOneShot } from "../../../dist/src/machine/index.js";
import { nodeOptions } from "../../../dist/src/server/main/node-options.js";
import { startNode } from "../../../dist/src/server/main/start-node.js";

const WRITERS = 32;
const TIMEOUT_MS = 5_000;

const { id, dataDirectory, addresses } = JSON.parse(process.argv[2]);
const all = new Map(addresses);
const address = all.get(id);
all.delete(id);
const { node } = await startNode(nodeOptions({ id, dataDirectory, address, peers: all }));

let next = 0;

/** Writes one key after the other, and tells which are acknowledged. */
async function write() {
  for (;;) {
    const number = next++;
    const command = { kind: "put", key: `key-${number}`, value: `${number}` };
    const { outcome } = await node.write(createOneShot(command), TIMEOUT_MS);
    if (outcome === "applied") process.send({ kind: "acknowledged", number });
    else await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Which of the keys are not what they were written to be; undefined if this server could not tell. */
async function lost(numbers) {
  const read = (number) => node.read({ kind: "get", key: `key-${number}` }, "linearizable", 0, TIMEOUT_MS);
  const answers = await Promise.all(numbers.map(read));
  if (answers.some(({ outcome }) => outcome !== "read")) return undefined;
  return numbers.filter((number, place) => answers[place].result.previous !== `${number}`);
}

process.on("message", async (message) => {
  if (message.kind === "load") {
    next = message.from;
    for (let writer = 0; writer < WRITERS; writer++) void write();
  } else if (message.kind === "leads") {
    const { hasCommittedInTerm, role } = node.status().raft;
    process.send({ kind: "leads", leads: role === "leader" && hasCommittedInTerm });
  } else process.send({ kind: "lost", lost: await lost(message.numbers) });
});
process.send({ kind: "ready" });
