// Bessel functions measured in units of I₀: what the unit leaves is bounded, and where the units cancel nothing overflows.
import { add, applyNode, elementwise, exp, log, mul, pow } from './build.ts';
import { type Expr, one, rational, zero } from './expr.ts';
import { isNonNegative } from './range.ts';
import { addRatio, mulRatio, type Ratio, ratioOne, ratioZero } from './rational.ts';
import { contains, mapChildren } from './visit.ts';

/** e = scaled · Π I₀(x)^unit(x). */
interface Measured {
  readonly scaled: Expr;
  readonly units: ReadonlyMap<Expr, Ratio>;
}

const isBessel = (e: Expr): boolean => e.kind === 'apply' && e.fn === 'besselI';
const scaledBessel = (order: Expr, x: Expr): Expr => applyNode('besselIe', [order, x], x.shape);
const size = (x: Expr): Expr => (isNonNegative(x) ? x : elementwise('abs', x));
const without: ReadonlyMap<Expr, Ratio> = new Map();

/** Every I_ν(x) as e^{−|x|} I_ν(x), with as few powers of e^{|x|} as the expression allows. */
export function scaleBessel(e: Expr): Expr {
  return contains(e, isBessel) ? whole(measure(e, new Map())) : e;
}

function measure(e: Expr, done: Map<Expr, Measured>): Measured {
  const known = done.get(e);
  if (known) return known;
  const found = contains(e, isBessel) ? measureNode(e, (part) => measure(part, done)) : { scaled: e, units: without };
  done.set(e, found);
  return found;
}

function measureNode(e: Expr, go: (e: Expr) => Measured): Measured {
  if (e.kind === 'sum') return measureSum(e.terms.map(go));
  if (e.kind === 'product') {
    const parts = e.factors.map(go);
    return { scaled: mul(...parts.map((p) => p.scaled)), units: joined(parts) };
  }
  if (e.kind === 'power' && e.exponent.kind === 'rational') {
    const { value } = e.exponent;
    const { scaled, units } = go(e.base);
    return { scaled: pow(scaled, e.exponent), units: new Map([...units].map(([x, k]) => [x, mulRatio(k, value)])) };
  }
  if (e.kind === 'apply' && e.fn === 'besselI') return measureBessel(e.args[0] ?? zero, e.args[1] ?? zero);
  if (e.kind === 'apply' && e.fn === 'log' && e.args[0]) return measureLog(go(e.args[0]));
  return { scaled: mapChildren(e, (part) => whole(go(part))), units: without };
}

/** I_ν = (I_ν/I₀) · I₀. */
function measureBessel(order: Expr, x: Expr): Measured {
  const scaled = order === zero ? one : mul(scaledBessel(order, x), pow(scaledBessel(zero, x), rational(-1)));
  return { scaled, units: new Map([[x, ratioOne]]) };
}

/** log of I₀ᵏ·y = k|x| + log of the scaled functions. */
function measureLog(argument: Measured): Measured {
  const lengths = [...argument.units].map(([x, k]) => mul(rational(k), size(x)));
  return { scaled: add(...lengths, log(scaledWhole(argument))), units: without };
}

/** A sum of equal units keeps them outside; else each term takes its own back. */
function measureSum(parts: readonly Measured[]): Measured {
  const [first] = parts;
  const alike = first && parts.every(({ units }) => sameUnits(units, first.units));
  if (alike) return { scaled: add(...parts.map((p) => p.scaled)), units: first.units };
  return { scaled: add(...parts.map(whole)), units: without };
}

const sameUnits = (a: Measured['units'], b: Measured['units']): boolean =>
  a.size === b.size && [...a].every(([x, k]) => b.get(x)?.n === k.n && b.get(x)?.d === k.d);

function joined(parts: readonly Measured[]): Measured['units'] {
  const units = new Map<Expr, Ratio>();
  for (const part of parts) for (const [x, k] of part.units) units.set(x, addRatio(units.get(x) ?? ratioZero, k));
  return new Map([...units].filter(([, k]) => k.n !== 0n));
}

/** The scaled functions that belong to the units, without their exponentials. */
const scaledWhole = ({ scaled, units }: Measured): Expr =>
  mul(scaled, ...[...units].map(([x, k]) => pow(scaledBessel(zero, x), rational(k))));

const whole = (m: Measured): Expr =>
  mul(scaledWhole(m), ...[...m.units].map(([x, k]) => exp(mul(rational(k), size(x)))));
