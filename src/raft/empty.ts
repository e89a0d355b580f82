/** Takes out all there is. To set the length to 0 would give back the list's storage, only for it to be asked for again. */
export function empty(list: unknown[]): void {
  while (list.length > 0) list.pop();
}
