/** Why a process is gone: in one line, and all that it said in its last moments. */
export interface Obituary {
  readonly message: string;
  readonly stack: string;
  readonly signal: NodeJS.Signals | null;
}

/** So many characters of what a process says before it dies, the last ones, say why. */
const LAST_WORDS = 10_000;

/** Where one of the engine's own limits is reached it prints no more than the last of these. */
const TELLING = /^.*\b(?:FATAL ERROR|\w*Error(?: \[\w+\])?): .*$|\bFatal JavaScript .*$/m;

/** What a process said on its standard error, of which its obituary is made. */
export class LastWords {
  private text = "";

  add(text: string): void {
    this.text = (this.text + text).slice(-LAST_WORDS);
  }

  obituary(status: number | null, signal: NodeJS.Signals | null): Obituary {
    const how = `the worker ${signal === null ? `left with status ${status}` : `was killed by ${signal}`}`;
    const words = this.text.trim();
    const telling = TELLING.exec(words);
    const message = telling === null ? how : `${how}: ${telling[0]}`;
    return { message, stack: words === "" ? message : `${message}\n${words}`, signal };
  }
}
