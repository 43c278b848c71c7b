// Weights of the coordinates in sums over them: a number where all weigh the same, else a vector; written out where the
// size is a number, so that products of weights are numbers again.
import { add, fill, mul, pow } from '../../../ir/build.ts';
import { entry } from '../../../ir/entry.ts';
import { type Expr, isScalar, one } from '../../../ir/expr.ts';
import { matrix, type Rows } from '../../../ir/literal.ts';
import { simplify } from '../../../ir/simplify.ts';
import { isSkew } from '../../../ir/structure.ts';
import { matmul, symmetrise, total, transpose } from '../../../ir/tensor.ts';
import { contains, symbolsOf, transform } from '../../../ir/visit.ts';

const countOf = (dim: string | undefined): number | undefined => (dim && /^\d+$/.test(dim) ? Number(dim) : undefined);

const places = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

const isFill = (e: Expr): e is Expr & { kind: 'apply' } => e.kind === 'apply' && e.fn === 'fill';

/** Written out entry by entry? */
export const isWrittenOut = (e: Expr): boolean => e.kind === 'apply' && (e.fn === 'stack' || e.fn === 'matrix');

/** An entry-by-entry expression with numbers for sizes, written out; any other as it is. */
function writtenOut(e: Expr): Expr {
  const entries = contains(e, isWrittenOut) ? entriesOf(e) : undefined;
  if (!entries) return e;
  const [first = one] = entries.flat();
  return entries.flat().every((x) => x === first) ? fill(first, e.shape) : matrix(entries);
}

function entriesOf(e: Expr): Rows | undefined {
  const [rows, columns = 1] = e.shape.map(countOf);
  return rows === undefined ? undefined : places(rows).map((i) => places(columns).map((j) => simplify(entry(e, i, j))));
}

/** What holds no symbol, carried out: an expression in numbers alone becomes one number. */
export const carriedOut = (e: Expr): Expr =>
  transform(e, (n) => {
    const entries = n.shape.length > 0 && n.shape[0] !== '1' && symbolsOf(n).size === 0 ? entriesOf(n) : undefined;
    return entries ? matrix(entries) : n;
  });

/** The letters of u vᵀ. */
function outerLetters(e: Expr): readonly [Expr, Expr] | undefined {
  if (e.kind === 'power') {
    const inside = outerLetters(e.base);
    return inside && isScalar(e.exponent) ? [pow(inside[0], e.exponent), pow(inside[1], e.exponent)] : undefined;
  }
  const [u, row, more] = e.kind === 'apply' && e.fn === 'matmul' ? e.args : [];
  return u && row && !more && u.shape.length === 1 && row.shape[0] === '1' ? [u, transpose(row)] : undefined;
}

/** (u vᵀ)∘(w zᵀ) = (u∘w)(v∘z)ᵀ. */
function outerOfProducts(e: Expr): Expr {
  if (e.kind !== 'product' || e.shape.length !== 2) return e;
  const letters = e.factors.map(outerLetters);
  const outers = letters.filter((l) => l !== undefined);
  if (outers.length === 0) return e;
  const rest = e.factors.filter((_, i) => letters[i] === undefined);
  return mul(...rest, outer(mul(...outers.map(([u]) => u)), mul(...outers.map(([, v]) => v))));
}

/** Weights as short as they get. */
export const weighted = (e: Expr): Expr => writtenOut(simplify(transform(e, outerOfProducts)));

/** uᵢ vⱼ; of two numbers their product. */
function outer(u: Expr, v: Expr): Expr {
  const [a, b] = [u, v].map((w) => (isFill(w) ? (w.args[0] ?? w) : w));
  if (!a || !b || (isScalar(a) && isScalar(b))) return mul(a ?? one, b ?? one);
  const [dim = '1'] = isScalar(a) ? b.shape : a.shape;
  const [column, row] = [a, b].map((w) => (isScalar(w) ? fill(w, [dim]) : w));
  const n = countOf(dim);
  if (n && [a, b].some((w) => contains(w, isWrittenOut)))
    return matrix(places(n).map((i) => places(n).map((j) => simplify(mul(entry(a, i), entry(b, j))))));
  return matmul(column ?? a, transpose(row ?? b));
}

