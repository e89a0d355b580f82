import { createToyWorld } from "./toy-world.ts";

/** Prints the fingerprint of one toy world, for tests that compare processes. */
const world = createToyWorld(process.argv[2]!);
world.run(Number(process.argv[3]));
console.log(world.fingerprint());
