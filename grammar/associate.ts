// Precedence: a flat row of operands and operators becomes a tree.
import type { Diagnostic, Span } from '../src/diagnostics.ts';
import type { BinaryOp, ExprNode } from './ast.ts';
import { printExpression } from './print-expression.ts';

/** A sign before an operand, and where it stands. */
export interface SignMark {
  readonly op: '-' | '+';
  readonly start: number;
}

/** An operand, its signs, and the operator that joins it to what stands before; the first part has no operator. */
export interface Part {
  readonly operator?: BinaryOp;
  readonly signs: readonly SignMark[];
  readonly operand: ExprNode;
}

type Pending = { readonly kind: 'binary'; readonly op: BinaryOp } | ({ readonly kind: 'unary' } & SignMark);

const SIGN_PRECEDENCE = 3;

/** How tightly an operator binds; a sign lies between the products and the power, so that -x^2 = -(x^2). */
function precedenceOf(op: BinaryOp): number {
  switch (op) {
    case '+':
    case '-':
      return 1;
    case '*':
    case '/':
    case 'juxtapose':
      return 2;
    case '^':
      return 4;
  }
}

const pendingPrecedence = (p: Pending): number => (p.kind === 'unary' ? SIGN_PRECEDENCE : precedenceOf(p.op));

/** Everything associates to the left, only the power to the right. */
function comesFirst(pending: Pending, incoming: BinaryOp): boolean {
  const difference = pendingPrecedence(pending) - precedenceOf(incoming);
  return difference > 0 || (difference === 0 && incoming !== '^');
}

/** `x²^3` is written (x²)^3, since the power would otherwise bind to the right. */
function powerBase(left: ExprNode): ExprNode {
  return left.kind === 'binary' ? { kind: 'parenthesis', inner: left, span: left.span } : left;
}

function reduce(operands: ExprNode[], pending: Pending): void {
  const right = operands.pop();
  if (right === undefined) return;
  if (pending.kind === 'unary') {
    operands.push({
      kind: 'unary',
      op: pending.op,
      operand: right,
      span: { start: pending.start, end: right.span.end },
    });
    return;
  }
  const left = operands.pop();
  if (left === undefined) return;
  const span = { start: left.span.start, end: right.span.end };
  operands.push({ kind: 'binary', op: pending.op, left: pending.op === '^' ? powerBase(left) : left, right, span });
}

function reduceWhile(operands: ExprNode[], operators: Pending[], goesOn: (top: Pending) => boolean): void {
  for (let top = operators.at(-1); top !== undefined && goesOn(top); top = operators.at(-1)) {
    operators.pop();
    reduce(operands, top);
  }
}

/** The tree of a row of parts; undefined only for an empty row. Needs no recursion, however long the row is. */
export function associate(parts: readonly Part[]): ExprNode | undefined {
  const operands: ExprNode[] = [];
  const operators: Pending[] = [];
  parts.forEach(({ operator, signs, operand }, index) => {
    if (operator !== undefined && index > 0) {
      reduceWhile(operands, operators, (top) => comesFirst(top, operator));
      operators.push({ kind: 'binary', op: operator });
    }
    operators.push(...signs.map((sign) => ({ kind: 'unary' as const, ...sign })));
    operands.push(operand);
  });
  reduceWhile(operands, operators, () => true);
  return operands[0];
}

function firstIndexAfter(parts: readonly Part[], from: number, goesOn: (op: BinaryOp) => boolean): number {
  let index = from + 1;
  for (let op = parts[index]?.operator; op !== undefined && goesOn(op); op = parts[index]?.operator) index++;
  return index;
}

function chainStart(parts: readonly Part[], from: number): number {
  let index = from;
  for (let op = parts[index]?.operator; op !== undefined && precedenceOf(op) > 1; op = parts[index]?.operator) index--;
  return Math.max(0, index);
}

function show(parts: readonly Part[]): string {
  const node = associate(parts);
  return node === undefined ? '' : printExpression(node);
}

function spanOf(parts: readonly Part[]): Span {
  const first = parts[0];
  const start = first?.signs[0]?.start ?? first?.operand.span.start ?? 0;
  return { start, end: parts.at(-1)?.operand.span.end ?? start };
}

const LONGEST_READING = 60;
const SHORTEST_ROW = 40;

function readings(parts: readonly Part[], start: number, slash: number, joined: number, end: number): [string, string] {
  if (end - start > SHORTEST_ROW) return ['(a/b) c', 'a/(b c)'];
  const left = `(${show(parts.slice(start, joined))}) ${show(parts.slice(joined, end))}`;
  const right = `${show(parts.slice(start, slash))}/(${show(parts.slice(slash, end))})`;
  return left.length > LONGEST_READING ? ['(a/b) c', 'a/(b c)'] : [left, right];
}

/** `a/b c` has two readings, so it has none: a diagnostic for the first such place in a row. */
export function ambiguousDivision(parts: readonly Part[]): Diagnostic | undefined {
  const slash = parts.findIndex(
    ({ operator }, i) =>
      operator === '/' && parts[firstIndexAfter(parts, i, (op) => op === '^')]?.operator === 'juxtapose',
  );
  if (slash < 0) return undefined;
  const joined = firstIndexAfter(parts, slash, (op) => op === '^');
  const end = firstIndexAfter(parts, slash, (op) => op === '^' || op === 'juxtapose');
  const start = chainStart(parts, slash);
  const [first, second] = readings(parts, start, slash, joined, end);
  return {
    code: 'syntax',
    severity: 'error',
    message: 'a quotient followed by a product without a sign can be read in two ways',
    span: spanOf(parts.slice(start, end)),
    label: 'is the last factor below the line or beside it?',
    hint: `write ${first} or ${second}`,
  };
}
