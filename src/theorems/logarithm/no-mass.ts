// Counts without mass: where h(k) = 0 the logarithm is −∞, and 0 · (−∞) stands in each mean of log h, where it counts for
// nothing. So $\log h=\log(h+1-s)+\log s$ with s = sign h: a term that is finite everywhere, and one that says where there is mass.
import { add, elementwise, log, mul, splitCoefficient, sub } from '../../ir/build.ts';
import { type Domain, type Expr, isDiscrete, isScalar, one, rational, type SymbolExpr } from '../../ir/expr.ts';
import { isPositive } from '../../ir/range.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { modelPoint, sizesOf, valueAt } from '../../numeric/mixed-differences.ts';

/** So many counts are looked at for mass. */
const counts = 64;

/** The log-density of one count, each term of it that is −∞ at some count parted in two. */
export function partMass(model: DensityModel, logDensity: Expr): Expr {
  const [v, ...more] = model.variables;
  if (!v || more.length > 0 || !isScalar(v) || !isDiscrete(v.domain)) return logDensity;
  return add(...termsOf(logDensity).map((term) => parted(model, v, term)));
}

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

function parted(model: DensityModel, v: SymbolExpr, term: Expr): Expr {
  const { coefficient, core } = splitCoefficient(term);
  const [mass] = core.kind === 'apply' && core.fn === 'log' ? core.args : [];
  if (!mass || coefficient.n < 0n || dependsOn(mass, model.parameters) || isPositive(mass)) return term;
  if (!vanishes(model, v, mass)) return term;
  const where = elementwise('sign', mass);
  return add(mul(rational(coefficient), log(add(mass, sub(one, where)))), log(where));
}

/** Is it zero at one of the first counts? */
function vanishes(model: DensityModel, v: SymbolExpr, mass: Expr): boolean {
  const sizes = sizesOf(model, 2);
  const fixed = modelPoint(model, sizes, 1);
  const at = (k: number): number => valueAt(mass, new Map([...fixed, [v, { shape: [], data: [k] }]]), sizes);
  return firstCounts(v.domain, (bound) => valueAt(bound, fixed, sizes)).some((k) => at(k) === 0);
}

/** The listed values; else the counts beside an end, or about zero where there is none. */
function firstCounts(domain: Domain, value: (bound: Expr) => number): readonly number[] {
  if (domain.kind === 'set') return domain.values.map(value);
  if (domain.kind !== 'integers') return [];
  const { lower, upper } = domain;
  const [from, step] = lower ? [value(lower), 1] : upper ? [value(upper), -1] : [-counts / 2, 1];
  return Array.from({ length: counts }, (_, i) => from + step * i);
}
