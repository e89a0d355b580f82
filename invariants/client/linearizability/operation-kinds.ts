import { hashPlain } from "../../../src/machine/index.ts";
import type { Model, State } from "./model.ts";
import type { ClientOperation } from "./operation.ts";

/**
 * Operations of one kind do the same in equal states. Each one that returned is of its own kind: seldom do two agree in
 * command and answer, and to find that out costs more than it saves. Pending ones with equal commands are of one kind.
 */
export class OperationKinds<Command, Result> {
  private readonly model: Model<Command, Result, State>;
  private readonly pendingKinds = new Map<string, number>();
  private readonly commands: Command[] = [];
  /** Undefined: it did not return. */
  private readonly results: (Result | undefined)[] = [];

  constructor(model: Model<Command, Result, State>) {
    this.model = model;
  }

  get size(): number {
    return this.commands.length;
  }

  /** @throws PlainDataError if a command that did not return could not be told from others. */
  kindOf({ command, returned }: ClientOperation<Command, Result>): number {
    if (returned !== undefined) return this.add(command, returned.result);
    hashPlain(command, 0);
    const text = JSON.stringify(command);
    const known = this.pendingKinds.get(text);
    if (known !== undefined) return known;
    const kind = this.add(command, undefined);
    this.pendingKinds.set(text, kind);
    return kind;
  }

  step(state: State, kind: number): ReturnType<Model<Command, Result, State>["step"]> {
    return this.model.step(state, this.commands[kind]!, this.results[kind]);
  }

  isReadOnly(kind: number): boolean {
    return this.model.isReadOnly(this.commands[kind]!, this.results[kind]);
  }

  private add(command: Command, result: Result | undefined): number {
    this.results.push(result);
    return this.commands.push(command) - 1;
  }
}
