import type { DurableImage, Host, Process } from "../sim/program.ts";
import type { Application } from "./application.ts";
import { Client } from "./client.ts";
import type { ClientOptions } from "./options.ts";
import type { ClientWitness } from "./witness.ts";

/** A client's disk: it holds nothing, and so it is shared by all. */
const EMPTY_IMAGE: DurableImage<ClientWitness> = {
  apply: failOnWrite,
  applyTorn: failOnWrite,
  damage: failOnDamage,
  fork: () => EMPTY_IMAGE,
};

function failOnWrite(): never {
  throw new Error("A client wrote to its disk.");
}

function failOnDamage(): never {
  throw new Error("A client's disk was damaged.");
}

/** Starts clients. They do not crash: one that came back would count its commands from 1 again. */
export class ClientHost<W extends ClientWitness> implements Host<W> {
  private readonly options: ClientOptions;
  private readonly application: Application<unknown, unknown>;

  constructor(options: ClientOptions, application: Application<unknown, unknown>) {
    this.options = options;
    this.application = application;
  }

  createImage(): DurableImage<W> {
    return EMPTY_IMAGE;
  }

  boot(): Client<W> {
    const { application } = this;
    const readsOnly = application.readsOnly && ((command: unknown) => application.readsOnly!(command));
    const isEventual = application.isEventual && ((command: unknown) => application.isEventual!(command));
    return new Client<W>(this.options, application.createCommands(), readsOnly, isEventual);
  }

  crashed(process: Process<W>): void {
    throw new Error(`Client ${process.id} crashed.`);
  }
}
