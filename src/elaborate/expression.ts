// Syntax tree → typed expression: names, shapes, and what juxtaposition means.
import type { BinaryOp, ExprNode, NameNode } from '../../grammar/ast.ts';
import { asciiName } from '../../grammar/names.ts';
import { resolveCalls } from '../../grammar/resolve-calls.ts';
import { lookAlike, nearestWord } from '../../grammar/suggest.ts';
import type { Span } from '../diagnostics.ts';
import { unreachable } from '../diagnostics.ts';
import { add, div, elementwise, exp, mul, neg, pow, sub } from '../ir/build.ts';
import { degree } from '../ir/degree.ts';
import {
  type Dim,
  dimension,
  type Expr,
  euler,
  identity,
  infinity,
  isScalar,
  minusOne,
  one,
  pi,
  rational,
  sameShape,
} from '../ir/expr.ts';
import { parseDecimal } from '../ir/rational.ts';
import { columnsOf, inverse, matmul, matrix, rowsOf, stack, transpose } from '../ir/tensor.ts';
import { excessOf } from './formula-size.ts';
import { functionNamed, functionNames } from './functions.ts';
import { indexMeant } from './index-meant.ts';
import { remember, report, type Scope } from './scope.ts';

/** The expression a node means, or undefined after a report. */
export function elaborateExpression(node: ExprNode, scope: Scope): Expr | undefined {
  const { expression, diagnostics } = resolveCalls(node, (callee) => isFunctionCall(callee, scope));
  scope.diagnostics.push(...diagnostics);
  const found = elaborateResolved(expression, scope);
  const excess = found && excessOf(found);
  return excess ? report(scope, 'too-large', node.span, excess.message, { hint: excess.hint }) : found;
}

function elaborateResolved(node: ExprNode, scope: Scope): Expr | undefined {
  const found = elaborate(node, scope);
  return found && remember(scope, found, node.span);
}

const isFunctionCall = (callee: NameNode, scope: Scope): boolean =>
  !scope.symbols.has(callee.name) &&
  !scope.dimensions.has(callee.name) &&
  (functionNamed(callee.text) !== undefined || functionNamed(callee.name) !== undefined);

const isKnown = (name: string, scope: Scope): boolean => scope.symbols.has(name) || scope.dimensions.has(name);

function elaborate(node: ExprNode, scope: Scope): Expr | undefined {
  switch (node.kind) {
    case 'number':
      return rational(parseDecimal(node.text));
    case 'name':
      return elaborateName(node, scope);
    case 'parenthesis':
      return elaborateResolved(node.inner, scope);
    case 'abs':
      return map1(node.inner, scope, (x) => elementwise('abs', x));
    case 'unary':
      return map1(node.operand, scope, (x) => (node.op === '-' ? neg(x) : x));
    case 'transpose':
      return map1(node.operand, scope, transpose);
    case 'call':
      return elaborateCall(node.callee, node.args, node.span, scope);
    case 'binary':
      return elaborateBinary(node.op, node.left, node.right, node.span, scope);
    case 'vector':
      return elaborateVector(node.items, node.span, scope);
    case 'matrix':
      return elaborateMatrix(node.rows, node.span, scope);
    default:
      return unreachable(node);
  }
}

function map1(node: ExprNode, scope: Scope, f: (x: Expr) => Expr): Expr | undefined {
  const x = elaborateResolved(node, scope);
  return x && f(x);
}

function elaborateVector(items: readonly ExprNode[], span: Span, scope: Scope): Expr | undefined {
  const values = items.map((i) => elaborateResolved(i, scope));
  const scalars = values.filter((v) => v !== undefined);
  if (scalars.length < values.length) return undefined;
  return scalars.every(isScalar)
    ? stack(...scalars)
    : report(scope, 'shape-mismatch', span, 'a vector literal holds numbers only');
}

