// The divergence of two members. Where A(λ) is an integral, its Bregman form loses the digits of two near members; there
// $KL=\log(1+E_q[u^2\varphi_2(u)])$ with $u=\langle\tilde\lambda-\lambda,\,T-\mu\rangle$, a mean of positive terms.
import { required } from '../derivation/theorem.ts';
import { add, elementwise, exp, mul, pow, sub } from '../ir/build.ts';
import { type Expr, integral, isScalar, type SymbolExpr, two, zero } from '../ir/expr.ts';
import { substitute } from '../ir/visit.ts';
import type { Tensor } from '../numeric/tensors.ts';
import { readOther, type Setting, valuesAt } from './setting.ts';

/** Below so many nats the sum of integrals has no nine digits left. */
const near = 1e-4;

/** KL(this point ‖ toPoint). */
export function divergenceAt(setting: Setting, toPoint: unknown): number {
  const { value, other } = required(setting.findings, 'kl');
  const there = readOther(setting, toPoint);
  const copies = new Map(
    [...other].flatMap(([p, copy]): [SymbolExpr, Tensor<number>][] => {
      const t = there.get(p);
      return t ? [[copy, t]] : [];
    }),
  );
  const at = (e: Expr): number => valuesAt(setting, [e], copies)[0]?.data[0] ?? Number.NaN;
  const direct = at(value);
  const positive = Math.abs(direct) < near ? nearDivergence(setting) : undefined;
  return positive === undefined ? direct : at(positive);
}

/** log(1 + E[eᵘ − 1 − u]): E[u] = 0, so that nothing is left to cancel. */
function nearDivergence({ findings }: Setting): Expr | undefined {
  const { blocks, logBaseMeasure, model } = required(findings, 'separation');
  const partition = required(findings, 'partition');
  const [v, ...more] = model.variables;
  if (partition.closed || !v || more.length > 0 || ![v, ...blocks.map((b) => b.symbol)].every(isScalar))
    return undefined;
  const other = new Map<Expr, Expr>(required(findings, 'kl').other);
  const means = required(findings, 'mean').ofNatural;
  const deviations = blocks.map((b, i) =>
    mul(sub(substitute(b.natural, other), b.natural), sub(b.statistic, means[i] ?? zero)),
  );
  const u = add(...deviations);
  const paired = blocks.map((b) => mul(b.symbol, b.statistic));
  const density = exp(sub(add(...paired, logBaseMeasure), partition.ofNatural));
  const excess = integral(v, mul(pow(u, two), elementwise('phi', two, u), density));
  return elementwise('log1p', substitute(excess, new Map<Expr, Expr>(blocks.map((b) => [b.symbol, b.natural]))));
}
