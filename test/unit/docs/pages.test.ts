import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../../src/fuzz/package-root.ts";
import { type Page, pageAt, pages } from "../../pages.ts";

const README = "README.md";
/** A page that is longer is not read to its end by who meets kraft for the first time. */
const MOST_LINES_OF_README = 330;
const MOST_COLUMNS = 120;

const others = pages.map(({ path }) => path).filter((path) => path !== README);

/** What people read as sentences: neither what is shown indented nor what stands in code spans. */
function proseOf({ text }: Page): string {
  return text.replace(/^ {4}.*$/gm, "").replace(/`[^`]*`/g, "");
}

function linksOf(page: Page): string[] {
  const targets = [...proseOf(page).matchAll(/\[[^\]]*\]\(([^)\s]*)\)/g)].map(([, target]) => target!);
  return targets.filter((target) => !/^https?:/.test(target));
}

/** The name by which a heading is linked to, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

function anchorsOf({ text }: Page): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
}

/** Whether a link leads somewhere, in a clone and in the package. */
function leads(from: Page, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const path = file === "" ? from.path : posix.join(posix.dirname(from.path), file);
  if (!existsSync(join(PACKAGE_ROOT, path)) || !isShipped(path)) return false;
  return anchor === undefined || anchorsOf(pageAt(path)).includes(anchor);
}

const shipped: readonly string[] = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8")).files;

function isShipped(path: string): boolean {
  return path === README || shipped.some((entry) => path === entry || path.startsWith(`${entry}/`));
}

describe.each(pages.map((page) => [page.path, page] as const))("%s", (_, page) => {
  test("leads nowhere that is not there", () => {
    expect(linksOf(page).length).toBeGreaterThan(0);
    expect(linksOf(page).filter((link) => !leads(page, link))).toEqual([]);
  });

  test("names no file and no folder that is not there", () => {
    const rooms = /`((?:\.ci|bin|corpus|docs|examples|invariants|operations|scenarios|src|test)\/[\w./-]*)`/g;
    const named = [...page.text.matchAll(rooms)].map(([, name]) => name!);
    expect(named.filter((name) => !existsSync(join(PACKAGE_ROOT, name)))).toEqual([]);
  });

  test("keeps to the width of a page, but for tables", () => {
    const lines = page.text.split("\n").filter((line) => !line.startsWith("|"));
    expect(lines.filter((line) => line.length > MOST_COLUMNS)).toEqual([]);
  });
});

test.each(others)("%s begins with what it is for, and leads back", (path) => {
  const [heading, first] = pageAt(path).text.split("\n\n");
  expect(heading).toMatch(/^# .+$/);
  expect(first).toMatch(/^For whoever /);
  expect(first).toContain(`](../${README})`);
});

test("the README is one page, and leads to all others", () => {
  const readme = pageAt(README);
  expect(readme.text.split("\n").length - 1).toBeLessThanOrEqual(MOST_LINES_OF_README);
  expect(others.length).toBeGreaterThan(10);
  expect(linksOf(readme)).toEqual(expect.arrayContaining(others));
});

test("the README tells of every room of the code", () => {
  const told = [...pageAt(README).text.matchAll(/^ {4}((?:\w+\/)+) /gm)].map(([, room]) => room!.slice(0, -1));
  expect(told.filter((room) => !existsSync(join(PACKAGE_ROOT, room)))).toEqual([]);
  const rooms = readdirSync(join(PACKAGE_ROOT, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(told).toEqual(expect.arrayContaining(rooms.map(({ name }) => `src/${name}`)));
  expect(told).toEqual(expect.arrayContaining(["docs", "examples", "invariants", "scenarios", "test"]));
});
