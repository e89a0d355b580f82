import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

/** Debian's name for it. */
const NAME = "chromium";

const { PATH = "" } = process.env;

/** The browser that is installed; undefined if none is. */
export const CHROMIUM = PATH.split(delimiter)
  .map((directory) => join(directory, NAME))
  .find(canRun);

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The sandbox of a browser needs rights that containers do not have; it opens nothing here but our own pages. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: ["--no-sandbox"] });
}

/** A page, and everything that went wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: string[];
}

/** Opens a file, and listens to what the page complains of: errors, warnings, whatever its policy forbids, requests. */
export async function openFile(browser: Browser, file: string, fragment = ""): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${file}${fragment}`);
  await page.waitForSelector(".diagram canvas");
  return { page, complaints };
}
