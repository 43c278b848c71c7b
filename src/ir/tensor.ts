// Canonical constructors of matrix algebra: words of matrices, traces up to rotation and transposition.
import { add, applyNode, elementwise, fill, log, mul, neg, pow } from './build.ts';
import { cancelledAtEnd, lettersUnder } from './cancelled-letters.ts';
import { lengthened, shortened } from './dimension-names.ts';
import { isElementwise } from './elementwise.ts';
import {
  type Dim,
  dimension,
  type Expr,
  identity,
  isScalar,
  minusOne,
  one,
  rational,
  type Shape,
  type TensorPrimitive,
  zero,
} from './expr.ts';
import {
  literalRows,
  matrix,
  rowsDeterminant,
  rowsInverse,
  rowsLogdet,
  rowsProduct,
  rowsTrace,
  stack,
  turned,
} from './literal.ts';
import { phiOf } from './matrix-phi.ts';
import { compare } from './order.ts';
import { isNonNegative, isPositive, isPositiveDefinite, isTriangularFactor } from './range.ts';
import { isZero, pullScalars } from './scalars.ts';
import { isLower, isRotation, isSkew } from './structure.ts';
import { isSymmetric } from './symmetric.ts';
import { isWord, type Products, undone, weighedWord } from './weighed-words.ts';

export { isElementwise } from './elementwise.ts';
export { matrix, stack } from './literal.ts';

/** Rows and columns of a column [P], a row ['1', P] or a matrix [P, Q]; a scalar is 1×1. */
export const rowsOf = (e: Expr): Dim => e.shape[0] ?? '1';
/** Columns: see `rowsOf`. */
export const columnsOf = (e: Expr): Dim => e.shape[1] ?? '1';

function matrixShape(rows: Dim, columns: Dim): Shape {
  if (columns !== '1') return [rows, columns];
  return rows === '1' ? [] : [rows];
}

/** Number of entries. */
const sizeOf = (shape: Shape): Expr => mul(...shape.map(dimension));

const isFn = <F extends TensorPrimitive>(e: Expr, fn: F): e is Expr & { kind: 'apply'; fn: F } =>
  e.kind === 'apply' && e.fn === fn;
const argument = (e: Expr & { kind: 'apply' }): Expr => e.args[0] ?? zero;

const products = (): Products => ({ matmul, total, transpose, diagonal });

/** The product of columns, rows and matrices; a 1×1 result is a scalar. */
export function matmul(...args: readonly Expr[]): Expr {
  const shape = matrixShape(rowsOf(args[0] ?? one), columnsOf(args.at(-1) ?? one));
  if (args.some(isZero)) return fill(zero, shape);
  const scalars: Expr[] = [];
  const letters: Expr[] = [];
  for (const a of args) {
    const { scalar, rest } = pullScalars(a);
    if (scalar !== one) scalars.push(scalar);
    if (!isScalar(rest)) letters.push(...(isFn(rest, 'matmul') ? rest.args : [rest]));
  }
  const { word, inner } = reduceWord(letters);
  scalars.push(...inner);
  return mul(...scalars, undone(word, products()) ?? wordNode(word, shape));
}

function wordNode(word: readonly Expr[], shape: Shape): Expr {
  const [only] = word;
  if (word.length === 0) return shape.length === 2 && shape[0] ? identity(shape[0]) : one;
  if (word.length === 1 && only) return only;
  return shape.length === 0 ? trace(...word) : applyNode('matmul', word, shape);
}

/** Drops identities, cancels A·A⁻¹, applies diagonals to columns, pulls 1×1 subwords out. */
function reduceWord(letters: readonly Expr[]): { word: readonly Expr[]; inner: readonly Expr[] } {
  const word: Expr[] = [];
  const inner: Expr[] = [];
  for (const letter of letters) {
    if (letter.kind === 'identity') {
      if (letters.length === 1) word.push(letter);
      continue;
    }
    const previous = word.at(-1);
    const joined = previous && join(previous, letter);
    if (previous && cancels(previous, letter)) word.pop();
    else if (joined) {
      word.pop();
      if (isScalar(joined) || isZero(joined)) inner.push(isScalar(joined) ? joined : zero);
      if (!isScalar(joined) && joined.kind !== 'identity') word.push(joined);
    } else if (previous && isFn(previous, 'diagonal') && letter.shape.length === 1) {
      word.pop();
      word.push(mul(argument(previous), letter));
    } else word.push(letter);
    word.length -= cancelledAtEnd(word);
    const row = columnsOf(letter) === '1' ? lastRow(word) : -1;
    if (row >= 0 && (row > 0 || letters.length > word.length)) inner.push(trace(...word.splice(row)));
  }
  const [first] = letters;
  if (word.length === 0 && inner.length === 0 && first) return { word: [identity(rowsOf(first))], inner };
  return { word, inner };
}