/** A matrix whose rows and columns are weighed. */
export const scaledMatrix = (c: Expr, rows: Expr, columns: Expr): Expr => mul(outer(rows, columns), c);

/** A product of vectors or matrices of numbers, multiplied out. */
const numbersOnce = (e: Expr): Expr => {
  const numbers = e.kind === 'product' ? e.factors.filter(isNumbers) : [];
  if (e.kind !== 'product' || numbers.length < 2) return e;
  return mul(...e.factors.filter((f) => !numbers.includes(f)), writtenOut(mul(...numbers)));
};

const isNumbers = (e: Expr): boolean => (e.kind === 'power' ? isNumbers(e.base) : isWrittenOut(e));

/** Neighbouring weights brought together, everywhere in an expression. */
const withWeightsTogether = (e: Expr): Expr => transform(e, (n) => numbersOnce(outerOfProducts(n)));

/** Weights in totals brought together, and totals that differ in their weights alone too. */
export function gatherWeights(e: Expr): Expr {
  const whole = withWeightsTogether(e);
  const sums = new Map<Expr, Expr[]>();
  const others: Expr[] = [];
  for (const term of whole.kind === 'sum' ? whole.terms : [whole]) {
    const read = weightOf(term);
    if (read) sums.set(read.key, [...(sums.get(read.key) ?? []), read.weight]);
    else others.push(term);
  }
  return add(...others, ...[...sums].map(([key, weights]) => total(mul(forKey(weighted(add(...weights)), key), key))));
}

/** Σ w∘key for a term that is a total with weights of numbers, or a word with letters of numbers around one matrix. */
function weightOf(term: Expr): { readonly key: Expr; readonly weight: Expr } | undefined {
  const outside = term.kind === 'product' ? term.factors : [term];
  const sum = outside.find((f) => f.kind === 'apply' && (f.fn === 'total' || f.fn === 'trace'));
  if (sum?.kind !== 'apply') return undefined;
  const beside = outside.filter((f) => f !== sum);
  if (sum.fn === 'trace') {
    const word = wordWeight(sum.args);
    return word && { key: word.key, weight: mul(word.weight, ...beside) };
  }
  const [inside] = sum.args;
  const factors = inside?.kind === 'product' ? inside.factors : [];
  const numbers = factors.filter(isNumbers);
  if (numbers.length === 0) return undefined;
  return { key: mul(...factors.filter((f) => !isNumbers(f))), weight: mul(...numbers, ...beside) };
}

/** uᵀ X v = Σ uᵢvⱼ Xᵢⱼ and tr(X W) = Σ Wⱼᵢ Xᵢⱼ with numbers u, v, W. */
function wordWeight(word: readonly Expr[]): { readonly key: Expr; readonly weight: Expr } | undefined {
  const at = word.findIndex((l) => l.shape.length === 2 && l.shape.every((d) => d !== '1') && !isWrittenOut(l));
  const key = word[at];
  const rest = [...word.slice(at + 1), ...word.slice(0, at)];
  if (!key || rest.length === 0 || !rest.every((l) => isWrittenOut(l) || isWrittenOut(transpose(l)))) return undefined;
  const [v = one, row = one] = rest;
  if (rest.length === 1) return { key, weight: transpose(v) };
  return rest.length === 2 ? { key, weight: outer(transpose(row), v) } : undefined;
}

/** On two skew matrices only what is symmetric in a weight counts. */
function forKey(weight: Expr, key: Expr): Expr {
  const factors = key.kind === 'product' ? key.factors : [key];
  return factors.length === 2 && factors.every(isSkew) ? weighted(symmetrise(weight)) : weight;
}
