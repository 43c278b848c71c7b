// Words of matrices: products folded towards their vectors, inverses of symmetric matrices as Cholesky solves.
import { CompilerBug } from '../../diagnostics.ts';
import { type ApplyExpr, type Expr, zero } from '../../ir/expr.ts';
import { isPositiveDefinite } from '../../ir/range.ts';
import { isSymmetric } from '../../ir/symmetric.ts';
import { elementwise, type Lowering, runtimeShape } from './lowering.ts';
import type { TensorOperation, Term } from './term.ts';

/** A part of a word: a scalar, column, row or matrix; an inverse that is not carried out yet keeps its argument. */
interface Part {
  readonly kind: 'scalar' | 'column' | 'row' | 'matrix';
  readonly expression?: Expr;
  readonly inverseOf?: Expr;
  readonly term: () => Term;
}

/** The tensor operations; undefined for a function that acts entry by entry. */
export function lowerTensor(e: ApplyExpr, l: Lowering): Term | undefined {
  const [a = zero] = e.args;
  switch (e.fn) {
    case 'matmul':
      return fold(
        e.args.map((x) => part(x, l)),
        l,
      ).term();
    case 'trace':
      return lowerTrace(e.args, l);
    case 'inverse':
      return inverseTerm(a, l);
    case 'logdet':
      return logdetTerm(a, l);
    case 'det':
      return l.table.call('determinant', [l.lower(a)], []);
    case 'transpose':
      return a.shape.length === 2 && a.shape[0] !== '1' ? transposed(a, l) : l.lower(a);
    case 'total':
    case 'prod':
    case 'diagonal':
    case 'diagonalPart':
    case 'logsumexp':
    case 'head':
    case 'last':
    case 'append':
    case 'fill':
    case 'stack':
    case 'matrix':
    case 'entry':
    case 'lowerPart':
    case 'cholesky':
    case 'matrixPhi':
      return l.table.call(e.fn, e.args.map(l.lower), runtimeShape(e.shape));
    default:
      return undefined;
  }
}

const matrixShape = (rows: string | undefined, columns: string | undefined): readonly string[] => [
  rows ?? '1',
  columns ?? '1',
];

function call(l: Lowering, operation: TensorOperation, args: readonly Term[], shape: readonly string[]): Term {
  return l.table.call(operation, args, shape);
}

const transposeTerm = (t: Term, l: Lowering): Term => {
  if (t.kind === 'call' && t.operation === 'transpose' && t.args[0]) return t.args[0];
  return call(l, 'transpose', [t], matrixShape(t.shape[1], t.shape[0]));
};

const transposed = (e: Expr, l: Lowering): Term => (isSymmetric(e) ? l.lower(e) : transposeTerm(l.lower(e), l));

const isFn = (e: Expr, fn: string): e is ApplyExpr => e.kind === 'apply' && e.fn === fn;

function kindOf(e: Expr): Part['kind'] {
  if (e.shape.length === 0) return 'scalar';
  if (e.shape.length === 1) return 'column';
  return e.shape[0] === '1' ? 'row' : 'matrix';
}

function part(e: Expr, l: Lowering): Part {
  if (isFn(e, 'inverse')) {
    const [argument = zero] = e.args;
    return { kind: 'matrix', expression: e, inverseOf: argument, term: () => inverseTerm(argument, l) };
  }
  return { kind: kindOf(e), expression: e, term: () => l.lower(e) };
}

const made = (kind: Part['kind'], term: Term): Part => ({ kind, term: () => term });

/** The Cholesky factor of ±S; a definite matrix has a diagonal of one sign, which tells which. */
function factorOf(s: Expr, l: Lowering): { factor: Term; sign: Term | undefined } {
  const matrix = l.lower(s);
  if (isPositiveDefinite(s)) return { factor: call(l, 'cholesky', [matrix], s.shape), sign: undefined };
  const sign = call(l, 'leadingSign', [matrix], []);
  return { factor: call(l, 'cholesky', [elementwise(l, 'multiply', sign, matrix)], s.shape), sign };
}

const oriented = (sign: Term | undefined, t: Term, l: Lowering): Term =>
  sign ? elementwise(l, 'multiply', sign, t) : t;

function solveColumn(s: Expr, v: Term, l: Lowering): Term {
  if (!isSymmetric(s)) return call(l, 'applyMatrix', [inverseTerm(s, l), v], v.shape);
  const { factor, sign } = factorOf(s, l);
  return oriented(sign, call(l, 'choleskySolve', [factor, v], v.shape), l);
}

function solveMatrix(s: Expr, m: Term, l: Lowering): Term {
  if (!isSymmetric(s)) return call(l, 'matrixProduct', [inverseTerm(s, l), m], m.shape);
  const { factor, sign } = factorOf(s, l);
  return oriented(sign, call(l, 'choleskySolveMatrix', [factor, m], m.shape), l);
}

