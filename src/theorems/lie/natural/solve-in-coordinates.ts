// X with F(X, ·) = M where the coordinates can be written out: the form is a matrix that falls into blocks, each inverted
// exactly, by its pseudo-inverse $R(R^\top FR)^{-1}R^\top$ with R a basis of its range.
import { add, div, mul, sub } from '../../../ir/build.ts';
import { isNothing } from '../../../ir/differentiate.ts';
import { entry } from '../../../ir/entry.ts';
import { type Expr, isScalar, one, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { simplify } from '../../../ir/simplify.ts';
import { symbolsOf } from '../../../ir/visit.ts';
import { inverse as invertedNumbers, nullspace } from '../../../numeric/dense.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { valueAt } from '../../../numeric/mixed-differences.ts';
import { numeral } from '../base/moment.ts';
import { coordinatesOf, formOnUnits, tangentOf } from './coordinates.ts';

type Matrix = readonly (readonly Expr[])[];

/** Beyond this many coupled coordinates entries that are no rational numbers are not eliminated. */
const mostOpen = 3;

/** The blocks of X in M; undefined where a block of the form is too large for elimination. Measured entries are numbers. */
export function solveInCoordinates(
  form: Expr,
  algebra: readonly SymbolExpr[],
  other: readonly SymbolExpr[],
  covector: readonly SymbolExpr[],
  measured = false,
): readonly Expr[] | undefined {
  const [x, y] = [coordinatesOf(algebra), coordinatesOf(other)];
  if (!x || !y) return undefined;
  const matrix = formOnUnits(form, x, y);
  const right = x.map((c) => pairing(covector[algebra.indexOf(c.block)] ?? zero, c.unit));
  const values: Expr[] = x.map(() => zero);
  for (const part of coupled(matrix)) {
    const block = part.map((i) => part.map((j) => matrix[i]?.[j] ?? zero));
    const inverse = measured ? inverseInNumbers(block) : pseudoInverse(block);
    if (!inverse) return undefined;
    part.forEach((k, i) => {
      values[k] = simplify(add(...part.map((l, j) => mul(inverse[i]?.[j] ?? zero, right[l] ?? zero))));
    });
  }
  return tangentOf(algebra, x, values);
}

/** ⟨M, E⟩ for a unit tangent E, entry by entry. */
function pairing(m: Expr, unit: Expr): Expr {
  if (isScalar(m)) return m;
  const [rows = 0, columns = 1] = m.shape.map(Number);
  const places = Array.from({ length: rows * columns }, (_, k) => [Math.floor(k / columns), k % columns] as const);
  return add(...places.map(([i, j]) => mul(entry(unit, i, j), entry(m, i, j))));
}

/** The sets of coordinates that entries off the diagonal connect. */
function coupled(matrix: Matrix): readonly (readonly number[])[] {
  const found: number[][] = [];
  matrix.forEach((row, i) => {
    const near = found.filter((set) => set.some((j) => !isNothing(row[j] ?? zero)));
    const merged = [...near.flat(), i].sort((a, b) => a - b);
    found.splice(0, found.length, ...found.filter((set) => !near.includes(set)), merged);
  });
  return found;
}

function pseudoInverse(f: Matrix): Matrix | undefined {
  const isExact = f.flat().every((e) => e.kind === 'rational');
  if (!isExact && f.length > mostOpen) return inverseInNumbers(f);
  const columns = rangeOf(f);
  if (columns.length === 0) return f;
  if (!isExact && columns.length < f.length && f.flat().some((e) => symbolsOf(e).size > 0)) return undefined;
  const r = f.map((row) => columns.map((j) => row[j] ?? zero));
  const middle = inverse(product(turned(r), product(f, r)));
  return columns.length === f.length ? inverse(f) : product(r, product(middle, turned(r)));
}

/** The pseudo-inverse (F + N Nᵀ)⁻¹ − N Nᵀ of a block whose entries are known numbers, in double precision, N its null space. */
function inverseInNumbers(f: Matrix): Matrix | undefined {
  if (f.flat().some((e) => symbolsOf(e).size > 0)) return undefined;
  const numbers = f.map((row) => row.map((e) => valueAt(e, new Map(), new Map())));
  const unseen = nullspace(numbers, 1e-10);
  const beside = (i: number, j: number): number => unseen.reduce((sum, v) => sum + (v[i] ?? 0) * (v[j] ?? 0), 0);
  const whole = numbers.map((row, i) => row.map((x, j) => x + beside(i, j)));
  return invertedNumbers(floatArithmetic, whole)?.map((row, i) => row.map((x, j) => numeral(x - beside(i, j))));
}

const turned = (a: Matrix): Matrix => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? zero));

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => turned(b).map((column) => simplify(add(...row.map((x, k) => mul(x, column[k] ?? zero))))));

/** A column less multiples of others in the row of each pivot; what is left of it is the next pivot. */
interface Elimination {
  readonly rows: readonly (readonly Expr[])[];
  readonly pivots: readonly number[];
}

/** Gauss–Jordan elimination of a symmetric matrix that is positive semidefinite, beside columns that go along. */
function eliminated(f: Matrix, beside: Matrix): Elimination {
  let rows = f.map((row, i) => [...row, ...(beside[i] ?? [])]);
  const pivots: number[] = [];
  f.forEach((_, k) => {
    const pivot = rows[k]?.[k] ?? zero;
    if (isNothing(pivot)) return;
    pivots.push(k);
    const own = (rows[k] ?? []).map((e) => simplify(div(e, pivot)));
    rows = rows.map((row, i) =>
      i === k ? own : row.map((e, j) => simplify(sub(e, mul(row[k] ?? zero, own[j] ?? zero)))),
    );
  });
  return { rows, pivots };
}

/** The columns that span the range: those in whose diagonal entry something is left. */
const rangeOf = (f: Matrix): readonly number[] => eliminated(f, []).pivots;

function inverse(f: Matrix): Matrix {
  const unit = f.map((_, i) => f.map((__, j) => (i === j ? one : zero)));
  return eliminated(f, unit).rows.map((row) => row.slice(f.length));
}
