// Angles, circular and hyperbolic: r cos u = c with r sin u = s, and their like with cosh and sinh, as equations for r and u.
import { add, div, elementwise, log, mul, neg, sqrt, sub } from '../../ir/build.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, one, zero } from '../../ir/expr.ts';
import type { Equality } from '../../ir/isolate.ts';
import { simplify } from '../../ir/simplify.ts';
import { contains } from '../../ir/visit.ts';

/** A pair of functions with c(a + b) = c(a) c(b) ± s(a) s(b) and s(a + b) = s(a) c(b) + c(a) s(b). */
interface Turning {
  readonly cosine: 'cos' | 'cosh';
  readonly sine: 'sin' | 'sinh';
  /** ±1. */
  readonly sign: (e: Expr) => Expr;
}

const turnings: readonly Turning[] = [
  { cosine: 'cos', sine: 'sin', sign: neg },
  { cosine: 'cosh', sine: 'sinh', sign: (e) => e },
];

/** The equations for a radius and an angle in place of those for its cosine and sine; all others as they are. */
export const throughAngles =
  (all: readonly Equality[]) =>
  (e: Equality): readonly Equality[] => {
    for (const turning of turnings) {
      const found = throughTurning(turning, all, e);
      if (found) return found;
    }
    return [throughQuotient(e)];
  };

/** tanh u = (tanh a ± tanh b)/(1 ± tanh a tanh b) as u = a ± b; any other equation as it is. */
function throughQuotient(e: Equality): Equality {
  const { left, right } = e;
  const [angle] = left.kind === 'apply' && left.fn === 'tanh' ? left.args : [];
  const sums = angle ? signedSums(anglesIn([right], (n) => n.kind === 'apply' && n.fn === 'tanh')) : [];
  const found = sums.find((s) => simplify(sub(quotientOf(s), right)) === zero);
  return angle && found ? { left: angle, right: add(...found) } : e;
}

/** The hyperbolic tangent of a sum by the addition theorem. */
const quotientOf = (angles: readonly Expr[]): Expr =>
  angles.reduce<Expr>((sum, a) => {
    const t = elementwise('tanh', a);
    return div(add(sum, t), add(one, mul(sum, t)));
  }, zero);

/** Undefined where the equation is no cosine or sine with a partner. */
function throughTurning(t: Turning, all: readonly Equality[], e: Equality): readonly Equality[] | undefined {
  const turn = turnIn(t, e.left);
  if (!turn) return undefined;
  const pairOf = (fn: Turning['cosine'] | Turning['sine']): Equality | undefined =>
    all.find((o) => o.left === mul(turn.radius, elementwise(fn, turn.angle)));
  const [cosine, sine] = [pairOf(t.cosine), pairOf(t.sine)];
  if (!cosine || !sine) return undefined;
  if (e !== cosine) return [];
  if (turn.radius === one) return [{ left: turn.angle, right: angleOf(t, cosine.right, sine.right) }];
  const square = sub(mul(cosine.right, cosine.right), t.sign(mul(sine.right, sine.right)));
  const length = simplify(sqrt(simplify(expand(square))));
  return [
    { left: turn.radius, right: length },
    { left: turn.angle, right: angleOf(t, div(cosine.right, length), div(sine.right, length)) },
  ];
}

const argumentOf = (e: Expr, t: Turning): Expr | undefined =>
  e.kind === 'apply' && (e.fn === t.cosine || e.fn === t.sine) ? e.args[0] : undefined;

/** r and u of r cos u or r sin u. */
function turnIn(t: Turning, e: Expr): { readonly radius: Expr; readonly angle: Expr } | undefined {
  const factors = e.kind === 'product' ? e.factors : [e];
  const [only, ...more] = factors.filter((f) => argumentOf(f, t));
  const angle = only && argumentOf(only, t);
  return angle && more.length === 0 ? { radius: mul(...factors.filter((f) => f !== only)), angle } : undefined;
}

/** The angle with a given cosine and sine: a sum of the angles that occur, where the addition theorem says so. */
function angleOf(t: Turning, cosine: Expr, sine: Expr): Expr {
  const sums = signedSums(anglesIn([cosine, sine], (n) => argumentOf(n, t) !== undefined));
  const found = sums.find((s) => {
    const sum = cosineAndSine(t, s);
    return isZero(sub(sum.cosine, cosine)) && isZero(sub(sum.sine, sine));
  });
  if (found) return add(...found);
  return t.cosine === 'cos' ? elementwise('atan2', sine, cosine) : log(add(cosine, sine));
}

/** The arguments of certain functions of one argument. */
function anglesIn(all: readonly Expr[], isMeant: (e: Expr) => boolean): readonly Expr[] {
  const angles = new Set<Expr>();
  for (const e of all)
    contains(e, (n) => {
      const [a] = n.kind === 'apply' && isMeant(n) ? n.args : [];
      if (a) angles.add(a);
      return false;
    });
  return [...angles];
}

/** Every choice of some of them, each with a sign. */
const signedSums = (angles: readonly Expr[]): readonly (readonly Expr[])[] =>
  angles.reduce<readonly (readonly Expr[])[]>((sofar, a) => sofar.flatMap((s) => [s, [...s, a], [...s, neg(a)]]), [[]]);

const isZero = (e: Expr): boolean => simplify(expand(e)) === zero;

/** Cosine and sine of a sum by the addition theorem. */
const cosineAndSine = (t: Turning, angles: readonly Expr[]): { readonly cosine: Expr; readonly sine: Expr } =>
  angles.reduce<{ cosine: Expr; sine: Expr }>(
    ({ cosine, sine }, a) => {
      const [c, s] = [elementwise(t.cosine, a), elementwise(t.sine, a)];
      return { cosine: add(mul(cosine, c), t.sign(mul(sine, s))), sine: add(mul(sine, c), mul(cosine, s)) };
    },
    { cosine: one, sine: zero },
  );
