// An integral cut where its integrand is not smooth, each part with the distance from such a place as its variable, which
// keeps all digits there: ∫ f(x) dx = Σ ∫ f(c ± y) dy.
import { add, div, elementwise, mul, neg, sub } from './build.ts';
import { derivative, NotDifferentiable } from './differentiate.ts';
import { expand } from './expand.ts';
import { type Domain, type Expr, half, one, pi, rational, type SymbolExpr, symbol, zero } from './expr.ts';
import { insidesOf } from './insides.ts';
import { range } from './range.ts';
import { riseOf } from './rise.ts';
import { stableForm } from './stable.ts';
import { dependsOn, substitute, transform } from './visit.ts';

/** One part of an integral. */
export interface Part {
  readonly variable: SymbolExpr;
  readonly body: Expr;
}

/** A number known exactly, an end that may be infinite, and whether the integrand is not smooth there. */
interface Stop {
  readonly at: Expr | undefined;
  readonly value: number;
  readonly isRough: boolean;
  /** The sines and cosines that vanish there, by the distance y: each is a signed sin(slope · y). */
  readonly waves: readonly Wave[];
  /** At an end: what vanishes there and is no distance from it. */
  readonly vanishing: readonly Expr[];
}

interface Wave {
  readonly inside: Expr;
  readonly slope: Expr;
  readonly sign: 1 | -1;
}

/** A zero of a function; what the function is beside it where that is a sine. */
interface Zero {
  readonly at: Expr;
  readonly value: number;
  readonly waves: readonly Wave[];
}

type End = Pick<Stop, 'at' | 'value'>;

/** Places where the integrand is not smooth that are known exactly, in parts; undefined where there is none inside. */
export function partsBetweenCuts(variable: SymbolExpr, body: Expr): readonly Part[] | undefined {
  const ends = endsOf(variable);
  if (!ends || variable.shape.length > 0) return undefined;
  const insides = insidesOf(body, variable);
  const zeros = insides.flatMap((inside) => zerosOf(inside, variable, ends));
  const stopAt = ({ at, value }: End): Stop => {
    const here = zeros.filter((z) => isNear(z.value, value));
    const vanishing = ends.some((end) => end.at === at) ? insides.filter((e) => vanishesAt(e, variable, at)) : [];
    return {
      at,
      value,
      isRough: here.length > 0 || vanishing.length > 0,
      waves: here.flatMap((z) => z.waves),
      vanishing,
    };
  };
  const [lower, upper] = ends;
  const inner = zeros
    .filter(({ value }) => value > lower.value + tolerance && value < upper.value - tolerance)
    .filter((z, i, all) => all.findIndex((other) => isNear(z.value, other.value)) === i);
  const stops = [lower, ...inner.sort((p, q) => p.value - q.value), upper].map(stopAt);
  if (inner.length > most || (inner.length === 0 && stops.every((s) => s.vanishing.length === 0))) return undefined;
  return stops.slice(1).flatMap((to, i) => between(variable, body, stops[i] ?? to, to));
}

/** Cuts that are worth it. */
const most = 8;
/** Places closer than this are one. */
const tolerance = 1e-12;
const isNear = (x: number, y: number): boolean => x === y || Math.abs(x - y) < tolerance;

function endsOf({ domain }: SymbolExpr): readonly [End, End] | undefined {
  if (domain.kind === 'circle')
    return [
      { at: neg(pi), value: -Math.PI },
      { at: pi, value: Math.PI },
    ];
  if (domain.kind !== 'interval') return undefined;
  const stop = (e: Expr | undefined, none: number): End => ({ at: e, value: e ? numberOf(e) : none });
  const [lower, upper] = [stop(domain.lower, -Infinity), stop(domain.upper, Infinity)];
  return Number.isNaN(lower.value) || Number.isNaN(upper.value) ? undefined : [lower, upper];
}

/** Is it zero at an end, and more than the distance from it? */
function vanishesAt(e: Expr, x: SymbolExpr, end: Expr | undefined): boolean {
  return end !== undefined && !lineOf(e, x) && expand(substitute(e, new Map([[x, end]]))) === zero;
}

