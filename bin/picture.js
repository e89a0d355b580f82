#!/usr/bin/env node
// `npm run picture [-- TAPE]`: makes the README's picture of a report, docs/report.webp, out of a tape of the corpus. It
// needs a chromium in PATH.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const MOST_BYTES = 150_000;
const root = new URL("../", import.meta.url);
const tape = process.argv[2] ?? findTape("figure-8");
const picture = fileURLToPath(new URL("docs/report.webp", root));
const directory = mkdtempSync(`${tmpdir()}/kraft-picture-`);
const report = `${directory}/report.html`;

try {
  const command = fileURLToPath(new URL("bin/kraft-fuzz.js", root));
  execFileSync(process.execPath, [command, "--explain", tape, "--report", report], { cwd: root, stdio: "inherit" });
  mkdirSync(new URL("docs/", root), { recursive: true });
  await photograph();
  const { size } = statSync(picture);
  if (size > MOST_BYTES)
    throw new Error(`${picture} has ${size} bytes; a README should load no more than ${MOST_BYTES}`);
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
  writeFileSync(picture, await asWebp(page, await page.screenshot()));
  await browser.close();
}

/** As the browser itself writes it: a quarter of what the same picture takes as PNG. */
async function asWebp(page, png) {
  await page.goto("about:blank");
  const address = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.9);
  }, png.toString("base64"));
  return Buffer.from(address.slice(address.indexOf(",") + 1), "base64");
}

function findTape(name) {
  const found = readdirSync(new URL("corpus/", root)).find((file) => file.startsWith(name) && file.endsWith(".json"));
  if (found === undefined) {
    console.error(`There is no tape of ${name} in corpus/: name one, npm run picture -- TAPE`);
    process.exit(1);
  }
  // As a person would name it who stands there: the page shows the command.
  return `corpus/${found}`;
}