/** Where the row that the last column of the word meets begins, or −1. */
function lastRow(word: readonly Expr[]): number {
  for (let i = word.length - 2; i >= 0; i--) {
    const w = word[i];
    if (w && rowsOf(w) === '1') return i;
    if (w && columnsOf(w) === '1') return -1;
  }
  return -1;
}

const cancels = (a: Expr, b: Expr): boolean =>
  (isFn(a, 'inverse') && argument(a) === b) ||
  (isFn(b, 'inverse') && argument(b) === a) ||
  (isRotation(a) && b === transpose(a) && a.kind !== 'identity');

/** Two neighbours that are one letter: matrices written out, e^{sN} e^{tN} = e^{(s+t)N}. */
function join(a: Expr, b: Expr): Expr | undefined {
  if (isFn(a, 'cholesky') && b === transpose(a)) return argument(a);
  const factor = isFn(b, 'inverse') ? argument(b) : b;
  if (factor !== b && isFn(factor, 'cholesky') && a === transpose(b)) return inverse(argument(factor));
  if (isFn(a, 'diagonal') && isFn(b, 'diagonal')) return diagonal(mul(argument(a), argument(b)));
  if (isOneHot(a) && b === transpose(a)) return diagonal(a);
  const [left, right] = [literalRows(a), literalRows(b)];
  const isOuter = columnsOf(a) === '1' && rowsOf(b) === '1';
  if (left && right && !isOuter) return matrix(rowsProduct(left, right));
  if (!isExponential(a) || !isExponential(b)) return undefined;
  const [m, n] = [a.args[1] ?? zero, b.args[1] ?? zero];
  return pullScalars(m).rest === pullScalars(n).rest ? matrixPhi(0, add(m, n)) : undefined;
}

/** y yᵀ = diag(y) for a one-hot y. */
const isOneHot = (e: Expr): boolean => e.kind === 'symbol' && e.domain.kind === 'onehot' && e.shape.length === 1;

const isExponential = (e: Expr): e is Expr & { kind: 'apply' } => isFn(e, 'matrixPhi') && e.args[0] === zero;

/** tr(A₁A₂…): the smallest among its rotations and those of its transpose. */
export function trace(...args: readonly Expr[]): Expr {
  const scalars: Expr[] = [];
  const flat: Expr[] = [];
  for (const a of args) {
    const { scalar, rest } = pullScalars(a);
    if (scalar !== one) scalars.push(scalar);
    if (!isScalar(rest)) flat.push(...(isFn(rest, 'matmul') ? rest.args : [rest]));
  }
  if (scalars.some(isZero)) return zero;
  return mul(...scalars, traceOfWord(flat));
}

function traceOfWord(flat: readonly Expr[]): Expr {
  let letters = flat.filter((l) => l.kind !== 'identity');
  const turned = letters.findIndex((l) => lettersUnder(l));
  if (turned >= 0) {
    // A cyclic word may begin anywhere: here behind the inverse, so that what it cancels stands before it.
    const cyclic = [...letters.slice(turned + 1), ...letters.slice(0, turned + 1)];
    const cancelled = cancelledAtEnd(cyclic);
    if (cancelled === cyclic.length) return dimension(rowsOf(letters[turned] ?? one));
    if (cancelled > 0) return traceOfWord(cyclic.slice(0, cyclic.length - cancelled));
  }
  while (letters.length > 1 && cancelsCyclically(letters)) letters = letters.slice(1, -1);
  for (let i = 0; i + 1 < letters.length; i++) {
    const [a, b] = [letters[i], letters[i + 1]];
    if (a && b && cancels(a, b)) return traceOfWord([...letters.slice(0, i), ...letters.slice(i + 2)]);
    const joined = a && b && join(a, b);
    if (joined) return trace(...letters.slice(0, i), joined, ...letters.slice(i + 2));
  }
  const [first, second] = letters;
  const end = letters.at(-1);
  if (end && letters.length > 2 && isOneHot(end) && first === transpose(end))
    return total(mul(end, diagonalPart(matmul(...letters.slice(1, -1)))));
  if (!first) return flat[0] ? dimension(rowsOf(flat[0])) : one;
  if (letters.length === 1) return traceOfOne(first);
  const vectors = letters.filter((l) => l.shape.length === 1).length;
  if (vectors > 1) return splitAtVectors(letters);
  if (letters.length === 2 && second && vectors === 1) {
    const [column, row] = first.shape.length === 1 ? [first, second] : [second, first];
    const joined = join(row, column);
    if (joined) return joined;
    if (isPlainVector(column) && isPlainVector(transpose(row))) return total(mul(column, transpose(row)));
  }
  return (
    (vectors === 1 ? weighedWord(letters, products()) : undefined) ?? applyNode('trace', smallestRotation(letters), [])
  );
}

