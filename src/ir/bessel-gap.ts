// log I₀(u) − log I₀(c) − R(c)(u − c) as one function, for R = I₁/I₀ the slope of log I₀: in entropies and divergences
// the terms of first order cancel by symbols, and what remains is of second order.
import { add, elementwise, mul, neg, pow, sub } from './build.ts';
import { expand } from './expand.ts';
import { type ApplyExpr, type Expr, half, minusOne, one, two, zero } from './expr.ts';
import { besselGapOf } from './stirling.ts';

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);
const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);
const isBessel = (e: Expr | undefined, order: Expr): e is ApplyExpr =>
  e?.kind === 'apply' && e.fn === 'besselI' && e.args[0] === order;

/** factor·log I₀(argument), or factor·R(argument). */
interface Part {
  readonly term: Expr;
  readonly factor: Expr;
  readonly argument: Expr;
}

/** The sum with pairs of log I₀, or one log I₀ and its slope, as gaps; else as it is. */
export function besselGaps(e: Expr): Expr {
  const terms = termsOf(e);
  const logarithms = terms.flatMap(logarithmIn);
  const ratios = terms.flatMap(ratioIn);
  const centre = logarithms.find((l) => ratios.some((r) => r.argument === l.argument));
  if (!centre) return e;
  const partner = logarithms.find((l) => l !== centre && l.factor === neg(centre.factor));
  if (logarithms.length !== (partner ? 2 : 1)) return e;
  const slopes = ratios.filter((r) => r.argument === centre.argument);
  const used = [...slopes, centre, ...(partner ? [partner] : [])].map((part) => part.term);
  const rest = terms.filter((t) => !used.includes(t));
  // f·(log I₀(u) − log I₀(c)) = f·gap(u, c) + R(c)·f·(u − c), where c·R(c) cancels; u is 0 where there is no partner.
  const [u, f] = [partner?.argument ?? zero, neg(centre.factor)];
  const first = mul(f, sub(u, centre.argument));
  const along = joinedSigns(expand(add(first, ...slopes.map((r) => r.factor))));
  if (termsOf(along).some((t) => t === neg(mul(f, centre.argument)))) return e;
  const ratio = mul(pow(bessel(zero, centre.argument), minusOne), bessel(one, centre.argument));
  return add(...rest, mul(f, besselGapOf(u, centre.argument)), mul(ratio, versines(along)));
}

const bessel = (order: Expr, x: Expr): Expr => elementwise('besselI', order, x);

function logarithmIn(term: Expr): readonly Part[] {
  const found = factorsOf(term).find((f) => f.kind === 'apply' && f.fn === 'log' && isBessel(f.args[0], zero));
  const inner = found?.kind === 'apply' ? found.args[0] : undefined;
  const argument = inner?.kind === 'apply' ? inner.args[1] : undefined;
  return found && argument ? [{ term, factor: mul(...factorsOf(term).filter((f) => f !== found)), argument }] : [];
}

function ratioIn(term: Expr): readonly Part[] {
  const factors = factorsOf(term);
  const above = factors.find((f) => isBessel(f, one));
  const argument = above?.kind === 'apply' ? above.args[1] : undefined;
  const below = factors.find(
    (f) => f.kind === 'power' && f.exponent === minusOne && isBessel(f.base, zero) && f.base.args[1] === argument,
  );
  if (!above || !below || !argument) return [];
  return [{ term, factor: mul(...factors.filter((f) => f !== above && f !== below)), argument }];
}

/** x·sign x as |x|. */
function joinedSigns(e: Expr): Expr {
  return add(
    ...termsOf(e).map((t) => {
      const factors = factorsOf(t);
      const sign = factors.find((f) => f.kind === 'apply' && f.fn === 'sign' && factors.includes(f.args[0] ?? zero));
      const x = sign?.kind === 'apply' ? sign.args[0] : undefined;
      return x ? mul(elementwise('abs', x), ...factors.filter((f) => f !== sign && f !== x)) : t;
    }),
  );
}

/** a − a·cos d as 2a·sin²(d/2). */
function versines(e: Expr): Expr {
  const terms = termsOf(e);
  for (const t of terms) {
    const cosine = factorsOf(t).find((f) => f.kind === 'apply' && f.fn === 'cos');
    const angle = cosine?.kind === 'apply' ? cosine.args[0] : undefined;
    const whole = neg(mul(...factorsOf(t).filter((f) => f !== cosine)));
    if (!angle || !terms.includes(whole)) continue;
    const squared = pow(elementwise('sin', mul(half, angle)), two);
    return add(...terms.filter((s) => s !== t && s !== whole), mul(two, whole, squared));
  }
  return e;
}