function elaborateMatrix(rows: readonly (readonly ExprNode[])[], span: Span, scope: Scope): Expr | undefined {
  const values = rows.map((row) => row.map((item) => elaborateResolved(item, scope)));
  const known = values.map((row) => row.filter((v) => v !== undefined));
  if (known.some((row, i) => row.length < (values[i]?.length ?? 0))) return undefined;
  if (known.some((row) => row.length !== known[0]?.length))
    return report(scope, 'shape-mismatch', span, 'the rows of a matrix have the same length', {
      hint: `here they have ${known.map((row) => row.length).join(', ')} entries`,
    });
  if (!known.flat().every(isScalar))
    return report(scope, 'shape-mismatch', span, 'a matrix literal holds numbers only', {
      hint: 'write every entry: [a, b; c, d]',
    });
  if (known.flat().length > mostEntries)
    return report(scope, 'too-large', span, `a written-out matrix has at most ${mostEntries} entries`, {
      hint: 'declare it as a constant, A in Matrix(P, Q), and give its value where it is used',
    });
  return matrix(known);
}

/** Beyond 12 × 12 every entry as an expression of its own is more than can be worked with. */
const mostEntries = 144;

function elaborateName(node: NameNode, scope: Scope): Expr | undefined {
  const declared = scope.symbols.get(node.name);
  if (declared) return declared;
  const size = scope.dimensions.get(node.name);
  if (size !== undefined) return dimension(size);
  if (node.text === 'pi' || node.name === 'π') return pi;
  if (node.name === 'e') return exp(one);
  if (node.name === 'euler') return euler;
  if (node.name === '∞' || node.text === 'inf') return infinity;
  return node.name === 'I' ? elaborateIdentity(node, scope) : reportUnknown(node, scope);
}

/** I takes its size from its place, from the one dimension, or from the square matrices that are declared; without any from the vectors. */
function elaborateIdentity(node: NameNode, scope: Scope): Expr | undefined {
  const shapes = [...scope.symbols.values()].map((s) => s.shape);
  const squares = shapes.flatMap(([rows, columns]) => (rows === columns && rows) || []);
  const lengths = shapes.flatMap(([length, ...more]) => (more.length === 0 && length) || []);
  const declared = squares.length > 0 ? squares : lengths;
  const [size, ...more] = new Set(
    scope.square ? [scope.square] : scope.dimensions.size === 1 ? scope.dimensions.values() : declared,
  );
  if (size !== undefined && more.length === 0) return identity(size);
  const several = squares.length > 0 ? 'square matrices of' : 'vectors of';
  return report(scope, 'unknown-name', node.span, 'the size of `I`, the identity matrix, is not told here', {
    label:
      more.length > 0 ? `${several} ${[size, ...more].join(', ')} rows are declared` : 'no square matrix is declared',
    hint: 'write it out, [1, 0; 0, 1], or diag of a vector of ones',
  });
}

function reportUnknown(node: NameNode, scope: Scope): undefined {
  const isFunction = functionNamed(node.text) ?? functionNamed(node.name);
  if (isFunction)
    return report(scope, 'unknown-name', node.span, `\`${node.text}\` is a function and needs an argument`, {
      hint: `write ${node.text}(…): ${isFunction.meaning}`,
    });
  const names = [...scope.symbols.keys(), ...scope.dimensions.keys(), 'π', 'euler', ...functionNames];
  const near = nearestName(node.name, names);
  const twin = lookAlike(node.name, names);
  const declared = [...scope.symbols.keys()].join(', ') || 'nothing';
  const { declarable = 'a parameter or constant' } = scope;
  return report(
    scope,
    'unknown-name',
    node.span,
    `unknown name \`${node.text}\`${near ? `; did you mean \`${near}\`?` : ''}`,
    {
      label: 'declared nowhere',
      hint: twin
        ? twin.hint
        : near
          ? `write \`${near}\`, or declare \`${node.text}\` as ${declarable}`
          : `declared here: ${declared}; declare \`${node.text}\` as ${declarable} with its domain`,
    },
  );
}

/** The nearest name as it would be typed: `sigm` is near σ, whose ASCII spelling is sigma. */
function nearestName(name: string, names: readonly string[]): string | undefined {
  const spelled = new Map(
    names.flatMap((n): [string, string][] => [
      [n, n],
      [asciiName(n), n],
    ]),
  );
  const near = nearestWord(asciiName(name), [...spelled.keys()]);
  return near === undefined ? undefined : spelled.get(near);
}

