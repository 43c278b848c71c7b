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
  return print(node, { factors, loose: true }).text;
}

/** How the surroundings want a text printed. */
interface Style {
  readonly factors: Factors;
  /** Outside brackets and sums, products get room: `θ/σ^2 * exp(-β*θ)`. */
  readonly loose: boolean;
}

const tightened = (style: Style): Style => (style.loose ? { ...style, loose: false } : style);

/** The terms of a sum, each with its sign: where a long line may be broken. */
export function printTerms(node: ExprNode, factors: Factors = NO_FACTORS): readonly string[] {
  const terms: string[] = [];
  let head = node;
  const style = { factors, loose: node.kind !== 'binary' || !isSum(node.op) };
  for (; head.kind === 'binary' && isSum(head.op); head = head.left)
    terms.unshift(`${head.op} ${atLeast(print(head.right, style), PRODUCT).text}`);
  return [print(head, style).text, ...terms];
}

function print(node: ExprNode, style: Style): Printed {
  switch (node.kind) {
    case 'name':
      return { ...FACTS, text: node.text, binding: ATOM, plain: true, endsInName: true };
    case 'number':
      return { ...FACTS, text: node.text, binding: ATOM, plain: true };
    case 'unary':
      return printUnary(node.op, print(node.operand, style));
    case 'transpose':
      return printTranspose(print(node.operand, style));
    case 'call':
      return printCall(node, style);
    case 'parenthesis':
      return enclosed(node.inner, style);
    case 'abs':
      return absolute(print(node.inner, tightened(style)));
    case 'vector':
      return { ...FACTS, text: `[${list(node.items, style)}]`, binding: ATOM };
    case 'matrix':
      return { ...FACTS, text: matrix(node.rows, style), binding: ATOM };
    case 'binary':
      return node.op === '^' ? printPower(print(node.left, style), print(node.right, style)) : printChain(node, style);
    default:
      return unreachable(node);
  }
}

function list(nodes: readonly ExprNode[], style: Style): string {
  return nodes.map((node) => within(node, style)).join(', ');
}

/** Rows are set apart by `;`; a single row would read as a vector and keeps its own brackets. */
function matrix(rows: readonly (readonly ExprNode[])[], style: Style): string {
  const [only, ...more] = rows.map((row) => list(row, style));
  return more.length === 0 ? `[[${only}]]` : `[${[only, ...more].join('; ')}]`;
}

/** What stands in brackets is tight: `(θ-m)`, `log(1-p)`; a sum of more than names and numbers keeps its spaces. */
function within(node: ExprNode, style: Style): string {
  return plainSum(node) ?? print(node, tightened(style)).text;
}

/** `ν-P-1`: a sum of names and numbers without spaces. */
function plainSum(node: ExprNode): string | undefined {
  const terms: string[] = [];
  let head = node;
  for (; head.kind === 'binary' && isSum(head.op); head = head.left) {
    if (!isPlain(head.right)) return undefined;
    terms.unshift(head.op + head.right.text);
  }
  const first =
    head.kind === 'unary' && isPlain(head.operand) ? head.op + head.operand.text : isPlain(head) && head.text;
  return first === false ? undefined : first + terms.join('');
}

function printCall(node: ExprNode & { readonly kind: 'call' }, style: Style): Printed {
  const { callee, args } = node;
  const only = args[0];
  if (only !== undefined && args.length === 1 && style.factors.has(callee.name))
    return { ...FACTS, text: `${callee.text} ${enclosed(only, style).text}`, binding: ATOM, compact: false };
  return { ...FACTS, text: `${callee.text}(${list(args, style)})`, binding: ATOM };
}

function enclosed(inner: ExprNode, style: Style): Printed {
  return { ...FACTS, text: `(${within(inner, style)})`, binding: ATOM };
}

function absolute(inner: Printed): Printed {
  return { ...FACTS, text: inner.barAfterFactor ? `|(${inner.text})|` : `|${inner.text}|`, binding: ATOM };
}

const isPlain = (node: ExprNode): node is ExprNode & { readonly text: string } =>
  node.kind === 'name' || node.kind === 'number';

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
function printChain(node: ExprNode & { readonly kind: 'binary' }, style: Style): Printed {
  const links: { readonly op: BinaryOp; readonly right: ExprNode }[] = [];
  let head: ExprNode = node;
  while (head.kind === 'binary' && head.op !== '^') {
    links.push({ op: head.op, right: head.right });
    head = head.left;
  }
  const inner = links.some(({ op }) => isSum(op)) ? tightened(style) : style;
  return links.reduceRight(
    (left, { op, right }) => printBinary(op, left, print(right, inner), inner),
    print(head, inner),
  );
}

function printPower(left: Printed, right: Printed): Printed {
  const base = atLeast(left, MARKED);
  const exponent = atLeast(right, SIGNED);
  const { endsInName, barAfterFactor } = exponent;
  const plain = base.plain && exponent.plain;
  const compact = base.compact && exponent.compact;
  return {
    ...FACTS,
    text: `${base.text}^${exponent.text}`,
    binding: POWER,
    plain,
    compact,
    endsInName,
    barAfterFactor,
  };
}

function printBinary(op: BinaryOp, left: Printed, right: Printed, { loose }: Style): Printed {
  switch (op) {
    case '+':
    case '-':
      return join(atLeast(left, SUM), ` ${op} `, atLeast(right, PRODUCT), SUM);
    case 'juxtapose':
      return printJuxtaposition(left, right);
    case '*':
      return printProduct('*', atLeast(left, PRODUCT), atLeast(right, SIGNED), loose);
    case '/':
      return printProduct('/', atLeast(left, PRODUCT), atLeast(right, SIGNED), loose);
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

/** `A*θ` and `θ/σ^2` are tight, `θ/σ^2 * exp(-θ)` is only inside brackets or a sum. */
function printProduct(sign: '*' | '/', left: Printed, right: Printed, loose: boolean): Printed {
  const tight = loose && sign === '*' ? left.plain && right.plain : left.compact && right.compact;
  const joined = join(left, tight ? sign : ` ${sign} `, right, PRODUCT);
  return { ...joined, endsInQuotient: sign === '/', plain: left.plain && right.plain && sign === '*' };
}

/** A factor beside another: never a sign, never what would read as a call or as part of a quotient. */
function printJuxtaposition(left: Printed, right: Printed): Printed {
  const second = atLeast(right, POWER);
  const reread = left.endsInQuotient || (left.endsInName && second.text.startsWith('('));
  const first = reread ? { ...FACTS, text: `(${left.text})`, binding: ATOM } : atLeast(left, PRODUCT);
  const joined = join(first, ' ', second, PRODUCT);
  return { ...joined, barAfterFactor: joined.barAfterFactor || second.text.startsWith('|') };
}
