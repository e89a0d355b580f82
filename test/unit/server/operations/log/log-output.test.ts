import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LogOutput } from "../../../../../src/server/operations/log/log-output.ts";
import { scratchDirectory } from "../../files/scratch.ts";

const LINE_BYTES = 1_000;
const line = (nth: number) => `${String(nth).padStart(LINE_BYTES - 1, "0")}\n`;
/** Linux gives a pipe so much. */
const PIPE_BYTES = 64 * 1024;
const PATIENCE = { timeout: 10_000 };

/** A pipe whose reader does nothing until it is asked to, and does not block whoever writes: as standard error is. */
function stuckPipe() {
  const path = join(scratchDirectory(), "pipe");
  execFileSync("mkfifo", [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(writer));
  onTestFinished(() => closeSync(reader));
  let received = "";
  const read = () => {
    const bytes = Buffer.alloc(PIPE_BYTES);
    try {
      received += bytes.toString("utf8", 0, readSync(reader, bytes));
    } catch (error) {
      expect(error).toMatchObject({ code: "EAGAIN" });
    }
    return received;
  };
  return { writer, read };
}

test("what a stuck reader does not take is kept up to a bound; what is missing is told where it is missing", async () => {
  const { writer, read } = stuckPipe();
  const output = new LogOutput(writer, 100 * LINE_BYTES);
  output.onDropped = (lines) => output.write(`${lines} lines\n`);
  for (let nth = 0; nth < 50; nth++) output.write(line(nth));
  // The pipe is full then, and the rest is kept.
  await expect.poll(() => read().length, PATIENCE).toBe(50 * LINE_BYTES);
  for (let nth = 50; nth < 500; nth++) output.write(line(nth));
  await expect.poll(read, PATIENCE).toMatch(/lines\n$/);
  output.write("after\n");
  await expect.poll(read, PATIENCE).toMatch(/after\n$/);
  const expected = Array.from({ length: 150 }, (_, nth) => line(nth));
  expect(read()).toBe(`${expected.join("")}350 lines\nafter\n`);
});

test("the end waits for a reader that is only slow, and not for one that stands still", async () => {
  const { writer, read } = stuckPipe();
  const slow = new LogOutput(writer);
  for (let nth = 0; nth < 100; nth++) slow.write(line(nth));
  const reading = setInterval(read, 20);
  await slow.end(60_000);
  clearInterval(reading);
  expect(read()).toHaveLength(100 * LINE_BYTES);

  const stuck = new LogOutput(writer);
  for (let nth = 0; nth < 100; nth++) stuck.write(line(nth));
  // Nobody reads: what waits for more than its patience does not come back.
  await stuck.end(200);
  expect(read().length).toBeLessThan(200 * LINE_BYTES);
});

test("the last line is not dropped, whatever is kept", async () => {
  const { writer, read } = stuckPipe();
  const output = new LogOutput(writer, LINE_BYTES);
  output.write(line(0));
  output.write(line(1));
  output.writeLast("last\n");
  await output.end(60_000);
  expect(read()).toBe(`${line(0)}last\n`);
});

test("what is kept is written at once when the process ends at this moment", () => {
  const { writer, read } = stuckPipe();
  const output = new LogOutput(writer);
  output.write("first\n");
  output.write("second\n");
  output.flush();
  expect(read()).toContain("second\n");
});

test("a disk that is full ends nobody, and holds nobody up", async () => {
  const full = openSync("/dev/full", "a");
  onTestFinished(() => closeSync(full));
  const output = new LogOutput(full);
  let told = 0;
  output.onDropped = () => told++;
  for (let nth = 0; nth < 3; nth++) output.write(line(nth));
  await output.end(60_000);
  expect(told).toBe(0);
});

test("a file is written as any other", async () => {
  const path = join(scratchDirectory(), "log");
  const file = openSync(path, "a");
  onTestFinished(() => closeSync(file));
  const output = new LogOutput(file);
  for (let nth = 0; nth < 1_000; nth++) output.write(line(nth));
  await output.end(60_000);
  expect(readFileSync(path, "utf8")).toBe(Array.from({ length: 1_000 }, (_, nth) => line(nth)).join(""));
});
