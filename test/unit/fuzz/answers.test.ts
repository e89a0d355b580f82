import { expect, test } from "vitest";
import { answersSince } from "../../../src/fuzz/answers.ts";
import { History } from "../../../src/workload/history.ts";

const SINCE_US = 100;

/** One operation of the past, and what is told of the present. */
function after(tell: (history: History) => void): ReturnType<typeof answersSince> {
  const history = new History();
  history.now(1, SINCE_US - 1);
  history.clientInvoked(7, 1, "past");
  history.now(2, SINCE_US);
  tell(history);
  return answersSince(history, SINCE_US);
}

test.each<[string, boolean, number[], (history: History) => void]>([
  ["nothing was asked", false, [], () => {}],
  ["a command of before is answered", false, [], (history) => history.clientReturned(7, 1, 5, "")],
  [
    "a command is answered",
    true,
    [],
    (history) => {
      history.clientInvoked(8, 1, "put");
      history.clientReturned(8, 1, 5, "");
    },
  ],
  ["a command is not answered", false, [8], (history) => history.clientInvoked(8, 1, "put")],
  [
    "a read is answered, but a command is not",
    false,
    [8],
    (history) => {
      history.clientInvoked(8, 1, "put");
      history.clientRead(9, 1, "get", "linearizable");
      history.clientReturned(9, 1, 5, "");
    },
  ],
  [
    "a read is answered, and nothing else was asked",
    true,
    [],
    (history) => {
      history.clientRead(9, 1, "get", "linearizable");
      history.clientReturned(9, 1, 5, "");
    },
  ],
  [
    "an entry told that the session has expired, and a read is answered",
    true,
    [],
    (history) => {
      history.clientInvoked(8, 1, "put");
      history.clientSessionExpired(8, 1);
      history.clientRead(8, 2, "get", "linearizable");
      history.clientReturned(8, 2, 5, "");
    },
  ],
])("%s", (_, newCommandCommitted, clientsThatGaveUp, tell) => {
  expect(after(tell)).toEqual({ newCommandCommitted, clientsThatGaveUp });
});
