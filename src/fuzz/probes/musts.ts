export function mustThrow(call: () => unknown, says: RegExp): void {
  let message = "nothing";
  try {
    call();
  } catch (error) {
    if (says.test(String(error))) return;
    message = String(error);
  }
  throw new Error(`a driver's mistake was to be told by ${says}, and the core said: ${message}`);
}

export function mustEqual(actual: unknown, expected: unknown, what: string): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what} is ${one}, not ${other}`);
}