/** A vector that is no matrix product: its inner products are written Σ xᵢyᵢ. */
const isPlainVector = (e: Expr): boolean => e.shape.length === 1 && !isFn(e, 'matmul') && e.kind !== 'sum';

const cancelsCyclically = (letters: readonly Expr[]): boolean => {
  const [first, last] = [letters[0], letters.at(-1)];
  return letters.length > 1 && first !== undefined && last !== undefined && cancels(last, first);
};

/** A cyclic word with several columns is a product of scalars, one a row…column stretch. */
function splitAtVectors(letters: readonly Expr[]): Expr {
  const start = letters.findIndex((l) => rowsOf(l) === '1');
  const turned = [...letters.slice(start), ...letters.slice(0, start)];
  const pieces: Expr[][] = [];
  for (const l of turned) {
    if (rowsOf(l) === '1') pieces.push([]);
    pieces.at(-1)?.push(l);
  }
  return mul(...pieces.map((p) => traceOfWord(p)));
}

function traceOfOne(letter: Expr): Expr {
  if (isScalar(letter)) return letter;
  if (letter.kind === 'sum')
    return add(...letter.terms.map((t) => (isScalar(t) ? mul(t, dimension(rowsOf(letter))) : trace(t))));
  if (isSkew(letter)) return zero;
  const rows = literalRows(letter);
  if (rows) return rowsTrace(rows);
  if (isFn(letter, 'transpose') || isFn(letter, 'lowerPart')) return trace(argument(letter));
  if (isFn(letter, 'diagonal')) return total(argument(letter));
  return applyNode('trace', [letter], []);
}

function smallestRotation(letters: readonly Expr[]): readonly Expr[] {
  const reversed = [...letters].reverse().map(transpose);
  let best = letters;
  for (const word of [letters, reversed])
    for (let i = 0; i < word.length; i++) {
      const turned = [...word.slice(i), ...word.slice(0, i)];
      if (compareWords(turned, best) < 0) best = turned;
    }
  return best;
}

function compareWords(a: readonly Expr[], b: readonly Expr[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i];
    const d = y ? compare(x, y) : 0;
    if (d !== 0) return d;
  }
  return 0;
}

/** Aᵀ, pushed to the letters. */
export function transpose(e: Expr): Expr {
  if (isScalar(e) || (e.shape.length === 2 && isSymmetric(e))) return e;
  if (isSkew(e)) return neg(e);
  if (e.kind === 'sum') return add(...e.terms.map(transpose));
  if (e.kind === 'product' && e.factors.some(isScalar)) {
    const { scalar, rest } = pullScalars(e);
    return mul(scalar, transpose(rest));
  }
  if (e.kind === 'product' && e.shape.length === 2 && e.shape.every((d) => d !== '1'))
    return mul(...e.factors.map(transpose));
  if (isFn(e, 'transpose')) return argument(e);
  if (isFn(e, 'matmul')) return matmul(...[...e.args].reverse().map(transpose));
  if (isFn(e, 'inverse')) return inverse(transpose(argument(e)));
  if (isFn(e, 'matrixPhi')) return matrixPhi(orderOf(e), transpose(e.args[1] ?? zero));
  if (isFn(e, 'matrix')) return matrix(turned(literalRows(e) ?? []));
  const shape: Shape =
    e.shape.length === 1 ? ['1', rowsOf(e)] : rowsOf(e) === '1' ? [columnsOf(e)] : [columnsOf(e), rowsOf(e)];
  if (isFn(e, 'fill')) return fill(argument(e), shape);
  return applyNode('transpose', [e], shape);
}

const isSquare = (e: Expr): boolean => e.shape.length === 2 && rowsOf(e) === columnsOf(e);