/** The value of an expression that is a number, and else none. */
function numberOf(e: Expr): number {
  const { lo, hi } = range(e);
  return hi - lo <= 1e-12 * Math.max(1, Math.abs(lo)) ? (lo + hi) / 2 : Number.NaN;
}

/** Zeros that are numbers: of affine functions, and of sines and cosines of them. */
function zerosOf(inside: Expr, x: SymbolExpr, [lower, upper]: readonly [End, End]): readonly Zero[] {
  const wave = inside.kind === 'apply' && (inside.fn === 'sin' || inside.fn === 'cos') ? inside : undefined;
  const line = lineOf(wave?.args[0] ?? inside, x);
  if (!line) return [];
  const { slope, offset } = line;
  return (wave ? turns : [0])
    .map((turn): Zero => {
      const level = wave ? mul(add(rational(turn), wave.fn === 'cos' ? half : zero), pi) : zero;
      const at = expand(div(sub(level, offset), slope));
      const sign = (turn % 2 === 0) === (wave?.fn === 'sin') ? 1 : -1;
      return { at, value: numberOf(at), waves: wave ? [{ inside, slope, sign }] : [] };
    })
    .filter(({ value }) => value >= lower.value - tolerance && value <= upper.value + tolerance);
}

/** Half turns at which sines, and half of one on cosines, vanish, as many as may matter: sin(nπ + z) = (−1)ⁿ sin z. */
const turns: readonly number[] = Array.from({ length: 2 * most + 1 }, (_, i) => i - most);

function lineOf(e: Expr, x: SymbolExpr): { readonly slope: Expr; readonly offset: Expr } | undefined {
  try {
    const slope = derivative(e, x);
    const offset = expand(sub(e, mul(slope, x)));
    return slope === zero || dependsOn(slope, [x]) || dependsOn(offset, [x]) ? undefined : { slope, offset };
  } catch (problem) {
    if (problem instanceof NotDifferentiable) return undefined;
    throw problem;
  }
}

/** A node by what is known beside a place; a logarithm by what it is of. */
function near(node: Expr, known: ReadonlyMap<Expr, Expr>): Expr {
  const told = known.get(node);
  if (told || node.kind !== 'apply' || node.fn !== 'log1p') return told ?? node;
  const inside = known.get(add(one, ...node.args));
  return inside ? elementwise('log', inside) : node;
}

/** From each end that is not smooth up to the other, or up to the middle where both are not. */
function between(x: SymbolExpr, body: Expr, from: Stop, to: Stop): readonly Part[] {
  const length = from.at && to.at ? sub(to.at, from.at) : undefined;
  const part = (stop: Stop, end: Expr, direction: 1 | -1, upper: Expr | undefined): Part => {
    const domain: Domain = { kind: 'interval', lower: zero, ...(upper ? { upper } : {}) };
    const variable = symbol(`${x.name}′`, domain);
    const distance = mul(rational(direction), variable);
    const waves = new Map<Expr, Expr>(
      stop.waves.map(({ inside, slope, sign }) => [
        inside,
        mul(rational(sign), elementwise('sin', mul(slope, distance))),
      ]),
    );
    for (const inside of stop.vanishing) {
      const rise = riseOf(inside, x, end, distance);
      if (rise && !waves.has(inside)) waves.set(inside, rise);
    }
    // The variable of an integral inside may be the same symbol: waves in it stay.
    const beside = transform(body, (node) => near(node, waves));
    return { variable, body: stableForm(substitute(beside, new Map([[x, add(end, distance)]]))) };
  };
  const whole = from.at && to.at && length && from.isRough && to.isRough ? mul(half, length) : length;
  const below = from.at && (from.isRough || !to.at) ? [part(from, from.at, 1, whole)] : [];
  const above = to.at && (to.isRough || !from.at) ? [part(to, to.at, -1, whole)] : [];
  return [...below, ...above];
}