function elaborateCall(callee: NameNode, args: readonly ExprNode[], span: Span, scope: Scope): Expr | undefined {
  if (
    isKnown(callee.name, scope) ||
    callee.name === 'e' ||
    callee.name === 'π' ||
    callee.name === 'I' ||
    callee.name === 'euler'
  ) {
    const [only] = args;
    if (args.length !== 1 || !only)
      return report(scope, 'unknown-name', callee.span, `\`${callee.text}\` is no function`, {
        hint: `a declared name shadows a built-in function; the special functions of this name are also spelled with a capital letter`,
      });
    return elaborateBinary('juxtapose', callee, only, span, scope);
  }
  const values = args.map((a) => elaborateResolved(a, scope));
  const f = functionNamed(callee.text) ?? functionNamed(callee.name);
  if (!f) return reportUnknownFunction(callee, scope);
  const known = values.filter((v) => v !== undefined);
  if (known.length < values.length) return undefined;
  const most = f.arity + (f.optional ?? 0);
  if (known.length < f.arity || known.length > most)
    return report(
      scope,
      'shape-mismatch',
      span,
      `${callee.text} takes ${f.arity === most ? most : `${f.arity} or ${most}`} argument${most === 1 ? '' : 's'}, here are ${known.length}`,
      { hint: f.meaning },
    );
  const built = f.build(known);
  return typeof built === 'string'
    ? report(scope, 'shape-mismatch', span, `${callee.text}: ${built}; here ${known.map(describeShape).join(' and ')}`)
    : built;
}

