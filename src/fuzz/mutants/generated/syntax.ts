import type { SourceFile } from "typescript/unstable/ast";
import { createVirtualFileSystem } from "typescript/unstable/fs";
import { API } from "typescript/unstable/sync";

/** Files by name, with their text. */
export type Texts = Readonly<Record<string, string>>;

const FOLDER = "/core";
const PROJECT = `${FOLDER}/tsconfig.json`;
const CONFIGURATION = { compilerOptions: { noLib: true, types: [], allowImportingTsExtensions: true, noEmit: true } };

/**
 * Parses files and gives each to `visit`, in the order in which they were named. The trees come from the compiler that
 * builds the mutants, so both read the same language; they are gone when this returns.
 */
export function withSyntax<Result>(texts: Texts, visit: (name: string, file: SourceFile) => Result): Result[] {
  const files = Object.entries(texts).map(([name, text]) => [`${FOLDER}/${name}`, text]);
  const fs = createVirtualFileSystem({ ...Object.fromEntries(files), [PROJECT]: JSON.stringify(CONFIGURATION) });
  const compiler = new API({ cwd: FOLDER, fs });
  try {
    const { program } = compiler.updateSnapshot({ openProjects: [PROJECT] }).getProject(PROJECT)!;
    return Object.keys(texts).map((name) => visit(name, program.getSourceFile(`${FOLDER}/${name}`)!));
  } finally {
    compiler.close();
  }
}