/** A⁻¹. */
export function inverse(e: Expr): Expr {
  if (isScalar(e)) return pow(e, minusOne);
  if (e.kind === 'identity') return e;
  if (isFn(e, 'inverse')) return argument(e);
  if (isFn(e, 'matmul') && e.args.every(isSquare)) return matmul(...[...e.args].reverse().map(inverse));
  if (isFn(e, 'diagonal')) return diagonal(pow(argument(e), minusOne));
  if (isRotation(e)) return transpose(e);
  if (isExponential(e)) return matrixPhi(0, neg(e.args[1] ?? zero));
  const written = isFn(e, 'matrix') ? rowsInverse(literalRows(e) ?? []) : undefined;
  if (written) return written;
  const { scalar, rest } = pullScalars(e);
  if (scalar !== one) return mul(pow(scalar, minusOne), inverse(rest));
  return applyNode('inverse', [e], e.shape);
}

/** The lower triangular L with a positive diagonal and LLᵀ = A, for a positive definite A. */
export function cholesky(e: Expr): Expr {
  if (isScalar(e)) return pow(e, rational(1, 2));
  if (e.kind === 'identity') return e;
  if (isFn(e, 'diagonal')) return diagonal(pow(argument(e), rational(1, 2)));
  const { scalar, rest } = pullScalars(e);
  if (scalar !== one && isPositive(scalar)) return mul(pow(scalar, rational(1, 2)), cholesky(rest));
  const half = isFn(e, 'matmul') && e.args.length % 2 === 0 ? matmul(...e.args.slice(0, e.args.length / 2)) : undefined;
  return half && isTriangularFactor(half) && matmul(half, transpose(half)) === e
    ? half
    : applyNode('cholesky', [e], e.shape);
}

/** log |det A|. */
export function logdet(e: Expr): Expr {
  if (isScalar(e)) return log(elementwise('abs', e));
  if (isRotation(e)) return zero;
  if (isExponential(e)) return trace(e.args[1] ?? zero);
  const written = isFn(e, 'matrix') ? rowsLogdet(literalRows(e) ?? []) : undefined;
  if (written) return written;
  if (isFn(e, 'inverse')) return neg(logdet(argument(e)));
  if (isFn(e, 'transpose')) return logdet(argument(e));
  if (isFn(e, 'cholesky')) return mul(rational(1, 2), logdet(argument(e)));
  if (isFn(e, 'matmul') && e.args.every(isSquare)) return add(...e.args.map(logdet));
  if (isFn(e, 'diagonal')) return total(log(elementwise('abs', argument(e))));
  if (isLower(e)) return total(log(elementwise('abs', diagonalPart(e))));
  const { scalar, rest } = pullScalars(e);
  if (scalar !== one && rest !== one)
    return add(mul(dimension(rowsOf(e)), log(elementwise('abs', scalar))), logdet(rest));
  return applyNode('logdet', [e], []);
}

/** det A; for a positive definite A it is e^{log det A}. */
export function det(e: Expr): Expr {
  if (isScalar(e)) return e;
  if (isPositiveDefinite(e) || isExponential(e)) return elementwise('exp', logdet(e));
  if (isRotation(e)) return one;
  const written = isFn(e, 'matrix') ? rowsDeterminant(literalRows(e) ?? []) : undefined;
  return written ?? (isLower(e) ? prod(diagonalPart(e)) : applyNode('det', [e], []));
}

/** The sum of all entries. */
export function total(e: Expr): Expr {
  if (isScalar(e)) return e;
  if (isFn(e, 'fill')) return mul(argument(e), sizeOf(e.shape));
  if (e.kind === 'sum') return add(...e.terms.map((t) => (isScalar(t) ? mul(t, sizeOf(e.shape)) : total(t))));
  if (isFn(e, 'transpose')) return total(argument(e));
  if (isFn(e, 'diagonalPart')) return trace(argument(e));
  if (isFn(e, 'diagonal')) return total(argument(e));
  if (isFn(e, 'matmul')) return totalOfWord(e);
  if (isFn(e, 'append')) return add(total(argument(e)), e.args[1] ?? zero);
  if (isFn(e, 'stack') || isFn(e, 'matrix')) return add(...e.args);
  if (e.kind === 'symbol' && (e.domain.kind === 'simplex' || e.domain.kind === 'onehot')) return one;
  if (e.kind === 'symbol' && e.domain.kind === 'zeroSum') return zero;
  if (isFn(e, 'head')) return totalOfHead(e);
  if (e.kind === 'product') return totalOfProduct(e);
  if (e.kind === 'power' && e.exponent === rational(2) && (isFn(e.base, 'matmul') || e.shape.length === 2))
    return trace(transpose(e.base), e.base);
  return applyNode('total', [e], []);
}

