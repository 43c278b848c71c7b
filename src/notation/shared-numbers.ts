// Letters over one number stand over one bar, and those beside one step size in one bracket:
// P/2 + λ + 1/2 is read as λ + (P + 1)/2, and ρτP + ρτ as ρτ(P + 1).
import { add, mul, splitCoefficient } from '../ir/build.ts';
import { type Expr, isScalar, one, rational } from '../ir/expr.ts';
import { isStepSize } from './step-sizes.ts';

/** The terms, with letters and numbers over one denominator as one term where other terms stand beside them. */
export function overOneNumber(terms: readonly Expr[]): readonly Expr[] {
  const below = (t: Expr): bigint | undefined => {
    const { coefficient, core } = splitCoefficient(t);
    return coefficient.d !== 1n && isLetter(core) ? coefficient.d : undefined;
  };
  return grouped(terms, below).flatMap((group) => (group.length === terms.length ? group : [add(...group)]));
}

/** aρτ + bρτ → ρτ(a + b) for letters and numbers a and b. */
export function besideOneStep(terms: readonly Expr[]): readonly Expr[] {
  const steps = (t: Expr): Expr | undefined => {
    const found = mul(...factorsOf(t).filter(isStepSize));
    return found !== one && isLetter(splitCoefficient(withoutSteps(t)).core) ? found : undefined;
  };
  return grouped(terms, steps).map((group) => {
    const [first = one] = group;
    return group.length < 2 ? first : mul(steps(first) ?? one, add(...group.map(withoutSteps)));
  });
}

/** Terms of one key side by side, in the place of the first; those without a key alone. */
function grouped<K>(terms: readonly Expr[], keyOf: (t: Expr) => K | undefined): readonly (readonly Expr[])[] {
  const keys = terms.map(keyOf);
  return terms.flatMap((t, i) => {
    const key = keys[i];
    if (key === undefined) return [[t]];
    return keys.indexOf(key) === i ? [terms.filter((_, j) => keys[j] === key)] : [];
  });
}

const factorsOf = (t: Expr): readonly Expr[] => (t.kind === 'product' ? t.factors : [t]);

const withoutSteps = (t: Expr): Expr => mul(rational(1), ...factorsOf(t).filter((f) => !isStepSize(f)));

const isLetter = (e: Expr): boolean => e === one || (isScalar(e) && (e.kind === 'symbol' || e.kind === 'dimension'));
