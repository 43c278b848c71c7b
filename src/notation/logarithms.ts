// log 2 + log π + log σ² is kept apart for calculation and printed as one logarithm.
import { applyNode, mul, pow, splitCoefficient } from '../ir/build.ts';
import { type ApplyExpr, type Expr, isScalar, minusOne, pi, rational } from '../ir/expr.ts';
import { mulRatio, negRatio, type Ratio } from '../ir/rational.ts';

/** weight·log(argument). */
interface LogTerm {
  readonly coefficient: Ratio;
  /** What else multiplies the logarithm, apart from the rational coefficient. */
  readonly weight: Expr;
  readonly argument: Expr;
}

function logTerm(term: Expr): LogTerm | undefined {
  const { coefficient, core } = splitCoefficient(term);
  const factors = core.kind === 'product' ? core.factors : [core];
  const logs = factors.filter((f): f is ApplyExpr => f.kind === 'apply' && f.fn === 'log' && isScalar(f));
  const [only] = logs;
  const [argument] = only?.args ?? [];
  if (logs.length !== 1 || !argument) return undefined;
  return { coefficient, weight: mul(...factors.filter((f) => f !== only)), argument };
}

const isNumber = (e: Expr): boolean =>
  e.kind === 'rational' || e === pi || (e.kind === 'product' && e.factors.every(isNumber));

/** Puts the logarithms of numbers into the logarithm beside them that has the same weight. */
export function mergedLogarithms(terms: readonly Expr[]): readonly Expr[] {
  const list = [...terms];
  for (const constant of terms) {
    const c = logTerm(constant);
    if (!c || !isNumber(c.argument) || !list.includes(constant)) continue;
    const partner = list.find((t) => t !== constant && joined(c, logTerm(t)) !== undefined);
    const merged = partner && joined(c, logTerm(partner));
    if (merged) return mergedLogarithms(list.filter((t) => t !== constant).map((t) => (t === partner ? merged : t)));
  }
  return list;
}

/** k·log c + k·log x → k·log(c x), k·log x − k·log c → k·log(x/c), k·log c − k·log x → k·log(c/x), and log x ± ½ log c → log(x c^{±½}). */
function joined(c: LogTerm, x: LogTerm | undefined): Expr | undefined {
  if (!x || x.weight !== c.weight) return undefined;
  if (x.argument.kind === 'sum' && x.argument.terms.length > 2) return undefined;
  const inverse = { n: x.coefficient.d, d: x.coefficient.n < 0n ? -x.coefficient.n : x.coefficient.n };
  const exponent = mulRatio(c.coefficient, x.coefficient.n < 0n ? { n: -inverse.n, d: inverse.d } : inverse);
  const size = exponent.n < 0n ? -exponent.n : exponent.n;
  const symbols =
    x.argument.kind === 'symbol' ||
    x.argument.kind === 'product' ||
    x.argument.kind === 'power' ||
    isNumber(x.argument);
  if (
    size !== 1n ||
    !symbols ||
    !(exponent.d === 1n || (exponent.d === 2n && c.argument.kind === 'rational' && !isNumber(x.argument)))
  )
    return undefined;
  if (x.coefficient.n < 0n && c.coefficient.n > 0n && splitCoefficient(x.argument).coefficient.n > 0n) {
    const turned = mul(pow(c.argument, rational(negRatio(exponent))), pow(x.argument, minusOne));
    return mul(rational(negRatio(x.coefficient)), x.weight, applyNode('log', [turned], []));
  }
  const argument = mul(pow(c.argument, rational(exponent)), x.argument);
  return mul(rational(x.coefficient), x.weight, applyNode('log', [argument], []));
}
