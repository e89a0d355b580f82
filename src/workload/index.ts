export { type Application, COMMAND_DRAWS, type Commands } from "./application.ts";
export { Client, type ClientCounts } from "./client.ts";
export { History, type Operation, type Return } from "./history.ts";
export { ClientHost } from "./host.ts";
export { HYBRID_APPLICATION, HYBRID_KEYS } from "./hybrid-application.ts";
export { KEY_VALUE_APPLICATION } from "./key-value-application.ts";
export { type ClientOptions, createClientOptions } from "./options.ts";
export { type HowToRead, NO_READS, type ReadHabits } from "./read-habits.ts";
export type { ClientWitness } from "./witness.ts";
