// An integrand that is the same after an n-th of a turn goes round n times as the angle does once: y = nφ is an angle too.
import { add, div, elementwise, mul, neg, splitCoefficient } from '../../ir/build.ts';
import { children, type Expr, half, one, rational, type SymbolExpr, symbol, two, zero } from '../../ir/expr.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import type { Problem, Substitution } from './form.ts';

/** cos(nφ + c), sin(nφ + c), or the square of one, which goes round twice as often. */
interface Wave {
  readonly times: bigint;
  readonly node: Expr;
  /** A square by its wave: cos²φ = (1 + cos 2φ)/2. */
  readonly opened: Expr;
}

/** φ = y/n on the circle, for the largest n of which all waves of the integrand are whole multiples. */
export function turnedAngle({ variable: x, items }: Problem): readonly Substitution[] {
  if (x.domain.kind !== 'circle') return [];
  const lists = items.map(({ atom }) => wavesIn(atom, x));
  const waves = lists.flatMap((list) => list ?? []);
  const n = waves.reduce((k, { times }) => divisor(k, times), 0n);
  if (n < 2n || lists.includes(undefined)) return [];
  const y = symbol(`${x.name}′`, x.domain);
  const value = div(y, rational(n));
  const also = new Map(waves.map(({ node, opened }) => [node, substitute(opened, new Map([[x, value]]))]));
  const title = `${n === 2n ? 'twice' : `${String(n)} times`} the angle as the new angle`;
  // Each n-th of the circle is an n-th as long, and there are n of them.
  return [{ title, variable: y, value, logJacobian: zero, copies: 1, also }];
}

const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisor(b, a % b));

/** The waves through which the angle enters; nothing where it enters in another way. */
function wavesIn(e: Expr, x: SymbolExpr): readonly Wave[] | undefined {
  if (!dependsOn(e, [x])) return [];
  const wave = waveOf(e, x);
  if (wave) return [wave];
  const inside = children(e).map((c) => wavesIn(c, x));
  return e === x || inside.includes(undefined) ? undefined : inside.flatMap((list) => list ?? []);
}

function waveOf(e: Expr, x: SymbolExpr): Wave | undefined {
  if (e.kind === 'power' && e.exponent === two) {
    const wave = waveOf(e.base, x);
    if (!wave || e.base.kind !== 'apply') return undefined;
    const [inside = x] = e.base.args;
    const double = elementwise('cos', mul(two, inside));
    const opened = mul(half, add(one, e.base.fn === 'cos' ? double : neg(double)));
    return { times: 2n * wave.times, node: e, opened };
  }
  const [inside] = e.kind === 'apply' && (e.fn === 'cos' || e.fn === 'sin') ? e.args : [];
  const times = inside && timesOf(inside, x);
  return times ? { times, node: e, opened: e } : undefined;
}

/** |n| of nφ + c with a whole n. */
function timesOf(e: Expr, x: SymbolExpr): bigint | undefined {
  const moving = (e.kind === 'sum' ? e.terms : [e]).filter((t) => dependsOn(t, [x]));
  const [term, ...more] = moving.map(splitCoefficient);
  if (!term || more.length > 0 || term.core !== x || term.coefficient.d !== 1n) return undefined;
  return term.coefficient.n < 0n ? -term.coefficient.n : term.coefficient.n;
}
