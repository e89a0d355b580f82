import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { packReport } from "../../../../src/report/page/packed-report.ts";
import { renderReport } from "../../../../src/report/page/render.ts";
import { reportOn, toldRun } from "./told.ts";

const HOSTILE = `</script><img src=x onerror="alert(1)">`;
const APP_LIMIT_BYTES = 120 * 1024;

const told = toldRun("mixed", 60);
const html = renderReport(
  reportOn(told, { title: HOSTILE, meaning: HOSTILE, options: [{ name: HOSTILE, value: HOSTILE }] }),
);
const [, block] = /<script type="application\/gzip" id="data">([^<]*)<\/script>/.exec(html)!;

test("the page holds its data, and nothing of them is markup", () => {
  const unzipped = JSON.parse(gunzipSync(Buffer.from(block!, "base64")).toString());
  expect(unzipped.meaning).toBe(HOSTILE);
  expect(unzipped.chronicle).toEqual(JSON.parse(JSON.stringify(packReport(reportOn(told)).chronicle)));
  expect(html).not.toContain("onerror");
  expect(block).toMatch(/^[A-Za-z0-9+/=]+$/);
});

test("before its data it is small", () => {
  expect(Buffer.byteLength(html) - block!.length).toBeLessThan(APP_LIMIT_BYTES);
});

test("nothing may run but the script and the style that are in it, and nothing is fetched", () => {
  const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)!;
  const [, script] = /<script type="module"[^>]*>([\s\S]*?)<\/script>/.exec(html)!;
  const [, style] = /<style[^>]*>([\s\S]*?)<\/style>/.exec(html)!;
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  expect(policy!.split("; ")).toEqual([
    "default-src 'none'",
    `script-src ${hash(script!)}`,
    `style-src ${hash(style!)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  const markup = html.replace(script!, "").replace(style!, "").replace(block!, "");
  expect(markup).not.toMatch(/\son\w+=|(src|href)="(?!data:)/);
});
