import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jepsenHistory } from "../../src/report/jepsen.ts";
import { renderReport } from "../../src/report/page/render.ts";
import type { ReportData } from "../../src/report/page/report-data.ts";
import { shivizLog } from "../../src/report/shiviz.ts";
import { reportOn, toldRun } from "../unit/report/page/told.ts";
import { CHROMIUM, launchChromium, openFile } from "./chromium.ts";
import { failingReport } from "./failing-run.ts";

if (CHROMIUM === undefined) console.warn("The report is not tested in a browser: there is no chromium in PATH.");

const HOSTILE = `</script><img src=x onerror="alert(1)"><b>{{x}}</b>`;

describe.skipIf(CHROMIUM === undefined)("the report in a browser", () => {
  let browser: Browser;
  let directory: string;
  let failing: ReportData;

  beforeAll(async () => {
    browser = await launchChromium();
    directory = mkdtempSync(join(tmpdir(), "kraft-report-"));
    failing = await failingReport("double-vote", 200);
  });

  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });

  const open = (data: ReportData, fragment = "") => {
    const file = join(directory, "report.html");
    writeFileSync(file, renderReport(data));
    return openFile(browser, file, fragment);
  };
  const stepIn = async (page: Page): Promise<number> => Number(/step=(\d+)/.exec(page.url())?.[1]);
  const fragmentOf = (page: Page): string => new URL(page.url()).hash;

  test("tells what broke, and opens at the violation", async () => {
    const { complaints, page } = await open(failing);
    expect(await page.textContent("h1")).toBe(failing.invariant);
    expect(await page.textContent(".violation")).toBe(failing.violation);
    expect(await page.textContent(".command code")).toBe(failing.command);
    expect(await stepIn(page)).toBe(failing.chronicle.violationStep);
    expect(complaints).toEqual([]);
  });

  test("keys lead from the beginning, by event, cause, effect and lane, to the violation", async () => {
    const { complaints, page } = await open(failing, "#show=all");
    await page.keyboard.press("Home");
    expect(await stepIn(page)).toBe(0);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    expect(await stepIn(page)).toBe(1);
    await page.keyboard.press("v");
    expect(await stepIn(page)).toBe(failing.chronicle.violationStep);
    await page.waitForSelector(".event .tag.alarm");
    await page.keyboard.press("[");
    const cause = await stepIn(page);
    const { message } = failing.chronicle.steps[failing.chronicle.violationStep]!;
    expect(cause).toBe(failing.chronicle.messages[message!]!.sentStep);
    await page.keyboard.press("]");
    expect(await stepIn(page)).toBeGreaterThan(cause);
    const place = failing.chronicle.steps[await stepIn(page)]!.place;
    await page.keyboard.press(place === 1 ? "j" : "k");
    expect(failing.chronicle.steps[await stepIn(page)]!.place).not.toBe(place);
    expect(complaints).toEqual([]);
  });

  test("only the causes are shown on demand, and the table of events follows", async () => {
    const { complaints, page } = await open(failing, "#tab=events");
    const rows = (): Promise<number> => page.locator("table.events tbody tr").count();
    await page.getByRole("button", { name: "All", exact: true }).click();
    await page.waitForSelector("button[aria-pressed=true] >> text=All");
    expect(await rows()).toBe(Math.min(80, failing.chronicle.steps.length));
    await page.keyboard.press("c");
    await page.keyboard.press("c");
    await page.waitForSelector("button[aria-pressed=true] >> text=Only causes");
    expect(await rows()).toBe(Math.min(80, failing.causes.length));
    expect(complaints).toEqual([]);
  });

  test("the states of the nodes are those after the step, with what they were before", async () => {
    const { messages, nodes, steps } = failing.chronicle;
    const at = steps.findIndex(({ facts }) => facts.some(({ name }) => name === "termChanged"));
    const { page } = await open(failing, `#step=${at}`);
    const rows = await page.locator("table.states tbody tr").allTextContents();
    expect(rows).toHaveLength(nodes);
    for (const { node, role, term } of steps[at]!.states) {
      expect(rows[node - 1]).toContain(role);
      expect(rows[node - 1]).toContain(String(term));
    }
    expect(await page.locator("table.states td.changed").count()).toBeGreaterThan(0);
    const { message } = steps[at]!;
    if (message !== undefined) expect(await page.textContent(".contents")).toBe(messages[message]!.text);
  });

  test("what a run says is shown as text", async () => {
    const { chronicle } = failing;
    const hostile: ReportData = {
      ...failing,
      title: HOSTILE,
      invariant: HOSTILE,
      meaning: HOSTILE,
      violation: HOSTILE,
      command: HOSTILE,
      options: [{ name: HOSTILE, value: HOSTILE }],
      chronicle: { ...chronicle, messages: chronicle.messages.map((letter) => ({ ...letter, text: HOSTILE })) },
      linearizability: { client: 4, sequence: 1, why: HOSTILE, legalBefore: [HOSTILE] },
    };
    const { complaints, page } = await open(hostile);
    expect(await page.title()).toBe(HOSTILE);
    for (const place of ["h1", ".meaning", ".violation", ".command code", ".options th", ".contents", ".culprit li"]) {
      expect(await page.locator(place).last().textContent(), place).toBe(HOSTILE);
    }
    expect(await page.locator("img").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("the address leads back to the same view, and the view into the address", async () => {
    const { page } = await open(failing, "#step=3&show=all&spacing=real&tab=story&theme=dark");
    await page.waitForSelector("button[aria-pressed=true] >> text=All");
    await page.waitForSelector("button[aria-pressed=true] >> text=Real time");
    await page.waitForSelector("[role=tab][aria-selected=true] >> text=Story");
    expect(await page.getAttribute("html", "data-theme")).toBe("dark");
    await page.keyboard.press("t");
    await page.keyboard.press("End");
    expect(fragmentOf(page)).toBe(`#step=${failing.chronicle.violationStep}&show=all&tab=story&theme=dark`);
    await page.evaluate('location.hash = "#step=0"');
    await page.waitForSelector("[role=tab][aria-selected=true] >> text=Nodes and logs");
  });

  test("the tape is downloaded as it is, with the history of the clients and a log for ShiViz", async () => {
    const { complaints, page } = await open(failing);
    const save = async (name: string): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByText(name, { exact: true }).click(),
      ]);
      return readFileSync(await download.path(), "utf8");
    };
    expect(await save("tape")).toBe(failing.tapeFile.text);
    const begun = failing.chronicle.steps.flatMap(({ facts }) =>
      facts.filter(({ name }) => ["clientInvoked", "clientRead"].includes(name)),
    );
    expect(JSON.parse(await save("history (JSON)"))).toHaveLength(begun.length);
    expect(await save("history (Jepsen EDN)")).toBe(jepsenHistory(failing.chronicle));
    expect(await save("ShiViz log")).toBe(shivizLog(failing.chronicle));
    expect(complaints).toEqual([]);
  });

  test("a search finds the next event that says so; help opens and closes", async () => {
    const { page } = await open(failing, "#step=0");
    await page.keyboard.press("/");
    await page.keyboard.type("votes for");
    await page.keyboard.press("Enter");
    const { facts } = failing.chronicle.steps[await stepIn(page)]!;
    expect(facts.map(({ name }) => name)).toContain("voteGranted");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.waitForSelector("[role=dialog]");
    await page.keyboard.press("Escape");
    await page.waitForSelector("[role=dialog]", { state: "detached" });
  });

  test("a hundred thousand events open, and are gone through to both ends", async () => {
    const told = toldRun("mixed", 2000);
    expect(told.steps.length).toBeGreaterThan(90_000);
    const { complaints, page } = await open(reportOn(told));
    await page.keyboard.press("Home");
    expect(await stepIn(page)).toBe(0);
    await page.keyboard.press("End");
    expect(await stepIn(page)).toBe(told.steps.length - 1);
    const scrolled = await page.locator(".scroller").evaluate((box) => box.scrollLeft);
    expect(scrolled).toBeGreaterThan(1e6);
    expect(complaints).toEqual([]);
  });
});
