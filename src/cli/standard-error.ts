type Say = (text: string) => void;

const plainly: Say = (text) => void process.stderr.write(text);

let say = plainly;

/** Says something on standard error in lines of its own: above what is drawn there, if anything is. */
export function sayAside(text: string): void {
  if (text !== "") say(text);
}

/** Whoever draws there says it from now on, until it has gone. */
export function drawing(drawer: Say | undefined): void {
  say = drawer ?? plainly;
}
