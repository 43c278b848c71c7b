// Mean and covariance of functions that are at most quadratic in one normal matrix, with $E\,\varepsilon=M$ and the covariance
// $W\mapsto UWV$: $\mathrm{Cov}[f,g]=\langle\nabla f(M),U\nabla g(M)V\rangle+\frac12\mathrm{tr}(\nabla^2\!f\,\Sigma\,\nabla^2\!g\,\Sigma)$
// (Isserlis' theorem; Muirhead 1982, section 3.1). The second derivatives are sums of maps $W\mapsto AWB$ and $W\mapsto AW^\top B$.
import type { BaseLaw } from '../../../derivation/orbit-findings.ts';
import { add, fill, mul, neg, pow } from '../../../ir/build.ts';
import { gradient } from '../../../ir/differentiate.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, half, identity, isScalar, minusOne, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { isPositive, isPositiveDefinite } from '../../../ir/range.ts';
import { simplify } from '../../../ir/simplify.ts';
import { columnsOf, inner, inverse, matmul, rowsOf, trace, transpose } from '../../../ir/tensor.ts';
import { dependsOn, substitute } from '../../../ir/visit.ts';
import { pairUp } from '../group-maps.ts';
import type { LinearCumulants } from './generating.ts';

/** W ↦ scale · left W right, or left Wᵀ right. */
interface Sandwich {
  readonly scale: Expr;
  readonly left: Expr;
  readonly right: Expr;
  readonly turned: boolean;
}

/** The slope of a function that is at most quadratic. */
interface Slope {
  readonly linear: readonly Sandwich[];
  readonly constant: Expr;
}

/** Undefined where the base is no normal matrix, or the function is no sum of words quadratic in it. */
export function normalCumulants(
  f: Expr,
  linearIn: readonly SymbolExpr[],
  other: readonly SymbolExpr[],
  { sites, logDensity }: BaseLaw,
): LinearCumulants | undefined {
  const [site, ...more] = sites;
  if (!site || !logDensity || more.length > 0 || site.noise.domain.kind !== 'matrix') return undefined;
  const law = lawOf(logDensity, site.noise);
  const second = substitute(f, pairUp(linearIn, other));
  const [first, last] = [slopeOf(f, site.noise), slopeOf(second, site.noise)];
  if (!law || !first || !last) return undefined;
  const [here, there] = [f, second].map((e) => at(gradient(e, site.noise), site.noise, law.mean));
  const pairs = first.linear.flatMap((a) => last.linear.map((b) => traceOf(spread(after(a, spread(b, law)), law))));
  return {
    mean: simplify(
      add(at(f, site.noise, law.mean), mul(half, add(...first.linear.map((a) => traceOf(spread(a, law)))))),
    ),
    covariance: add(inner(here ?? zero, matmul(law.rows, there ?? zero, law.columns)), mul(half, add(...pairs))),
  };
}

/** The mean of a normal matrix, and U and V of its covariance. */
interface NormalLaw {
  readonly mean: Expr;
  readonly rows: Expr;
  readonly columns: Expr;
}

/** Read off the slope −P (ε − M) Q of the log-density. */
function lawOf(logDensity: Expr, noise: SymbolExpr): NormalLaw | undefined {
  const slope = slopeOf(logDensity, noise);
  const [word, ...more] = slope?.linear ?? [];
  if (!slope || !word || more.length > 0 || word.turned || !isPositive(neg(word.scale))) return undefined;
  if (![word.left, word.right].every(isPositiveDefinite)) return undefined;
  const rows = mul(pow(neg(word.scale), minusOne), inverse(word.left));
  const columns = inverse(word.right);
  return { rows, columns, mean: matmul(rows, slope.constant, columns) };
}

const at = (e: Expr, noise: SymbolExpr, value: Expr): Expr => simplify(substitute(e, new Map([[noise, value]])));

function slopeOf(f: Expr, noise: SymbolExpr): Slope | undefined {
  const whole = expand(simplify(gradient(f, noise)));
  const terms = whole.kind === 'sum' ? whole.terms : [whole];
  const moving = terms.filter((t) => dependsOn(t, [noise]));
  const linear = moving.map((t) => sandwichOf(t, noise));
  return linear.every((s) => s !== undefined)
    ? { linear, constant: add(fill(zero, noise.shape), ...terms.filter((t) => !moving.includes(t))) }
    : undefined;
}

/** A word that holds the matrix once, times a number; a column of weights that multiplies rows is a letter too. */
function sandwichOf(term: Expr, noise: SymbolExpr): Sandwich | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const [whole, ...more] = factors.filter((e) => !isScalar(e));
  const scale = mul(...factors.filter(isScalar));
  if (!whole || more.length > 0 || dependsOn(scale, [noise])) return undefined;
  const letters = whole.kind === 'apply' && whole.fn === 'matmul' ? whole.args : [whole];
  const place = letters.findIndex((l) => dependsOn(l, [noise]));
  const [middle, turned] = [letters[place], letters[place] === transpose(noise)];
  const [before, behind] = [letters.slice(0, place), letters.slice(place + 1)];
  if ((middle !== noise && !turned) || behind.some((l) => dependsOn(l, [noise]))) return undefined;
  return {
    scale,
    turned,
    left: matmul(identity(rowsOf(noise)), ...before),
    right: matmul(...behind, identity(columnsOf(noise))),
  };
}

/** Σ applied to what a map gives. */
const spread = ({ left, right, ...rest }: Sandwich, { rows, columns }: NormalLaw): Sandwich => ({
  ...rest,
  left: matmul(rows, left),
  right: matmul(right, columns),
});

/** One map after another: a transpose between them turns the inner one around. */
function after(a: Sandwich, b: Sandwich): Sandwich {
  const [left, right] = a.turned ? [transpose(b.right), transpose(b.left)] : [b.left, b.right];
  return {
    scale: mul(a.scale, b.scale),
    left: matmul(a.left, left),
    right: matmul(right, a.right),
    turned: a.turned !== b.turned,
  };
}

/** The trace of W ↦ A W B is tr A tr B, of W ↦ A Wᵀ B it is ⟨A, B⟩. */
const traceOf = ({ scale, left, right, turned }: Sandwich): Expr =>
  mul(scale, turned ? inner(left, right) : mul(trace(left), trace(right)));
