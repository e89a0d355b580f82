export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads "host:port" or "[host]:port"; undefined if it is neither. Port 0 is one that the system chooses. */
export function parseAddress(text: string): Address | undefined {
  const found = /^(?:\[([^\]]+)\]|([^:\s[\]]+)):(\d{1,5})$/.exec(text);
  if (found === null) return undefined;
  const port = Number(found[3]);
  return port > 65_535 ? undefined : { host: (found[1] ?? found[2])!, port };
}

export function textOfAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether it stands for every address of a machine: one can listen there, and nobody can find anybody there. */
export function isWildcard({ host }: Address): boolean {
  return /^[0.:]+$/.test(host);
}
