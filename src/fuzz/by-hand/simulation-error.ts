/** Something was asked of a simulation that cannot be. The message is one line that says what can. */
export class SimulationError extends Error {
  override readonly name = "SimulationError";
}
