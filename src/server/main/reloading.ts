import type { Logger } from "pino";
import type { Api, ReloadOutcome } from "../http/index.ts";
import { type Configuration, ConfigurationError, compare } from "../operations/configuration/index.ts";
import { limitsOf, logLevelOf } from "./configured-options.ts";

/** Where the configuration comes from that a server was started with. */
export interface ConfigurationSource {
  readonly configuration: Configuration;
  /** @throws ConfigurationError */
  read(): Configuration;
}

/** Puts in force what has changed in a server's configuration, all of it or nothing. */
export class Reloading {
  private readonly source: ConfigurationSource | undefined;
  private readonly log: Logger;
  private inForce: Configuration;

  /** `source` is undefined where there is no configuration file. */
  constructor(source: ConfigurationSource | undefined, log: Logger) {
    this.source = source;
    this.inForce = source?.configuration ?? {};
    this.log = log;
  }

  reload(api: Api): ReloadOutcome {
    const outcome = this.readAgain(api);
    if (outcome.outcome === "reloaded") this.log.info({ changed: outcome.changed }, "reloaded its configuration");
    else if (outcome.outcome === "refused") this.log.error({ problems: outcome.problems }, "could not reload");
    else this.log.warn("has no configuration file to reload");
    return outcome;
  }

  private readAgain(api: Api): ReloadOutcome {
    if (this.source === undefined) return { outcome: "nothing-to-reload" };
    let read: Configuration;
    try {
      read = this.source.read();
    } catch (error) {
      if (error instanceof ConfigurationError) return { outcome: "refused", problems: error.problems };
      throw error;
    }
    const comparison = compare(this.inForce, read);
    if (comparison.kind === "restart-needed") return { outcome: "refused", problems: comparison.problems };
    if (comparison.kind === "same") return { outcome: "reloaded", changed: [] };
    api.admission.limits = limitsOf(read);
    this.log.level = logLevelOf(read);
    this.inForce = read;
    return { outcome: "reloaded", changed: comparison.changed };
  }
}
