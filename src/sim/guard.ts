/**
 * Keeps the world's time and chance apart from the machine's: while it is on, whatever would let the real clock, real
 * randomness or the event loop into a world throws instead.
 *
 * It reaches what is looked up when it is called. What was taken out of its object before (an imported function, say)
 * it cannot reach: for that there are the linter, and the comparison of fingerprints.
 */

/** Something inside a world asked the machine for what a world must not depend on. */
export class GuardError extends Error {
  override readonly name = "GuardError";
}

interface Trap {
  readonly owner: object;
  readonly name: string;
  readonly replacement: PropertyDescriptor;
  /** What to put back: undefined where the name was inherited. */
  original: PropertyDescriptor | undefined;
}

const realDate = Date;
const nodeCrypto = process.getBuiltinModule("node:crypto");

function forbid(owner: object, ownerName: string, name: string): Trap {
  return trap(owner, name, forbidden(ownerName === "" ? name : `${ownerName}.${name}`));
}

function forbidden(what: string): () => never {
  return () => {
    throw new GuardError(`${what} was called inside a world, where it would make the run differ from its repetition.`);
  };
}

function trap(owner: object, name: string, value: unknown): Trap {
  return { owner, name, replacement: { value, configurable: true, writable: true }, original: undefined };
}

/** A date of given numbers is no harm; the present is. */
const timelessDate = new Proxy(realDate, {
  apply: forbidden("Date()"),
  construct(target, parameters, newTarget) {
    if (parameters.length === 0) forbidden("new Date()")();
    return Reflect.construct(target, parameters, newTarget);
  },
});

const TRAPS: readonly Trap[] = [
  forbid(Math, "Math", "random"),
  forbid(realDate, "Date", "now"),
  trap(globalThis, "Date", timelessDate),
  forbid(performance, "performance", "now"),
  trap(process, "hrtime", Object.assign(forbidden("process.hrtime"), { bigint: forbidden("process.hrtime.bigint") })),
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"].map((name) => forbid(globalThis, "", name)),
  forbid(process, "process", "nextTick"),
  ...["getRandomValues", "randomUUID"].map((name) => forbid(crypto, "crypto", name)),
  ...["randomBytes", "randomInt", "randomUUID", "randomFillSync", "randomFill"].map((name) =>
    forbid(nodeCrypto, "crypto", name),
  ),
];

let depth = 0;

/** Calls the function with the guard on, and takes it off again however the call ends. Calls may nest. */
export function withGuard<T>(body: () => T): T {
  if (depth++ === 0) setTraps();
  try {
    return body();
  } finally {
    if (--depth === 0) removeTraps();
  }
}

function setTraps(): void {
  for (const trap of TRAPS) {
    trap.original = Object.getOwnPropertyDescriptor(trap.owner, trap.name);
    Object.defineProperty(trap.owner, trap.name, trap.replacement);
  }
}

function removeTraps(): void {
  for (const trap of TRAPS) {
    if (trap.original === undefined) Reflect.deleteProperty(trap.owner, trap.name);
    else Object.defineProperty(trap.owner, trap.name, trap.original);
  }
}
