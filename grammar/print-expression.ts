// An expression as text: one canonical spacing, and parentheses wherever reading it back would need them.
import { unreachable } from '../src/diagnostics.ts';
import type { BinaryOp, ExprNode } from './ast.ts';

/** How tightly printed text binds; an operand of a tighter operator needs parentheses. */
const SUM = 1;
const PRODUCT = 2;
const SIGNED = 3;
const POWER = 4;
const MARKED = 5;
const ATOM = 6;

/** Printed text, with what its surroundings must know of it. */
interface Printed {
  readonly text: string;
  readonly binding: number;
  /** No space outside brackets: it may stand tightly beside `/`. */
  readonly compact: boolean;
  /** A name or a number, such with a mark or a power, or such multiplied: it may stand tightly beside `*`. */
  readonly plain: boolean;
  /** Ends in a name, which would make a call of a parenthesis that follows. */
  readonly endsInName: boolean;
  /** A quotient at top level: a factor beside it would be ambiguous. */
  readonly endsInQuotient: boolean;
  /** A bar outside brackets follows a factor: inside an absolute value it would close that one. */
  readonly barAfterFactor: boolean;
}

const FACTS = { compact: true, plain: false, endsInName: false, endsInQuotient: false, barAfterFactor: false };

/** Canonical names that are no functions: `S (θ-m)` is printed as the product that it is. */
export type Factors = ReadonlySet<string>;

const NO_FACTORS: Factors = new Set();

/** The expression as text; reading it back gives the same tree, up to parentheses that were needed. */
export function printExpression(node: ExprNode, factors: Factors = NO_FACTORS): string {
  return print(node, factors).text;
}

/** The terms of a sum, each with its sign: where a long line may be broken. */
export function printTerms(node: ExprNode, factors: Factors = NO_FACTORS): readonly string[] {
  const terms: string[] = [];
  let head = node;
  for (; head.kind === 'binary' && isSum(head.op); head = head.left)
    terms.unshift(`${head.op} ${atLeast(print(head.right, factors), PRODUCT).text}`);
  return [print(head, factors).text, ...terms];
}

function print(node: ExprNode, factors: Factors): Printed {
  switch (node.kind) {
    case 'name':
      return { ...FACTS, text: node.text, binding: ATOM, plain: true, endsInName: true };
    case 'number':
      return { ...FACTS, text: node.text, binding: ATOM, plain: true };
    case 'unary':
      return printUnary(node.op, print(node.operand, factors));
    case 'transpose':
      return printTranspose(print(node.operand, factors));
    case 'call':
      return printCall(node, factors);
    case 'parenthesis':
      return enclosed(node.inner, factors);
    case 'abs':
      return absolute(print(node.inner, factors));
    case 'vector':
      return { ...FACTS, text: `[${list(node.items, factors)}]`, binding: ATOM };
    case 'matrix':
      return { ...FACTS, text: `[${node.rows.map((row) => `[${list(row, factors)}]`).join(', ')}]`, binding: ATOM };
    case 'binary':
      return node.op === '^'
        ? printPower(print(node.left, factors), print(node.right, factors))
        : printChain(node, factors);
    default:
      return unreachable(node);
  }
}

function list(nodes: readonly ExprNode[], factors: Factors): string {
  return nodes.map((node) => printExpression(node, factors)).join(', ');
}

function printCall(node: ExprNode & { readonly kind: 'call' }, factors: Factors): Printed {
  const { callee, args } = node;
  const only = args[0];
  if (only !== undefined && args.length === 1 && factors.has(callee.name))
    return { ...FACTS, text: `${callee.text} ${enclosed(only, factors).text}`, binding: ATOM, compact: false };
  return { ...FACTS, text: `${callee.text}(${list(args, factors)})`, binding: ATOM };
}

/** `(θ-m)` is tight, `(1 + z^2/ν)` is not. */
function enclosed(inner: ExprNode, factors: Factors): Printed {
  const text =
    inner.kind === 'binary' && isSum(inner.op) && isPlain(inner.left) && isPlain(inner.right)
      ? `${printExpression(inner.left)}${inner.op}${printExpression(inner.right)}`
      : printExpression(inner, factors);
  return { ...FACTS, text: `(${text})`, binding: ATOM };
}