/** Σ (A 1) = Σ A. */
function totalOfWord(e: Expr & { kind: 'apply' }): Expr {
  const [a, v, ...more] = e.args;
  return a && v && isFn(v, 'fill') && v.shape.length === 1 && more.length === 0
    ? mul(argument(v), total(a))
    : applyNode('total', [e], []);
}

function totalOfHead(e: Expr & { kind: 'apply' }): Expr {
  const whole = total(argument(e));
  return whole === one || whole === zero ? add(whole, neg(last(argument(e)))) : applyNode('total', [e], []);
}

function totalOfProduct(e: Expr & { kind: 'product' }): Expr {
  const { scalar, rest } = pullScalars(e);
  if (scalar !== one) return mul(scalar, total(rest));
  const [a, b] = e.factors;
  const [word, ...words] = e.factors.filter(isWord);
  if (e.factors.length > 2 && e.shape.length === 1 && word && words.length === 0 && isFn(word, 'matmul'))
    return trace(transpose(mul(...e.factors.filter((f) => f !== word))), word);
  if (e.factors.length !== 2 || !a || !b) return applyNode('total', [e], []);
  if (e.shape.length === 2) return trace(transpose(a), b);
  if (isPlainVector(a) && isPlainVector(b)) return applyNode('total', [e], []);
  return isFn(a, 'matmul') || isFn(b, 'matmul') ? trace(transpose(a), b) : applyNode('total', [e], []);
}

/** The product of all entries. */
export function prod(e: Expr): Expr {
  if (isScalar(e)) return e;
  if (isPositive(e) || isNonNegative(e)) return elementwise('exp', total(log(e)));
  if (isFn(e, 'stack') || isFn(e, 'matrix')) return mul(...e.args);
  return applyNode('prod', [e], []);
}

/** The diagonal matrix of a vector. */
export const diagonal = (e: Expr): Expr => {
  const [dim = '1'] = e.shape;
  if (isScalar(e)) return e;
  if (isFn(e, 'fill')) return mul(argument(e), identity(dim));
  const { scalar, rest } = pullScalars(e);
  return mul(scalar, applyNode('diagonal', [rest], [dim, dim]));
};

/** The diagonal of a matrix, as a vector; of a column times a row, u vᵀ, it is u∘v. */
export function diagonalPart(e: Expr): Expr {
  if (isFn(e, 'diagonal')) return argument(e);
  if (isFn(e, 'transpose') && e.shape.length === 2) return diagonalPart(argument(e));
  if (e.kind === 'product' && e.factors.some(isScalar)) {
    const { scalar, rest } = pullScalars(e);
    if (!isScalar(rest)) return mul(scalar, diagonalPart(rest));
  }
  if (e.kind === 'product' && e.shape.length === 2) return mul(...e.factors.map(diagonalPart));
  if (isFn(e, 'matmul') && e.args.some((a, i) => isFn(a, 'diagonal') && (i === 0 || i === e.args.length - 1)))
    return diagonalOfScaled(e.args);
  const end = isFn(e, 'matmul') ? e.args.findIndex((a) => columnsOf(a) === '1') + 1 : 0;
  if (isFn(e, 'matmul') && end > 0)
    return mul(matmul(...e.args.slice(0, end)), transpose(matmul(...e.args.slice(end))));
  if (e.kind === 'identity') return fill(one, [rowsOf(e)]);
  if (isScalar(e)) return e;
  if (isFn(e, 'fill')) return fill(argument(e), [rowsOf(e)]);
  if (isSkew(e)) return fill(zero, [rowsOf(e)]);
  const rows = isFn(e, 'matrix') ? literalRows(e) : undefined;
  if (rows) return stack(...rows.map((row, i) => row[i] ?? zero));
  if (isFn(e, 'transpose') || isFn(e, 'lowerPart')) return diagonalPart(argument(e));
  return (isLower(e) ? diagonalOfLower(e) : undefined) ?? applyNode('diagonalPart', [e], [rowsOf(e)]);
}

