// Cumulants of the statistics where $A(\lambda)=\log\int e^{B(x,\lambda)}dx$ is left open. The derivatives of B are the cumulants given
// x, so that the law of total cumulance leaves integrals over x alone, centred, in which no digits cancel:
// $\kappa_{ij}=E[\partial_{ij}B+d_id_j]$ and $\kappa_{ijk}=E[\partial_{ijk}B+d_i\partial_{jk}B+d_j\partial_{ik}B+d_k\partial_{ij}B+d_id_jd_k]$
// with $d_i=\partial_iB-\mu_i$ (Brillinger 1969). Of one variable alone B is linear, and $d_i=T_i-\mu_i$.
import type { Findings } from '../derivation/findings.ts';
import { required } from '../derivation/theorem.ts';
import { CompilerBug } from '../diagnostics.ts';
import { add, exp, mul, sub } from '../ir/build.ts';
import { directional, gradient } from '../ir/differentiate.ts';
import { type Expr, integral, isScalar, type SymbolExpr, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { inner } from '../ir/tensor.ts';
import { dependsOn } from '../ir/visit.ts';
import { type CoordinateLaw, coordinateLaw, coordinateMean, coordinateScore } from './coordinate-law.ts';
import { pairing } from './log-partition.ts';

/** The mean over the variable that is left, ∂ᵢⱼ… B, and dᵢ; of a vector told by one number that number's law, and dᵢ where entries move one by one. */
interface Marginal {
  readonly mean: (e: Expr) => Expr;
  readonly given: (...indices: readonly number[]) => Expr;
  readonly centred: readonly Expr[];
  readonly law?: CoordinateLaw;
}

function marginalOf(known: Findings): Marginal {
  const { blocks, model } = required(known, 'separation');
  const { open, ofNatural } = required(known, 'partition');
  if (!open) throw new CompilerBug('cumulants of an integral that is not open');
  const means = required(known, 'mean').ofNatural;
  const { variable } = open;
  if (!isScalar(variable)) return ofCoordinates(known);
  const density = exp(sub(open.logIntegrand, ofNatural));
  const alone = model.variables.length === 1;
  const given = (...indices: readonly number[]): Expr =>
    alone
      ? zero
      : slope(
          open.logIntegrand,
          indices.flatMap((i) => blocks[i]?.symbol ?? []),
        );
  return {
    mean: (e) => (dependsOn(e, [variable]) ? integral(variable, mul(e, density)) : e),
    given,
    centred: blocks.map((b, i) => sub(alone ? b.statistic : given(i), means[i] ?? zero)),
  };
}

/** Cumulants of a sum of independent terms are the sums of theirs. */
function ofCoordinates(known: Findings): Marginal {
  const { blocks, logBaseMeasure, model } = required(known, 'separation');
  const [v] = model.variables;
  const law = v && coordinateLaw(add(pairing(blocks), logBaseMeasure), zero, v, model.constants);
  if (!law) throw new CompilerBug('coordinates that are not independent under an open integral');
  const scores = blocks.map((b) => coordinateScore(law, b.symbol));
  const mean = (e: Expr): Expr => law.total(coordinateMean(law, e));
  return { mean, given: () => zero, centred: scores.every((s) => s !== undefined) ? scores : [], law };
}

const slope = (e: Expr, along: readonly SymbolExpr[]): Expr =>
  along.reduce<Expr>((f, s) => simplify(gradient(f, s)), e);

/** κᵢⱼ: the Hessian of A between numbers, or between the entries of vectors; undefined where both occur, or a matrix. */
export function openCovariances(known: Findings): readonly (readonly Expr[])[] | undefined {
  const { blocks } = required(known, 'separation');
  const marginal = marginalOf(known);
  const { law, mean } = marginal;
  const covariances = (of: (e: Expr) => Expr): readonly (readonly Expr[])[] =>
    blocks.map((_, i) => blocks.map((__, j) => of(covarianceTerm(marginal, i, j))));
  if (blocks.every((b) => isScalar(b.symbol))) return covariances(mean);
  const areFree = marginal.centred.length > 0 && blocks.every((b) => !isScalar(b.symbol));
  return law && areFree ? covariances((e) => coordinateMean(law, e)) : undefined;
}

const covarianceOf = (marginal: Marginal, i: number, j: number): Expr => marginal.mean(covarianceTerm(marginal, i, j));

/** The same expression on both sides of the diagonal. */
function covarianceTerm({ given, centred }: Marginal, row: number, column: number): Expr {
  const [i, j] = [Math.min(row, column), Math.max(row, column)];
  return add(given(i, j), mul(centred[i] ?? zero, centred[j] ?? zero));
}

/** κ as a bilinear form in two directions of λ, whose parts may be vectors and matrices; what the variable does not move stands before integrals. */
export function openCovarianceForm(known: Findings, left: readonly SymbolExpr[], right: readonly SymbolExpr[]): Expr {
  const { blocks } = required(known, 'separation');
  const { open } = required(known, 'partition');
  const marginal = marginalOf(known);
  const along = (e: Expr, i: number, t: SymbolExpr): Expr =>
    simplify(directional(e, new Map(blocks.slice(i, i + 1).map((b): [Expr, Expr] => [b.symbol, t]))));
  const slope = (i: number, t: SymbolExpr): Expr => simplify(inner(marginal.centred[i] ?? zero, t));
  const { law } = marginal;
  const pair = (u: SymbolExpr, i: number, v: SymbolExpr, j: number): Expr => {
    if (law && marginal.centred.length > 0)
      return law.total(mul(u, v, coordinateMean(law, covarianceTerm(marginal, i, j))));
    if (law) return marginal.mean(mul(along(law.logDensity, i, u), along(law.logDensity, j, v)));
    return isScalar(u) && isScalar(v)
      ? mul(u, v, covarianceOf(marginal, i, j))
      : marginal.mean(add(along(along(open?.logIntegrand ?? zero, i, u), j, v), mul(slope(i, u), slope(j, v))));
  };
  return add(...left.flatMap((u, i) => right.map((v, j) => pair(u, i, v, j))));
}

/** κᵢⱼₖ. */
export function openThirdCumulants(known: Findings): (i: number, j: number, k: number) => Expr {
  const { mean, given, centred } = marginalOf(known);
  const d = (n: number): Expr => centred[n] ?? zero;
  return (...indices) => {
    const [i = 0, j = 0, k = 0] = [...indices].sort((a, b) => a - b);
    const mixed = [mul(d(i), given(j, k)), mul(d(j), given(i, k)), mul(d(k), given(i, j))];
    return mean(add(given(i, j, k), ...mixed, mul(d(i), d(j), d(k))));
  };
}
