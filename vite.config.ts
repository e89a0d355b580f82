import { createHash } from "node:crypto";
import { defineConfig, type Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

/** The template of the report: one HTML file, into which `renderReport` puts its data. */
export default defineConfig({
  root: "src/report/app",
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../../dist/report",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    rolldownOptions: { input: "src/report/app/template.html" },
  },
  plugins: [viteSingleFile({ removeViteModuleLoader: true }), contentSecurityPolicy()],
  logLevel: "warn",
});

/** Only this script and this style may run, and nothing may be fetched from anywhere. */
function contentSecurityPolicy(): Plugin {
  return {
    name: "content-security-policy",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === "asset" && file.fileName.endsWith(".html")) file.source = withPolicy(String(file.source));
        }
      },
    },
  };
}

function withPolicy(html: string): string {
  const scripts = hashesOf(html, /<script type="module"[^>]*>([\s\S]*?)<\/script>/g);
  const styles = hashesOf(html, /<style[^>]*>([\s\S]*?)<\/style>/g);
  const policy = [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src ${styles}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html.replace("<head>", `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`);
}

function hashesOf(html: string, pattern: RegExp): string {
  const hashes = [...html.matchAll(pattern)].map(([, text]) => createHash("sha256").update(text!).digest("base64"));
  if (hashes.length === 0) throw new Error(`The template of the report has nothing like ${pattern}.`);
  return hashes.map((hash) => `'sha256-${hash}'`).join(" ");
}
