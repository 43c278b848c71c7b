// Why a term that mixes θ and ξ is no finite sum Σ a(ξ)·b(θ): something in it moves with ξ that in a finite sum stands still.
import { add, div, mul, neg, sqrt, square, sub } from '../../ir/build.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, one, rational, type SymbolExpr, two, zero } from '../../ir/expr.ts';
import { coefficientsIn } from '../../ir/polynomial.ts';
import { isPositive } from '../../ir/range.ts';
import { simplify } from '../../ir/simplify.ts';
import { dependsOn } from '../../ir/visit.ts';
import { textOf } from '../../notation/text.ts';

/** The proof in words, where one is known. */
export function reasonOf(mixed: Expr, v: SymbolExpr, parameters: readonly SymbolExpr[]): string | undefined {
  const both = (e: Expr): boolean => dependsOn(e, [v]) && dependsOn(e, parameters);
  const core = mixed.kind === 'product' ? mixed.factors.find(both) : mixed;
  if (!core || !both(core)) return undefined;
  if (core.kind === 'power' && !dependsOn(core.base, parameters) && dependsOn(core.exponent, parameters))
    return `powers of ${textOf(core.base)} with different exponents are linearly independent`;
  if (core.kind !== 'apply') return undefined;
  const [argument = zero, other = zero] = core.args;
  const moving = movingRoots(argument.kind === 'power' && core.fn === 'log' ? argument.base : argument, v, parameters);
  switch (core.fn) {
    case 'abs':
      return moving && `its kink at ${v.name} = ${moving} moves, and those of a finite sum stand still`;
    case 'sign':
    case 'max':
    case 'min':
      return movingCrossing(core.fn === 'sign' ? argument : sub(argument, other), v, parameters, core.fn);
    case 'log':
      return moving && `its branch points ${v.name} = ${moving} move, and those of a finite sum stand still`;
    case 'lgamma':
    case 'gamma':
      return (
        moving &&
        `its poles at ${v.name} = ${moving}, and at whole distances below, move, and those of a finite sum stand still`
      );
    case 'exp':
      return changesRate(argument, v, parameters)
        ? `exponentials of ${v.name} with different rates are linearly independent`
        : undefined;
    default:
      return undefined;
  }
}

/** Where a function that is linear in θ changes its sign, and with it a jump or a kink, at a place that depends on ξ. */
function movingCrossing(
  difference: Expr,
  v: SymbolExpr,
  parameters: readonly SymbolExpr[],
  fn: 'sign' | 'max' | 'min',
): string | undefined {
  if ((coefficientsIn(expand(difference), v) ?? []).length !== 2) return undefined;
  const moving = movingRoots(difference, v, parameters);
  return (
    moving &&
    `its ${fn === 'sign' ? 'jump' : 'kink'} at ${v.name} = ${moving} moves, and those of a finite sum stand still`
  );
}

/** Is the exponent a(ξ)·θ + b(ξ) with a rate a that moves? */
function changesRate(argument: Expr, v: SymbolExpr, parameters: readonly SymbolExpr[]): boolean {
  const [, rate = zero, ...more] = coefficientsIn(expand(argument), v) ?? [];
  return more.length === 0 && dependsOn(rate, parameters);
}

/** The zeros in θ of a polynomial of first or second degree, as text, when they depend on ξ. */
function movingRoots(argument: Expr, v: SymbolExpr, parameters: readonly SymbolExpr[]): string | undefined {
  const [c = zero, b = zero, a = zero, ...more] = coefficientsIn(expand(argument), v) ?? [];
  if (more.length > 0 || (a === zero && b === zero)) return undefined;
  const centre = simplify(neg(div(b === zero ? zero : b, a === zero ? one : mul(two, a))));
  if (a === zero) {
    const root = simplify(neg(div(c, b)));
    return dependsOn(root, parameters) ? textOf(root) : undefined;
  }
  const below = simplify(expand(add(mul(rational(4), a, c), neg(square(b)))));
  const apart = simplify(div(sqrt(below), mul(two, a)));
  if (!isPositive(below) || !(dependsOn(centre, parameters) || dependsOn(apart, parameters))) return undefined;
  return `${centre === zero ? '' : `${textOf(centre)} `}± ${apart === one ? 'i' : `i*${textOf(apart)}`}`;
}