/** diag(D A) = d ∘ diag(A) = diag(A D) for a diagonal D. */
function diagonalOfScaled(word: readonly Expr[]): Expr {
  const [first = one, last = one] = [word[0], word.at(-1)];
  return isFn(first, 'diagonal')
    ? mul(argument(first), diagonalPart(matmul(...word.slice(1))))
    : mul(diagonalPart(matmul(...word.slice(0, -1))), diagonalPart(last));
}

/** The diagonal of lower triangular matrices goes through sums, products and inverses entry by entry. */
function diagonalOfLower(e: Expr): Expr | undefined {
  const part = (x: Expr): Expr => (isScalar(x) ? x : diagonalPart(x));
  if (e.kind === 'sum') return add(...e.terms.map(part));
  if (e.kind === 'product') return mul(...e.factors.map(part));
  if (isFn(e, 'matmul')) return mul(...e.args.map(part));
  if (isFn(e, 'inverse')) return pow(part(argument(e)), minusOne);
  return isFn(e, 'matrixPhi') ? elementwise('phi', argument(e), part(e.args[1] ?? zero)) : undefined;
}

/** The matrix with zeros above its diagonal. */
export function lowerPart(e: Expr): Expr {
  if (isScalar(e) || isLower(e) || isZero(e)) return e;
  if (e.kind === 'sum') return add(...e.terms.map((t) => lowerPart(spreadOver(t, e.shape))));
  const { scalar, rest } = pullScalars(e);
  if (scalar !== one && !isFn(e, 'fill')) return mul(scalar, lowerPart(rest));
  const rows = isFn(e, 'matrix') ? literalRows(e) : undefined;
  if (rows) return matrix(rows.map((row, i) => row.map((x, j) => (i >= j ? x : zero))));
  if (isUpper(e)) return diagonal(diagonalPart(e));
  return applyNode('lowerPart', [e], e.shape);
}

/** The transpose of a lower triangular matrix, whatever multiplies it entry by entry. */
const isUpper = (e: Expr): boolean =>
  e.kind === 'product' ? e.factors.some(isUpper) : isFn(e, 'transpose') && isLower(argument(e));

const spreadOver = (e: Expr, shape: Shape): Expr => (isScalar(e) ? fill(e, shape) : e);

const orderOf = (e: Expr & { kind: 'apply' }): number => {
  const [k] = e.args;
  return k?.kind === 'rational' ? Number(k.value.n) : 0;
};

/** φ_k(M) = Σⱼ Mʲ/(j + k)! of a square matrix; e^M for k = 0. */
export const matrixPhi = (k: number, m: Expr): Expr => phiOf(k, m, { matmul, trace, diagonal });

/** log Σ e^{xᵢ}. */
export const logsumexp = (e: Expr): Expr => (isScalar(e) ? e : applyNode('logsumexp', [e], []));

/** Pushes a slice through sums, products, powers and functions down to the leaves. */
function slice(e: Expr, fn: 'head' | 'last', shape: (s: Shape) => Shape): Expr {
  if (isScalar(e)) return e;
  const go = (x: Expr): Expr => slice(x, fn, shape);
  if (e.kind === 'sum') return add(...e.terms.map(go));
  if (e.kind === 'product') return mul(...e.factors.map(go));
  if (e.kind === 'power') return pow(go(e.base), go(e.exponent));
  if (isFn(e, 'fill')) return fill(argument(e), shape(e.shape));
  if (isFn(e, 'append')) return fn === 'head' ? argument(e) : (e.args[1] ?? zero);
  if (isFn(e, 'stack')) return fn === 'head' ? stack(...e.args.slice(0, -1)) : (e.args.at(-1) ?? zero);
  if (e.kind === 'apply' && isElementwise(e.fn)) return elementwise(e.fn, ...e.args.map(go));
  return applyNode(fn, [e], shape(e.shape));
}

/** All entries but the last. */
export const head = (e: Expr): Expr => slice(e, 'head', ([d = '1']) => [shortened(d)]);
/** The last entry. */
export const last = (e: Expr): Expr => slice(e, 'last', () => []);
/** A vector with one more entry. */
export const append = (v: Expr, s: Expr): Expr => {
  const [dim = '1'] = v.shape;
  return applyNode('append', [v, s], [lengthened(dim)]);
};

/** ⟨a, b⟩ = Σ aᵢbᵢ for tensors of one shape. */
export const inner = (a: Expr, b: Expr): Expr => total(mul(a, b));
/** ½(A + Aᵀ). */
export const symmetrise = (e: Expr): Expr => (isSymmetric(e) ? e : mul(rational(1, 2), add(e, transpose(e))));
