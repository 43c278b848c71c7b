// The law of one of independent coordinates of a vector: what is the mean of a number under it is that of every entry.
import { exp, mul, neg, sub } from '../ir/build.ts';
import { derivative } from '../ir/differentiate.ts';
import { type Expr, integral, isScalar, type SymbolExpr, symbol } from '../ir/expr.ts';
import { total } from '../ir/tensor.ts';
import { substitute } from '../ir/visit.ts';
import type { Sampler } from '../model/program.ts';
import { fromEntry, type OneCoordinate } from './integrals/coordinates.ts';
import { coordinateOf, integrateLog, openIntegral } from './integrals/index.ts';
import { drawnByItself } from './integrals/inside.ts';

/** A coordinate's density, in numbers that stand for the entries of tensors. */
export interface CoordinateLaw {
  readonly variable: SymbolExpr;
  readonly logIntegrand: Expr;
  readonly logTotal: Expr;
  /** f of the term Σᵢ f(xᵢ) that was asked for. */
  readonly summand: Expr;
  /** The number that stands for an entry of a tensor; the tensor itself where it is a number. */
  readonly entryOf: (e: Expr) => Expr | undefined;
  /** All entries of what is told of one. */
  readonly tensor: (e: Expr) => Expr;
  /** Their total. */
  readonly total: (e: Expr) => Expr;
}

/** The law of each coordinate of v and what a term of coordinates is there; undefined where they depend on each other. */
export function coordinateLaw(
  logIntegrand: Expr,
  term: Expr,
  v: SymbolExpr,
  constants: readonly SymbolExpr[],
): CoordinateLaw | undefined {
  if (isScalar(v)) return undefined;
  const one = coordinateOf(logIntegrand, v, constants);
  const asked = coordinateOf(term, v, constants);
  const logTotal = one && totalOf(one, constants);
  if (!one || !asked || !logTotal) return undefined;
  const variable = symbol(`${v.name}ᵢ`, v.domain);
  const here = (e: Expr): Expr => substitute(e, new Map([[one.variable, variable]]));
  const entries = new Map([...one.entries, ...asked.entries]);
  const numbers = new Map([...entries].map(([number, tensor]) => [tensor, number]));
  const tensor = (e: Expr): Expr => fromEntry(e, entries, v.shape);
  return {
    variable,
    logIntegrand: here(one.logIntegrand),
    logTotal,
    summand: here(asked.logIntegrand),
    entryOf: (e) => (isScalar(e) ? e : numbers.get(e)),
    tensor,
    total: (e) => total(tensor(e)),
  };
}

const totalOf = ({ logIntegrand, variable }: OneCoordinate, constants: readonly SymbolExpr[]): Expr | undefined =>
  integrateLog(logIntegrand, variable, constants)?.logValue ?? openIntegral(logIntegrand, variable, constants);

/** How each coordinate of v is drawn by itself, in λ; undefined where they depend on each other. */
export function coordinateSampler(
  logIntegrand: Expr,
  v: SymbolExpr,
  constants: readonly SymbolExpr[],
): Sampler | undefined {
  const one = coordinateOf(logIntegrand, v, constants);
  const logTotal = one && totalOf(one, constants);
  const sampler = logTotal && drawnByItself(one.variable, sub(one.logIntegrand, logTotal));
  return sampler && one.lift({ logValue: logTotal, conditions: [], sampler }).sampler;
}

/** The mean of a function of a coordinate, as an integral over it. */
export const coordinateMean = ({ variable, logIntegrand, logTotal }: CoordinateLaw, f: Expr): Expr =>
  integral(variable, mul(f, exp(sub(logIntegrand, logTotal))));

/** −E[log q] over all coordinates. */
export const coordinateEntropy = (law: CoordinateLaw): Expr =>
  neg(law.total(coordinateMean(law, sub(law.logIntegrand, law.logTotal))));

/** ∂E[Σ f] by natural parameters: covariances of f with the statistics, each an integral of centred terms. */
export function coordinateSlopes(law: CoordinateLaw, naturals: readonly SymbolExpr[]): readonly Expr[] | undefined {
  const { logIntegrand, logTotal, summand, entryOf, tensor, total } = law;
  const centred = sub(summand, coordinateMean(law, summand));
  const slopes = naturals.map((natural) => {
    const number = entryOf(natural);
    if (!number) return undefined;
    const statistic = sub(derivative(logIntegrand, number), derivative(logTotal, number));
    const covariance = coordinateMean(law, mul(statistic, centred));
    return isScalar(natural) ? total(covariance) : tensor(covariance);
  });
  return slopes.every((s) => s !== undefined) ? slopes : undefined;
}
