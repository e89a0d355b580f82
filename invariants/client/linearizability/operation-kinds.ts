import { hashPlain } from "../../../src/machine/index.ts";
import type { Model, State } from "./model.ts";
import type { ClientOperation } from "./operation.ts";

/** Operations of one kind have equal commands and equal results, so that in equal states they do the same. */
export class OperationKinds<Command, Result> {
  private readonly model: Model<Command, Result, State>;
  private readonly kinds = new Map<string, number>();
  private readonly commands: Command[] = [];
  /** Undefined: it did not return. */
  private readonly results: (Result | undefined)[] = [];

  constructor(model: Model<Command, Result, State>) {
    this.model = model;
  }

  get size(): number {
    return this.commands.length;
  }

  /** @throws PlainDataError if equal commands or results could not be told from others. */
  kindOf({ command, returned }: ClientOperation<Command, Result>): number {
    const said = returned === undefined ? [command] : [command, returned.result];
    hashPlain(said, 0);
    const text = JSON.stringify(said);
    const known = this.kinds.get(text);
    if (known !== undefined) return known;
    const kind = this.size;
    this.kinds.set(text, kind);
    this.commands.push(command);
    this.results.push(returned?.result);
    return kind;
  }

  step(state: State, kind: number): ReturnType<Model<Command, Result, State>["step"]> {
    return this.model.step(state, this.commands[kind]!, this.results[kind]);
  }

  isReadOnly(kind: number): boolean {
    return this.model.isReadOnly(this.commands[kind]!, this.results[kind]);
  }
}