function reportUnknownFunction(callee: NameNode, scope: Scope): undefined {
  const near = nearestName(callee.name, [...scope.symbols.keys(), ...functionNames]);
  return report(
    scope,
    'unknown-name',
    callee.span,
    `unknown name \`${callee.text}\`${near ? `; did you mean \`${near}\`?` : ''}`,
    {
      label: 'neither a declared name nor a function',
      hint: `functions: ${functionNames.slice(0, 14).join(' ')} …`,
    },
  );
}

/** A shape in words. */
export function describeShape(e: Expr): string {
  if (e.shape.length === 0) return 'a number';
  if (e.shape.length === 1) return `a vector of ${e.shape[0]} entries`;
  return e.shape[0] === '1' ? `a row of ${e.shape[1]} entries` : `a ${e.shape[0]}×${e.shape[1]} matrix`;
}

function elaborateBinary(
  op: BinaryOp,
  leftNode: ExprNode,
  rightNode: ExprNode,
  span: Span,
  scope: Scope,
): Expr | undefined {
  const left = elaborateResolved(leftNode, scope);
  const right = elaborateResolved(rightNode, scope);
  if (!left || !right) return undefined;
  if ([left, right].some((e) => e === infinity || e === neg(infinity)))
    return report(scope, 'syntax', span, 'inf is a bound of a domain, not a number to calculate with');
  switch (op) {
    case '+':
    case '-':
      return combined(left, right, span, scope, op === '+' ? 'add' : 'subtract', () =>
        op === '+' ? add(left, right) : sub(left, right),
      );
    case '*':
      return combined(left, right, span, scope, 'multiply entry by entry', () => mul(left, right));
    case '/':
      if (right === rational(0))
        return report(scope, 'not-integrable', span, 'division by zero', {
          label: 'what stands below the bar is 0',
          hint: 'divide by a number or a parameter that is not zero',
        });
      return combined(left, right, span, scope, 'divide', () => div(left, right));
    case 'juxtapose': {
      const index = indexMeant(leftNode, rightNode, left, right);
      return index ? report(scope, 'shape-mismatch', span, ...index) : juxtaposed(left, right, span, scope);
    }
    case '^':
      return raised(left, right, span, scope);
    default:
      return unreachable(op);
  }
}

function combined(a: Expr, b: Expr, span: Span, scope: Scope, verb: string, make: () => Expr): Expr | undefined {
  const matrixAndNumber = (isScalar(a) && b.shape.length === 2) || (isScalar(b) && a.shape.length === 2);
  if (matrixAndNumber && (verb === 'add' || verb === 'subtract'))
    return report(scope, 'shape-mismatch', span, `cannot ${verb} a number and a matrix`, {
      hint: 'a multiple of the identity is written δ I',
    });
  if (isScalar(a) || isScalar(b) || sameShape(a.shape, b.shape)) return make();
  return report(scope, 'shape-mismatch', span, `cannot ${verb} ${describeShape(a)} and ${describeShape(b)}`, {
    label: 'dimensions differ',
    hint: "juxtaposition is the matrix product, * works entry by entry; a transpose is written x'",
  });
}

/** `1 column`, `P columns`. */
const counted = (n: string, noun: string): string => `${n} ${noun}${n === '1' ? '' : 's'}`;

function juxtaposed(a: Expr, b: Expr, span: Span, scope: Scope): Expr | undefined {
  if (isScalar(a) || isScalar(b)) return mul(a, b);
  if (columnsOf(a) === rowsOf(b)) return matmul(a, b);
  const sameVectors = a.shape.length === 1 && sameShape(a.shape, b.shape);
  return report(scope, 'shape-mismatch', span, `cannot multiply ${describeShape(a)} by ${describeShape(b)}`, {
    label: `${counted(columnsOf(a), 'column')} meet${columnsOf(a) === '1' ? 's' : ''} ${counted(rowsOf(b), 'row')}`,
    hint: sameVectors
      ? "write x' y for the inner product, x * y for the product entry by entry"
      : 'transpose one of them, or declare the dimensions so that they agree',
  });
}

function raised(base: Expr, exponent: Expr, span: Span, scope: Scope): Expr | undefined {
  if (base.shape.length === 2 && base.shape[0] === base.shape[1] && isScalar(exponent))
    return matrixPower(base, exponent, span, scope);
  if (tooLarge(exponent))
    return report(scope, 'too-large', span, 'this exponent is too large to calculate with', {
      hint: 'exponents of numbers stay below 10 000',
    });
  const power = combined(base, exponent, span, scope, 'raise', () => pow(base, exponent));
  if (power && degree(power) > highestDegree)
    return report(scope, 'too-large', span, 'these powers of powers pile up too high to calculate with', {
      hint: 'exponents inside one another multiply: their product stays below 10 000',
    });
  return power;
}

/** Multiplied out, powers of powers have this many terms and more. */
const highestDegree = 10_000;

const tooLarge = (e: Expr): boolean =>
  e.kind === 'rational' && (e.value.n > 10_000n * e.value.d || e.value.n < -10_000n * e.value.d);

function matrixPower(base: Expr, exponent: Expr, span: Span, scope: Scope): Expr | undefined {
  if (exponent === minusOne) return inverse(base);
  if (exponent.kind !== 'rational' || exponent.value.d !== 1n || exponent.value.n < 1n || exponent.value.n > 12n)
    return report(scope, 'shape-mismatch', span, 'a matrix can be raised to −1 or to a small positive integer only');
  return matmul(...Array.from({ length: Number(exponent.value.n) }, () => base));
}

/** The dimension an expression node names (`P`, `3`, `K-1`). */
export function elaborateDimension(node: ExprNode, scope: Scope): Dim | undefined {
  if (node.kind === 'number' && /^[1-9]\d{0,3}$/.test(node.text)) return node.text;
  if (node.kind === 'parenthesis') return elaborateDimension(node.inner, scope);
  if (node.kind === 'name') {
    const dim = scope.dimensions.get(node.name);
    if (dim !== undefined) return dim;
    return report(scope, 'unknown-name', node.span, `unknown dimension \`${node.text}\``, {
      hint: `write the dimension after the name of the declaration: family Name(${node.text}) { … }`,
    });
  }
  if (node.kind === 'binary' && node.op === '-' && node.left.kind === 'name' && node.right.kind === 'number') {
    const dim = scope.dimensions.get(node.left.name);
    if (dim !== undefined) return lessThan(dim, Number(node.right.text), node.span, scope);
  }
  if (node.kind === 'number' && /^\d{5,}$/.test(node.text))
    return report(scope, 'too-large', node.span, 'a dimension written as a number stays below 10 000', {
      hint: 'give the dimension a name, family Name(P) { … }: its size then follows from the values',
    });
  return report(
    scope,
    'shape-mismatch',
    node.span,
    'a dimension is a declared name, a name less a number, or a whole number',
  );
}

/** A dimension less a number: `P` less 1, `P-1` less 1, 3 less 1. */
function lessThan(dim: Dim, number: number, span: Span, scope: Scope): Dim | undefined {
  if (/^\d+$/.test(dim)) {
    const rest = Number(dim) - number;
    return rest > 0 ? String(rest) : report(scope, 'shape-mismatch', span, `a dimension of ${rest} is none`);
  }
  const [name = dim, taken = '0'] = dim.split('-');
  return `${name}-${Number(taken) + number}`;
}
