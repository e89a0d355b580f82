import {
  type BinaryExpression,
  type Expression,
  isBinaryExpression,
  isBlock,
  isCallExpression,
  isConditionalExpression,
  isExpressionStatement,
  isForStatement,
  isIfStatement,
  isNumericLiteral,
  isPropertyAccessExpression,
  isReturnStatement,
  isWhileStatement,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { Change, OperatorName } from "./change.ts";

/** Numbers up to this are counts and steps; larger ones are bits of a hash, or sizes. */
const SMALL = 10;

const OTHER_BOUND: Readonly<Record<string, string>> = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
const OPPOSITE: Readonly<Record<string, string>> = { "===": "!==", "!==": "===" };
const OTHER_SIGN: Readonly<Record<string, string>> = { "+": "-", "-": "+", "+=": "-=", "-=": "+=" };
const OTHER_LOGIC: Readonly<Record<string, string>> = { "&&": "||", "||": "&&" };

/** Every change of this node itself; its children have their own. */
export function changesOf(node: Node): Change[] {
  return [
    ...changesOfCondition(node),
    ...changesOfBinary(node),
    ...changesOfCount(node),
    ...changesOfCall(node),
    ...changesOfBoolean(node),
    ...removalOf(node),
  ];
}

/** A condition is turned round, or held for true, or for false. A loop that never ends says nothing about Raft. */
function changesOfCondition(node: Node): Change[] {
  const condition = conditionOf(node);
  if (condition === undefined) return [];
  const isLoop = isWhileStatement(node) || isForStatement(node);
  return [
    change("negated", condition, `!(${condition.getText()})`),
    ...(isLoop ? [] : [change("always", condition, "true")]),
    change("never", condition, "false"),
  ];
}

function conditionOf(node: Node): Expression | undefined {
  if (isIfStatement(node) || isWhileStatement(node)) return node.expression;
  if (isConditionalExpression(node) || isForStatement(node)) return node.condition;
  return undefined;
}

function changesOfBinary(node: Node): Change[] {
  if (!isBinaryExpression(node)) return [];
  const sign = node.operatorToken.getText();
  return [
    ...swapped("bound", node, OTHER_BOUND[sign]),
    // A whole condition is turned round as such.
    ...(conditionOf(node.parent) === node ? [] : swapped("equality", node, OPPOSITE[sign])),
    ...(isOfText(node) ? [] : swapped("sign", node, OTHER_SIGN[sign])),
    ...swapped("and-or", node, OTHER_LOGIC[sign]),
    ...(OTHER_LOGIC[sign] === undefined
      ? []
      : [halved("left-only", node, node.left), halved("right-only", node, node.right)]),
  ];
}

/** Texts are put together with a plus as well, but nobody takes one from another. */
function isOfText({ left, right }: BinaryExpression): boolean {
  return [left, right].some(({ kind }) => kind === SyntaxKind.StringLiteral || kind === SyntaxKind.TemplateExpression);
}

function swapped(operator: OperatorName, { operatorToken }: BinaryExpression, by: string | undefined): Change[] {
  return by === undefined ? [] : [change(operator, operatorToken, by)];
}

/** Of two conditions only one is asked. */
function halved(operator: OperatorName, whole: BinaryExpression, half: Expression): Change {
  return change(operator, whole, half.getText());
}

function changesOfCount(node: Node): Change[] {
  if (!isNumericLiteral(node)) return [];
  const count = Number(node.text);
  if (count > SMALL) return [];
  return (count === 0 ? [1] : [count + 1, count - 1]).map((other) => change("off-by-one", node, String(other)));
}

function changesOfCall(node: Node): Change[] {
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return [];
  const { name } = node.expression;
  if (node.expression.expression.getText() !== "Math") return [];
  const others: Readonly<Record<string, string>> = { min: "max", max: "min", floor: "ceil" };
  const other = others[name.getText()];
  return other === undefined ? [] : [change("min-max", name, other)];
}

function changesOfBoolean(node: Node): Change[] {
  if (node.kind === SyntaxKind.TrueKeyword) return [change("boolean", node, "false")];
  if (node.kind === SyntaxKind.FalseKeyword) return [change("boolean", node, "true")];
  return [];
}

/** An `if` that only returns is never true when its return is gone, and that is another change. */
function removalOf(node: Node): Change[] {
  if (isExpressionStatement(node)) return [change("no-statement", node, isBlock(node.parent) ? "" : ";")];
  if (isReturnStatement(node) && node.expression === undefined && isBlock(node.parent)) {
    return node.parent.statements.length === 1 ? [] : [change("no-return", node, "")];
  }
  return [];
}

function change(operator: OperatorName, node: Node, after: string): Change {
  return { operator, start: node.getStart(), end: node.getEnd(), after };
}
