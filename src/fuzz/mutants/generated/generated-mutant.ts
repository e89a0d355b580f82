import { createHash } from "node:crypto";
import {
  isConstructorDeclaration,
  isFunctionDeclaration,
  isGetAccessorDeclaration,
  isImportDeclaration,
  isMethodDeclaration,
  isThrowStatement,
  isTypeNode,
  type Node,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { Edit } from "../mutant-build.ts";
import type { Change, OperatorName } from "./change.ts";
import { changesOf } from "./operators.ts";
import { type Texts, withSyntax } from "./syntax.ts";

/** A change of the core that nobody thought of: made by an operator wherever it applies. */
export interface GeneratedMutant extends Edit {
  /** File, function, operator and a hash of the change: the same as long as those are. */
  readonly id: string;
  readonly function: string;
  readonly operator: OperatorName;
  readonly line: number;
  /** What stands there, and what instead. */
  readonly before: string;
  readonly after: string;
}

/** All mutants of these files, in the order of their places. */
export function mutantsOf(texts: Texts): GeneratedMutant[] {
  return withSyntax(texts, mutantsOfFile).flat();
}

function mutantsOfFile(file: string, tree: SourceFile): GeneratedMutant[] {
  const times = new Map<string, number>();
  return changesWithin(tree, "module").map(({ within, change }): GeneratedMutant => {
    const { after, end, operator, start } = change;
    const before = tree.text.slice(start, end);
    const name = `${file.replace(/\.ts$/, "")}/${within}/${operator}/${digest(`${before}\0${after}`)}`;
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    const line = tree.text.slice(0, start).split("\n").length;
    const id = time === 1 ? name : `${name}-${time}`;
    return { id, file, function: within, operator, line, before, after, ...uniqueEdit(tree.text, change) };
  });
}

interface Found {
  readonly within: string;
  readonly change: Change;
}

function changesWithin(node: Node, within: string): Found[] {
  if (isOutOfScope(node)) return [];
  const inside = nameOf(node) ?? within;
  const found: Found[] = changesOf(node).map((change) => ({ within: inside, change }));
  node.forEachChild((child) => {
    found.push(...changesWithin(child, inside));
  });
  return found;
}

/** Types are gone when the core runs, and an error's words are for people. */
function isOutOfScope(node: Node): boolean {
  if (isTypeNode(node) || isImportDeclaration(node) || isThrowStatement(node)) return true;
  return node.kind === SyntaxKind.InterfaceDeclaration || node.kind === SyntaxKind.TypeAliasDeclaration;
}

function nameOf(node: Node): string | undefined {
  if (isConstructorDeclaration(node)) return "constructor";
  if (!isFunctionDeclaration(node) && !isMethodDeclaration(node) && !isGetAccessorDeclaration(node)) return undefined;
  return node.name?.getText();
}

/** The change as an edit whose text occurs once: as many whole lines around it as that takes. */
function uniqueEdit(text: string, { after, end, start }: Change): { find: string; replace: string } {
  let from = text.lastIndexOf("\n", start - 1) + 1;
  let to = lineEnd(text, end);
  while (text.split(text.slice(from, to)).length > 2) {
    from = text.lastIndexOf("\n", from - 2) + 1;
    to = lineEnd(text, to + 1);
  }
  return { find: text.slice(from, to), replace: text.slice(from, start) + after + text.slice(end, to) };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 6);
}