function absolute(inner: Printed): Printed {
  return { ...FACTS, text: inner.barAfterFactor ? `|(${inner.text})|` : `|${inner.text}|`, binding: ATOM };
}

const isPlain = (node: ExprNode): boolean => node.kind === 'name' || node.kind === 'number';

const isSum = (op: BinaryOp): boolean => op === '+' || op === '-';

/** Parentheses where the text binds less tightly than its place asks. */
function atLeast(printed: Printed, binding: number): Printed {
  return printed.binding >= binding ? printed : { ...FACTS, text: `(${printed.text})`, binding: ATOM };
}

function printUnary(op: '-' | '+', operand: Printed): Printed {
  const inner = atLeast(operand, SIGNED);
  return { ...inner, text: op + inner.text, binding: SIGNED, plain: false };
}

function printTranspose(operand: Printed): Printed {
  const inner = atLeast(operand, MARKED);
  return { ...FACTS, text: `${inner.text}'`, binding: MARKED, plain: inner.plain, compact: inner.compact };
}

/** Chains to the left are walked, not recursed into: a sum may have a thousand terms. */
function printChain(node: ExprNode & { readonly kind: 'binary' }, factors: Factors): Printed {
  const links: { readonly op: BinaryOp; readonly right: ExprNode }[] = [];
  let head: ExprNode = node;
  while (head.kind === 'binary' && head.op !== '^') {
    links.push({ op: head.op, right: head.right });
    head = head.left;
  }
  return links.reduceRight((left, { op, right }) => printBinary(op, left, print(right, factors)), print(head, factors));
}

function printPower(left: Printed, right: Printed): Printed {
  const base = atLeast(left, MARKED);
  const exponent = atLeast(right, SIGNED);
  const { endsInName, barAfterFactor } = exponent;
  const plain = base.plain && exponent.plain;
  return { ...FACTS, text: `${base.text}^${exponent.text}`, binding: POWER, plain, endsInName, barAfterFactor };
}

function printBinary(op: BinaryOp, left: Printed, right: Printed): Printed {
  switch (op) {
    case '+':
    case '-':
      return join(atLeast(left, SUM), ` ${op} `, atLeast(right, PRODUCT), SUM);
    case 'juxtapose':
      return printJuxtaposition(left, right);
    case '*':
      return printProduct('*', atLeast(left, PRODUCT), atLeast(right, SIGNED));
    case '/':
      return printProduct('/', atLeast(left, PRODUCT), atLeast(right, SIGNED));
    case '^':
      return printPower(left, right);
  }
}

function join(left: Printed, sign: string, right: Printed, binding: number): Printed {
  return {
    ...FACTS,
    text: left.text + sign + right.text,
    binding,
    compact: !sign.includes(' ') && left.compact && right.compact,
    endsInName: right.endsInName,
    barAfterFactor: left.barAfterFactor || right.barAfterFactor,
  };
}

/** `A*θ` and `θ/σ^2` are tight, `θ/σ^2 * exp(-θ)` is not. */
function printProduct(sign: '*' | '/', left: Printed, right: Printed): Printed {
  const tight = sign === '/' ? left.compact && right.compact : left.plain && right.plain;
  const joined = join(left, tight ? sign : ` ${sign} `, right, PRODUCT);
  return { ...joined, endsInQuotient: sign === '/', plain: tight && sign === '*' };
}

/** A factor beside another: never a sign, never what would read as a call or as part of a quotient. */
function printJuxtaposition(left: Printed, right: Printed): Printed {
  const second = atLeast(right, POWER);
  const reread = left.endsInQuotient || (left.endsInName && second.text.startsWith('('));
  const first = reread ? { ...FACTS, text: `(${left.text})`, binding: ATOM } : atLeast(left, PRODUCT);
  const joined = join(first, ' ', second, PRODUCT);
  return { ...joined, barAfterFactor: joined.barAfterFactor || second.text.startsWith('|') };
}
