// The form where no theorem takes the score apart: in coordinates of the algebra, by a product rule over all draws together,
// two or three coordinates of them. What the best two rules differ by is the error reached.
import type { BaseLaw } from '../../../derivation/orbit-findings.ts';
import { add, fill, mul } from '../../../ir/build.ts';
import { type Expr, one, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { substitute } from '../../../ir/visit.ts';
import { nullspace } from '../../../numeric/dense.ts';
import type { Point } from '../../../numeric/points.ts';
import type { Sizes } from '../../../numeric/tensors.ts';
import { byJointRules } from '../base/joint-rule.ts';
import { coordinatesOf as drawnCoordinates, freeSymbols, meanOver } from '../base/mean.ts';
import { numeral } from '../base/moment.ts';
import { coordinatesOf } from '../natural/coordinates.ts';

/** The mean of the score, the form, and their relative error. */
export interface MeasuredForm {
  readonly mean: Expr;
  readonly form: Expr;
  readonly error: number;
}

/** A product of rules reaches so many coordinates. */
const mostDrawn = 3;
/** Beyond this error directions that the form does not see are not told from others. */
const mostError = 1e-4;
/** A direction whose square is this small, or ten times the error, is not seen. */
const unseen = 1e-9;

/** Why there is none, in words: a size or a constant is open, the draws have more coordinates, or the rules do not settle. */
export function measuredForm(
  score: Expr,
  algebra: readonly SymbolExpr[],
  other: readonly SymbolExpr[],
  base: BaseLaw,
): MeasuredForm | string {
  const [x, y] = [coordinatesOf(algebra), coordinatesOf(other)];
  const free = freeSymbols([score, base.logDensity ?? zero], base).filter((s) => !algebra.includes(s));
  const isOpen = base.sites.some((s) => s.noise.shape.some((d) => !/^\d+$/.test(d))) || free.length > 0;
  if (!x || !y || isOpen) return 'sizes or constants are open, or there are many coordinates';
  if (drawnCoordinates(base, noSizes) > mostDrawn)
    return 'the draws have more coordinates together than a product of rules reaches';
  const scores = x.map((c) =>
    substitute(score, new Map(algebra.map((b) => [b, b === c.block ? c.unit : fill(zero, b.shape)]))),
  );
  const asked = [one, ...scores, ...scores.flatMap((a) => scores.map((b) => mul(a, b)))];
  // The mass is one, and where the form is defined the score has mean zero: of several rules the two nearest to that count.
  const best = byJointRules(base, noSizes, noValues, (rules) =>
    compared(
      rules.map((rule) => meanOver(rule, asked, noValues, noSizes)),
      x.length,
    ),
  );
  if (!best) return 'no product of quadrature rules over all draws together settles';
  const { fine, size, error } = best;
  if (!(error < mostError)) return `two rules over all draws together differ by ${shown(error)}`;
  const n = x.length;
  const settled = (v: number): Expr => (Math.abs(v) < 10 * error * size ? zero : numeral(v));
  const matrix = withoutUnseen(
    x.map((_, i) => fine.slice(1 + n + i * n, 1 + n + (i + 1) * n)),
    Math.max(unseen, 10 * error),
  );
  return {
    mean: add(...x.map((c, i) => mul(settled(fine[1 + i] ?? 0), c.of(c.block)))),
    form: add(...x.flatMap((a, i) => y.map((b, j) => mul(settled(matrix[i]?.[j] ?? 0), a.of(a.block), b.of(b.block))))),
    error: Math.max(error, Number.EPSILON),
  };
}

const shown = (error: number): string => (Number.isFinite(error) ? error.toExponential(0) : 'more than numbers hold');

/** The nearest to what is known, and the error that the next nearest tells. */
function compared(means: readonly (readonly number[])[], n: number) {
  const [fine = [], coarse = []] = [...means].sort((a, b) => offKnown(a, n) - offKnown(b, n));
  const size = Math.max(...fine.map(Math.abs));
  const error = Math.max(...fine.map((f, i) => Math.abs(f - (coarse[i] ?? Number.NaN)))) / size;
  return { fine, size, error: Number.isFinite(error) ? error : Number.POSITIVE_INFINITY };
}

const offKnown = ([mass = Number.NaN, ...means]: readonly number[], n: number): number =>
  Math.max(Math.abs(mass - 1), ...means.slice(0, n).map(Math.abs));

/** Nothing is left open. */
const [noValues, noSizes]: readonly [Point, Sizes] = [new Map(), new Map()];

type Numbers = readonly (readonly number[])[];

/** A symmetric matrix without its part along directions in which it is nothing but error. */
function withoutUnseen(f: Numbers, tolerance: number): Numbers {
  return nullspace(f, tolerance).reduce<Numbers>((rest, v) => {
    const image = rest.map((row) => dot(row, v));
    const along = dot(image, v);
    return rest.map((row, i) =>
      row.map(
        (e, j) => e - (image[i] ?? 0) * (v[j] ?? 0) - (v[i] ?? 0) * (image[j] ?? 0) + along * (v[i] ?? 0) * (v[j] ?? 0),
      ),
    );
  }, f);
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
