import type { Menu } from "./menu.ts";

const clusterMenu: Menu = {
  name: "kraft cluster",
  summary: "A cluster of server processes on this machine. They go on when the command that\nstarted them has ended.",
  entries: [
    {
      name: "start",
      usage: "start [-n 3]",
      summary: "start what does not run, and wait for a leader",
      load: async () => (await import("./cluster-start.ts")).startCommand,
    },
    {
      name: "status",
      usage: "status",
      summary: "role, term, log and lag of every node",
      load: async () => (await import("./cluster-status.ts")).statusCommand,
    },
    {
      name: "watch",
      usage: "watch",
      summary: "the same, live",
      load: async () => (await import("./cluster-watch.ts")).watchCommand,
    },
    {
      name: "logs",
      usage: "logs [NODE] [-f]",
      summary: "what the servers say",
      load: async () => (await import("./cluster-logs.ts")).logsCommand,
    },
    {
      name: "kill",
      usage: "kill NODE",
      summary: "end a node at once (SIGKILL)",
      load: async () => (await import("./cluster-node.ts")).killCommand,
    },
    {
      name: "restart",
      usage: "restart NODE",
      summary: "start a node again; gracefully, if it runs",
      load: async () => (await import("./cluster-node.ts")).restartCommand,
    },
    {
      name: "pause",
      usage: "pause NODE",
      summary: "freeze a node where it stands (SIGSTOP)",
      load: async () => (await import("./cluster-node.ts")).pauseCommand,
    },
    {
      name: "resume",
      usage: "resume NODE",
      summary: "let it go on (SIGCONT)",
      load: async () => (await import("./cluster-node.ts")).resumeCommand,
    },
    {
      name: "transfer",
      usage: "transfer NODE",
      summary: "hand leadership to a node",
      load: async () => (await import("./cluster-node.ts")).transferCommand,
    },
    {
      name: "stop",
      usage: "stop",
      summary: "end all nodes gracefully; their data stay",
      load: async () => (await import("./cluster-stop.ts")).stopCommand,
    },
    {
      name: "clean",
      usage: "clean",
      summary: "remove the data and logs of a stopped cluster",
      load: async () => (await import("./cluster-stop.ts")).cleanCommand,
    },
  ],
  examples: ["kraft cluster start -n 5", "kraft cluster watch", "kraft cluster kill leader"],
};

export const kraftMenu: Menu = {
  name: "kraft",
  summary: "A replicated key-value store: what a majority of its servers has stored survives\nany crash.",
  entries: [
    {
      name: "cluster",
      usage: "cluster start|status|...",
      summary: "a cluster on this machine; kraft cluster --help",
      load: async () => clusterMenu,
    },
    {
      name: "get",
      usage: "get KEY",
      summary: "print what a key holds",
      load: async () => (await import("./get.ts")).getCommand,
    },
    {
      name: "put",
      usage: "put KEY VALUE|-",
      summary: "make a key hold a value",
      load: async () => (await import("./put.ts")).putCommand,
    },
    {
      name: "delete",
      usage: "delete KEY",
      summary: "remove a key",
      load: async () => (await import("./delete.ts")).deleteCommand,
    },
    {
      name: "cas",
      usage: "cas KEY EXPECTED VALUE|-",
      summary: "make a key hold a value if it holds what is expected",
      load: async () => (await import("./cas.ts")).casCommand,
    },
    {
      name: "server",
      usage: "server --id 1 ...",
      summary: "be one server of a cluster",
      load: async () => (await import("./server.ts")).serverCommand,
    },
  ],
  examples: ["kraft cluster start", "kraft put greeting hello", "kraft get greeting", "kraft cluster stop"],
};
