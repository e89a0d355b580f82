export { Client, type ClientCounts } from "./client.ts";
export { COMMAND_DRAWS, CommandSource } from "./commands.ts";
export { History, type Operation, type Return } from "./history.ts";
export { ClientHost } from "./host.ts";
export { type ClientOptions, createClientOptions } from "./options.ts";
export type { ClientWitness } from "./witness.ts";