function inverseTerm(s: Expr, l: Lowering): Term {
  if (s.shape.length === 0) return elementwise(l, 'reciprocal', l.lower(s));
  if (!isSymmetric(s)) return call(l, 'generalInverse', [l.lower(s)], s.shape);
  return solveMatrix(s, call(l, 'identity', [], s.shape), l);
}

function logdetTerm(s: Expr, l: Lowering): Term {
  if (!isSymmetric(s)) return call(l, 'generalLogdet', [l.lower(s)], []);
  return call(l, 'choleskyLogdet', [factorOf(s, l).factor], []);
}

/** log det M − tr M + n of M = V⁻¹X, with the factor of V. */
export function lowerDeterminantGap([x = zero, v]: readonly Expr[], l: Lowering): Term {
  const factor = v ? factorOf(v, l).factor : call(l, 'identity', [], x.shape);
  return call(l, 'determinantGap', [l.lower(x), factor], []);
}

function fold(parts: readonly Part[], l: Lowering): Part {
  const [first, ...rest] = parts;
  if (!first) throw new CompilerBug('an empty matrix word');
  if (rest.length === 0) return first;
  const boundary = parts.findIndex((p, i) => p.kind === 'column' && parts[i + 1]?.kind === 'row');
  if (boundary >= 0) {
    return combine(fold(parts.slice(0, boundary + 1), l), fold(parts.slice(boundary + 1), l), l);
  }
  if (parts.at(-1)?.kind === 'column') return combine(first, fold(rest, l), l);
  return combine(fold(parts.slice(0, -1), l), parts.at(-1) ?? first, l);
}

function combine(a: Part, b: Part, l: Lowering): Part {
  const shapes = `${a.kind}·${b.kind}`;
  switch (shapes) {
    case 'row·column':
      return made('scalar', total(elementwise(l, 'multiply', a.term(), b.term()), l));
    case 'column·row':
      return made('matrix', call(l, 'outer', [a.term(), b.term()], matrixShape(a.term().shape[0], b.term().shape[0])));
    case 'matrix·column':
      return made('column', matrixColumn(a, b.term(), l));
    case 'row·matrix':
      return made('row', rowMatrix(a.term(), b, l));
    case 'matrix·matrix':
      return made('matrix', matrixMatrix(a, b, l));
    default:
      return made(a.kind === 'scalar' ? b.kind : a.kind, elementwise(l, 'multiply', a.term(), b.term()));
  }
}

const total = (t: Term, l: Lowering): Term => call(l, 'total', [t], []);

function matrixColumn(a: Part, v: Term, l: Lowering): Term {
  if (a.inverseOf) return solveColumn(a.inverseOf, v, l);
  const m = a.term();
  return call(l, 'applyMatrix', [m, v], [m.shape[0] ?? '1']);
}

function rowMatrix(v: Term, b: Part, l: Lowering): Term {
  if (b.inverseOf && isSymmetric(b.inverseOf)) return solveColumn(b.inverseOf, v, l);
  const m = b.expression && isSymmetric(b.expression) ? b.term() : transposeTerm(b.term(), l);
  return call(l, 'applyMatrix', [m, v], [m.shape[0] ?? '1']);
}

function matrixMatrix(a: Part, b: Part, l: Lowering): Term {
  if (a.inverseOf) return solveMatrix(a.inverseOf, b.term(), l);
  if (b.inverseOf && isSymmetric(b.inverseOf)) {
    const left = a.expression ? transposed(a.expression, l) : transposeTerm(a.term(), l);
    return transposeTerm(solveMatrix(b.inverseOf, left, l), l);
  }
  const [x, y] = [a.term(), b.term()];
  return call(l, 'matrixProduct', [x, y], matrixShape(x.shape[0], y.shape[1]));
}

/** tr(A₁A₂…): turned to begin with a row, or with an inverse; two matrices as Σ A∘Bᵀ. */
function lowerTrace(word: readonly Expr[], l: Lowering): Term {
  const turn = (i: number): readonly Part[] => [...word.slice(i), ...word.slice(0, i)].map((x) => part(x, l));
  const row = word.findIndex((x) => kindOf(x) === 'row');
  if (row >= 0) return fold(turn(row), l).term();
  const inverse = word.findIndex((x) => isFn(x, 'inverse'));
  const parts = turn(Math.max(inverse, 0));
  if (word.length === 1 || inverse >= 0) return call(l, 'trace', [foldRight(parts, l).term()], []);
  const last = word.at(-1) ?? zero;
  return total(elementwise(l, 'multiply', fold(parts.slice(0, -1), l).term(), transposed(last, l)), l);
}

/** Folded from the right, so that a leading inverse is solved against all the rest. */
function foldRight(parts: readonly Part[], l: Lowering): Part {
  const [first, ...rest] = parts;
  if (!first) throw new CompilerBug('an empty matrix word');
  return rest.length === 0 ? first : combine(first, fold(rest, l), l);
}
