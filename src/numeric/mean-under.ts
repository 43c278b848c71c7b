// E[f] under a scalar density without free symbols, by a rule made for the density times 1 + |f|: it reaches tails and edges
// where f grows as the density falls, and tells distances from edges as the density's own rule does.
import { add, exp, mul } from '../ir/build.ts';
import { withEndFactors } from '../ir/end-factors.ts';
import { type Expr, integral, type SymbolExpr } from '../ir/expr.ts';
import { stableForm } from '../ir/stable.ts';
import { evaluate, evaluatorOf } from './evaluate.ts';
import { expectationOf } from './expectation.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { logGrowth } from './growth.ts';
import { measureOf } from './measure.ts';
import { onPlaces } from './on-places.ts';
import { entry } from './tensors.ts';

const nothingKnown = { symbols: new Map(), sizes: new Map() };

/** E[f] for the normalised density exp(logDensity); NaN or infinite where it is not found. */
export function meanUnder(given: Expr, variable: SymbolExpr, logGiven: Expr): number {
  const [f, logDensity] = [withEndFactors(stableForm(given), variable), withEndFactors(logGiven, variable)];
  const evaluator = evaluatorOf(nothingKnown, floatArithmetic);
  const growth = logGrowth(f, variable, 1);
  const measure = measureOf(evaluator, variable, add(logDensity, growth));
  const at = onPlaces(evaluator, measure, [f]);
  const share = (y: number): number => (Math.abs(y) < 1e300 ? y / (1 + Math.abs(y)) : Math.sign(y));
  const { mean } = expectationOf(floatArithmetic, measure, (place) => share(entry(at(place)[0] ?? bare)));
  const found = mean * Math.exp(measure.logTotal);
  return measure.error < 1e-9 && Number.isFinite(found)
    ? found
    : entry(evaluate(whole(f, variable, logDensity), nothingKnown, floatArithmetic));
}

const bare = { shape: [], data: [Number.NaN] };

const whole = (f: Expr, variable: SymbolExpr, logDensity: Expr): Expr => integral(variable, mul(f, exp(logDensity)));
