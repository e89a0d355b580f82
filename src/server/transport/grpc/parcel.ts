import { loadSync, type MethodDefinition, type ServiceDefinition } from "@grpc/proto-loader";
import type { Greeting } from "../mesh/connection.ts";
import { RefusalError } from "../refusal.ts";
import { WIRE_VERSION } from "../wire/frame.ts";
import { malformed } from "../wire/payload-reader.ts";
import { packageFile } from "./package-file.ts";
import { type Fields, given, nodeId, safeNumber } from "./proto-checks.ts";
import type { ProtoMessage } from "./proto-message.ts";

/** `Parcel` of the .proto. */
export interface Parcel {
  readonly greeting: Fields | null;
  readonly messages: readonly ProtoMessage[];
}

const PROTO_FILE = packageFile("src", "server", "transport", "grpc", "transport.proto");
const exchange = loadExchange();

export const EXCHANGE_PATH = exchange.path;

/** What gRPC is told: the bytes are made and read here, so that their size is known and bad ones can be counted. */
export const SERVICE = {
  exchange: {
    path: exchange.path,
    requestStream: true,
    responseStream: true,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  },
};

export function writeParcel(parcel: Parcel): Buffer {
  return exchange.requestSerialize(parcel);
}

/** Throws a `RefusalError` where the bytes are no parcel. */
export function readParcel(bytes: Buffer): Parcel {
  try {
    return exchange.requestDeserialize(bytes) as Parcel;
  } catch (error) {
    throw malformed(`${error}`);
  }
}

export function parcelOfGreeting({ address, ...rest }: Greeting): Buffer {
  return writeParcel({ greeting: { version: WIRE_VERSION, ...rest, ...address }, messages: [] });
}

/** Throws a `RefusalError` where the parcel holds no greeting that is understood here. */
export function greetingOf(parcel: Parcel): Greeting {
  const { version, cluster, from, to, start, dial, transport, api } = given(parcel.greeting, "greeting");
  if (version !== WIRE_VERSION) {
    throw new RefusalError("unknown-version", `version ${version}, where ${WIRE_VERSION} is spoken`);
  }
  return {
    cluster: `${cluster}`,
    from: nodeId(from),
    to: nodeId(to),
    start: safeNumber(start),
    dial: safeNumber(dial),
    address: { transport: `${transport}`, api: `${api}` },
  };
}

export function asItIs(bytes: Buffer): Buffer {
  return bytes;
}

function loadExchange(): MethodDefinition<object, object> {
  const definition = loadSync(PROTO_FILE, { longs: Number, enums: String, defaults: true, oneofs: true });
  const { Exchange } = definition["kraft.transport.v1.Transport"] as ServiceDefinition;
  return Exchange!;
}
