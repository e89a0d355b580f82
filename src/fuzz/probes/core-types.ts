import type { RaftCore } from "../../sut/index.ts";

/** The core's own types, as far as they show in how it is called. */

export type Raft = ReturnType<RaftCore["Raft"]["start"]>;
export type RaftOptions = Parameters<RaftCore["Raft"]["start"]>[0];
export type DurableState = Parameters<RaftCore["Raft"]["start"]>[1];
export type Input = Parameters<Raft["step"]>[1];
export type Output = Parameters<Raft["step"]>[2];
export type Status = ReturnType<Raft["status"]>;
export type Message = Extract<Input, { readonly kind: "message" }>["message"];
