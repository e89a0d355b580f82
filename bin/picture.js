#!/usr/bin/env node
// `npm run picture [-- TAPE]`: makes the README's picture of a report, docs/report.png, out of a tape of the corpus. It
// needs a chromium in PATH.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const MOST_BYTES = 150_000;
const root = new URL("../", import.meta.url);
const tape = process.argv[2] ?? findTape("figure-8");
const picture = fileURLToPath(new URL("docs/report.png", root));
const directory = mkdtempSync(`${tmpdir()}/kraft-picture-`);
const report = `${directory}/report.html`;

try {
  const command = fileURLToPath(new URL("bin/kraft-fuzz.js", root));
  execFileSync(process.execPath, [command, "--explain", tape, "--report", report], { cwd: root, stdio: "inherit" });
  mkdirSync(new URL("docs/", root), { recursive: true });
  await photograph();
  const { size } = statSync(picture);
  if (size > MOST_BYTES) throw new Error(`${picture} has ${size} bytes; a README should load no more than ${MOST_BYTES}`);
  console.log(`${picture}: ${size} bytes`);
} finally {
  rmSync(directory, { recursive: true });
}

async function photograph() {
  const executablePath = execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: "light" });
  await page.goto(`${pathToFileURL(report)}#tab=story`);
  await page.waitForSelector(".diagram canvas");
  await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
  await page.screenshot({ path: picture });
  await browser.close();
}

function findTape(name) {
  const found = readdirSync(new URL("corpus/", root)).find((file) => file.startsWith(name) && file.endsWith(".json"));
  if (found === undefined) throw new Error(`there is no tape of ${name} in corpus/`);
  return fileURLToPath(new URL(`corpus/${found}`, root));
}
