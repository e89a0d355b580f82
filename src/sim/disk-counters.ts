/** What disks did, all together. */
export class DiskCounters {
  writes = 0;
  syncs = 0;
  syncsFailed = 0;
  reads = 0;
  /**
   * Crashes in which at least one write was lost or torn, or after which one that a failed sync had lost was missing.
   */
  crashesThatLostWrites = 0;
  writesLost = 0;
  writesTorn = 0;
  /** How often something that was at rest was damaged. */
  damages = 0;

  fork(): DiskCounters {
    return Object.assign(new DiskCounters(), this);
  }
}
