// E[f] under a scalar density without free symbols, by a rule made for the density times 1 + |f|: it reaches tails and edges
// where f grows as the density falls, and tells distances from edges as the density's own rule does.
import { add, elementwise, exp, mul } from '../ir/build.ts';
import { type Expr, integral, type SymbolExpr } from '../ir/expr.ts';
import { evaluate, evaluatorOf } from './evaluate.ts';
import { expectationOf } from './expectation.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { measureOf } from './measure.ts';
import { entry } from './tensors.ts';

const nothingKnown = { symbols: new Map(), sizes: new Map() };

/** E[f] for the normalised density exp(logDensity); NaN or infinite where it is not found. */
export function meanUnder(f: Expr, variable: SymbolExpr, logDensity: Expr): number {
  const evaluator = evaluatorOf(nothingKnown, floatArithmetic);
  const growth = elementwise('softplus', elementwise('log', elementwise('abs', f)));
  const measure = measureOf(evaluator, variable, add(logDensity, growth));
  const at = evaluator.curry([f], measure.inputs);
  const share = (y: number): number => y / (1 + Math.abs(y));
  const { mean } = expectationOf(floatArithmetic, measure, (values) => share(entry(at(values)[0] ?? bare)));
  const found = mean * Math.exp(measure.logTotal);
  return measure.error < 1e-9 && Number.isFinite(found)
    ? found
    : entry(evaluate(whole(f, variable, logDensity), nothingKnown, floatArithmetic));
}

const bare = { shape: [], data: [Number.NaN] };

const whole = (f: Expr, variable: SymbolExpr, logDensity: Expr): Expr => integral(variable, mul(f, exp(logDensity)));
