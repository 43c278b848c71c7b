// Means under softmax weights: each total over exponentials takes one unit of the normaliser, so that neither overflows.
import { add, applyNode, exp, mul, neg, pow, splitCoefficient } from './build.ts';
import { type ApplyExpr, type Expr, isScalar, type Primitive, rational, zero } from './expr.ts';

const isFn = (e: Expr | undefined, fn: Primitive): e is ApplyExpr => e?.kind === 'apply' && e.fn === fn;
const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);

/** e^{−k·logsumexp(v)} among factors. */
interface Normaliser {
  readonly factor: Expr;
  readonly unit: ApplyExpr;
  readonly count: number;
  readonly rest: Expr;
}

/** total(f·eᵛ)·e^{−logsumexp(v)} = total(f·e^{v − logsumexp(v)}), as often as the normaliser stands there. */
export function normalisedTotals(factors: readonly Expr[]): Expr | undefined {
  const normaliser = factors.map(readNormaliser).find((n) => n !== undefined);
  if (!normaliser) return undefined;
  const { unit, factor, rest } = normaliser;
  let left = normaliser.count;
  const others = factors.filter((f) => f !== factor);
  const taken = others.map((f) => {
    const units = unitsIn(f, unit);
    if (units === 0 || units > left) return f;
    left -= units;
    return scaled(f, unit);
  });
  if (left === normaliser.count) return undefined;
  return mul(...taken, applyExp(add(rest, mul(rational(-left), unit))));
}

const applyExp = (x: Expr): Expr => (x === zero ? exp(zero) : applyNode('exp', [x], x.shape));

function readNormaliser(factor: Expr): Normaliser | undefined {
  const exponent = isFn(factor, 'exp') ? (factor.args[0] ?? zero) : zero;
  for (const term of exponent.kind === 'sum' ? exponent.terms : [exponent]) {
    const { coefficient, core } = splitCoefficient(term);
    const whole = coefficient.d === 1n && coefficient.n < 0n;
    if (whole && isFn(core, 'logsumexp'))
      return { factor, unit: core, count: Number(-coefficient.n), rest: add(exponent, neg(term)) };
  }
  return undefined;
}

/** How many units each term of the expression can take. */
function unitsIn(e: Expr, unit: ApplyExpr): number {
  if (isFn(e, 'total')) return holdsExponential(e, unit) ? 1 : 0;
  if (!isScalar(e)) return 0;
  if (e.kind === 'product') return e.factors.reduce((sum, f) => sum + unitsIn(f, unit), 0);
  if (e.kind === 'power' && e.exponent.kind === 'rational') {
    const { n, d } = e.exponent.value;
    return d === 1n && n > 0n ? Number(n) * unitsIn(e.base, unit) : 0;
  }
  if (e.kind !== 'sum') return 0;
  const [first = 0, ...rest] = e.terms.map((t) => unitsIn(t, unit));
  return rest.every((n) => n === first) ? first : 0;
}

const holdsExponential = (total: ApplyExpr, unit: ApplyExpr): boolean =>
  factorsOf(total.args[0] ?? zero).some((f) => isFn(f, 'exp') && f.args[0] === unit.args[0]);

function scaled(e: Expr, unit: ApplyExpr): Expr {
  if (isFn(e, 'total') && holdsExponential(e, unit)) return scaledTotal(e, unit);
  if (e.kind === 'product') return mul(...e.factors.map((f) => scaled(f, unit)));
  if (e.kind === 'power') return pow(scaled(e.base, unit), e.exponent);
  return e.kind === 'sum' ? add(...e.terms.map((t) => scaled(t, unit))) : e;
}

function scaledTotal(e: ApplyExpr, unit: ApplyExpr): Expr {
  const [v = zero] = unit.args;
  const weights = applyNode('exp', [add(v, neg(unit))], v.shape);
  const body = factorsOf(e.args[0] ?? zero).map((f) => (isFn(f, 'exp') && f.args[0] === v ? weights : f));
  return applyNode('total', [mul(...body)], []);
}
