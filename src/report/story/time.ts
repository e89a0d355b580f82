/** "1.204 s", of virtual time, cut off and not rounded. */
export function timeOf(us: number): string {
  return `${(Math.floor(us / 1000) / 1000).toFixed(3)} s`;
}
