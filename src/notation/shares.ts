// A chance after a step is a share of a whole: x/(1 + x) with x = a/b is read a/(a + b), and (v, 1) over a sum is read w/Σw.
import { add, exp, mul, pow } from '../ir/build.ts';
import { expand } from '../ir/expand.ts';
import { type ApplyExpr, type Expr, isScalar, minusOne, one, type PowerExpr, type ProductExpr } from '../ir/expr.ts';
import { last, total } from '../ir/tensor.ts';
import { contains, substitute } from '../ir/visit.ts';
import { arrangedTerms } from './arrange.ts';
import { completedSums } from './completed-sums.ts';
import { distributed } from './step-sizes.ts';

/** The product as it is read: a share where it is one, the old value with one weight where steps are mixed in. */
export const readProduct = (e: ProductExpr): Expr => shareOfTwo(e) ?? shareOfMany(e) ?? opened(e);

/** The product multiplied out, where that is read as several terms: one that gathers them again is read as it stands. */
function opened(e: ProductExpr): Expr {
  const sum = distributed(e);
  return sum.kind === 'sum' && arrangedTerms(sum).length < 2 ? e : sum;
}

/** a b⁻¹ (1 + a b⁻¹)⁻¹ → a (a + b)⁻¹. */
function shareOfTwo(e: ProductExpr): Expr | undefined {
  const under = e.factors.find(isUnderSum);
  if (under?.base.kind !== 'sum' || !isScalar(e) || !under.base.terms.includes(one)) return undefined;
  const odds = add(...under.base.terms.filter((t) => t !== one));
  const others = e.factors.filter((f) => f !== under);
  if (mul(...others) !== odds) return undefined;
  const below = others.filter(isBelow);
  if (below.length === 0) return undefined;
  const upper = mul(...others.filter((f) => !isBelow(f)));
  return mul(upper, pow(add(upper, mul(...below.map((f) => pow(f, minusOne)))), minusOne));
}

const isUnderSum = (f: Expr): f is PowerExpr => f.kind === 'power' && f.base.kind === 'sum' && f.exponent === minusOne;

/** A power whose exponent is negative where the step is none: p^(ρτ − 1). */
const isBelow = (f: Expr): f is PowerExpr =>
  f.kind === 'power' &&
  f.exponent.kind === 'sum' &&
  f.exponent.terms.some((t) => t.kind === 'rational' && t.value.n < 0n);

/** (v, s) c/Σ → w/Σw, where s is the entry that v lacks; what multiplies every entry cancels. */
function shareOfMany(e: ProductExpr): Expr | undefined {
  const appended = e.factors.find((f): f is ApplyExpr => f.kind === 'apply' && f.fn === 'append');
  const under = e.factors.filter((f) => f !== appended);
  const whole = appended && completed(appended);
  if (!whole || under.length === 0) return undefined;
  const sum = pow(mul(...under), minusOne);
  if (completedSum(sum) !== total(whole)) return undefined;
  const weights = freed(whole);
  return mul(weights, pow(total(weights), minusOne));
}

/** A sum in which the last entry joins the others. */
function completedSum(sum: Expr): Expr {
  const opened = sum.kind === 'sum' ? sum.terms : [sum];
  return add(...completedSums(opened));
}

/** (f(x₁ … x_{K−1}), f(x_K)) → f(x). */
function completed({ args: [v, s] }: ApplyExpr): Expr | undefined {
  if (!v || !s) return undefined;
  const heads: ApplyExpr[] = [];
  contains(v, (n) => {
    if (n.kind === 'apply' && n.fn === 'head') heads.push(n);
    return false;
  });
  if (heads.length === 0) return undefined;
  const from = (f: (whole: Expr) => Expr): Expr =>
    substitute(v, new Map(heads.map((h): [Expr, Expr] => [h, f(h.args[0] ?? h)])));
  return from(last) === s ? from((whole) => whole) : undefined;
}

/** The vector without the numbers that multiply all its entries. */
const freed = (v: Expr): Expr =>
  mul(...(v.kind === 'product' ? v.factors : [v]).filter((f) => !isScalar(f)).map(withoutShift));

/** exp(c + v) → exp v. */
function withoutShift(f: Expr): Expr {
  const [exponent] = f.kind === 'apply' && f.fn === 'exp' ? f.args : [];
  const opened = exponent && expand(exponent);
  return opened?.kind === 'sum' ? exp(add(...opened.terms.filter((t) => !isScalar(t)))) : f;
}
