import type { Director, Moment, World } from "../../../src/sim/index.ts";
import { ToyDirector, type ToyWitness } from "./toy-world.ts";

const MOMENTS: readonly Moment[] = ["send", "write"];

/** Does to the machines of a toy world everything that the toy's own director leaves out. */
export class RoughDirector implements Director<World<ToyWitness>> {
  private readonly toys = new ToyDirector();

  act(world: World<ToyWitness>): void {
    this.toys.act(world);
    const target = 1 + world.choose("operation-target", world.nodes);
    const amount = world.choose("fault-amount", 1_000_000);
    switch (world.choose("operation", 14)) {
      case 0:
        if (world.isUp(target)) world.slowDown(target, amount % 300);
        break;
      case 1:
        world.slowDown(target, 0);
        break;
      case 2:
        world.resume(target);
        break;
      case 3:
        world.slowDisk(target, 0, amount % 3000);
        break;
      case 4:
      case 5:
        world.failNextSync(target);
        break;
      case 6:
        world.fillDisk(target);
        break;
      case 7:
      case 8:
        world.freeDisk(target);
        break;
      case 9:
        world.damageDisk(target);
        break;
      case 10:
        if (world.isUp(target)) world.crashAfter(target, MOMENTS[amount % 2]!);
        break;
      case 11:
        world.jumpClock(target, (amount % 8000) - 4000);
        break;
      case 12:
        world.settleClock(target);
        break;
      case 13:
        world.setClockRate(target, 500 + (amount % 1500));
        break;
    }
  }

  fork(): RoughDirector {
    return this;
  }
}
