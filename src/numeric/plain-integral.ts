// The total of a density by plain panels: a second opinion on quadrature that cuts at kinks and reads values beside zeros.
// It knows the density by its values alone, so that it is right wherever it says it is, and says so where it is not.
import { type DensityAt, halve, kronrodRule, type PanelRule, refinePanels } from './adaptive-panels.ts';

/** A total, and how far off it may be. */
export interface PlainTotal {
  readonly value: number;
  readonly doubt: number;
}

/** Evaluations that are worth a second opinion. */
const limit = 6000;
/** A bend between the end of a panel and its first node can hide that share. */
const corner = 1e-7;
/** Panels over all scales, before any is halved. */
const panels = 28;
/** exp(−π sinh 5.6) is near the end of the doubles. */
const reach = 5.6;

/** An interval as the image of a line on which its ends are far away: x and dx/ds, and s of an x. */
interface Line {
  readonly at: (s: number) => { readonly x: number; readonly slope: number; readonly rounded: boolean };
  readonly of: (x: number) => number;
}

/**
 * ∫ density over (lower, upper), the ends possibly infinite; `near` are places where mass may lie. Mass so near a finite
 * end that x rounds to it cannot be seen: what lies just before it is the doubt.
 */
export function plainTotal(
  density: (x: number) => number,
  [lower, upper]: readonly [number, number],
  near: readonly number[],
): PlainTotal {
  const line = lineOf(lower, upper);
  const rule = doubting((s) => {
    const { x, slope, rounded } = line.at(s);
    const value = density(x) * slope;
    return { point: rounded, density: Number.isFinite(value) ? value : 0 };
  });
  const grid = Array.from({ length: panels + 1 }, (_, i) => reach * ((2 * i) / panels - 1));
  const seeds = near.map(line.of).filter((s) => Math.abs(s) < reach);
  const breaks = [...new Set([...grid, ...seeds])].sort((a, b) => a - b);
  const found = refinePanels(breaks, rule, halve, { tolerance: 1e-11, tailTolerance: 1, noise: 1e-15, limit });
  const hidden = found.panels.reduce((sum, { samples }) => {
    return samples.reduce((most, { point, mass }) => most + (point ? Math.abs(mass) : 0), sum);
  }, 0);
  return { value: found.value, doubt: Math.max(corner * found.value, 10 * found.error + 30 * hidden) };
}

/**
 * The error of a panel as all that its two rules differ by: at a kink the usual power of it promises too much. Where both
 * see less than what an end tells to lie before the first node, that counts too.
 */
function doubting(densityAt: DensityAt<boolean>): PanelRule<boolean> {
  const rule = kronrodRule(densityAt);
  return (lower, upper) => {
    const panel = rule(lower, upper);
    const before = Math.max(densityAt(lower).density, densityAt(upper).density) * (upper - lower) * beforeFirst;
    const apart = panel.samples.reduce((sum, { mass, coarse = 0 }) => sum + mass - coarse, 0);
    return { ...panel, error: Math.abs(apart) + (panel.value < before ? before : 0) };
  };
}

/** The share of a panel that lies before its first node. */
const beforeFirst = 0.0022;

/** Nearer to an end than this, beside its size, a double keeps few digits of the distance. */
const lost = 1e-13;

function lineOf(lower: number, upper: number): Line {
  const isRounded = (x: number): boolean =>
    [lower, upper].some((end) => Number.isFinite(end) && end !== 0 && Math.abs(x - end) < lost * Math.abs(end));
  const sinh = (s: number): { readonly t: number; readonly dt: number } => ({
    t: Math.PI * Math.sinh(s),
    dt: Math.PI * Math.cosh(s),
  });
  const inner = chart(lower, upper);
  return {
    at: (s) => {
      const { t, dt } = sinh(s);
      const { x, slope } = inner.at(t);
      return { x, slope: slope * dt, rounded: isRounded(x) };
    },
    of: (x) => Math.asinh(inner.of(x) / Math.PI),
  };
}

/** The real line onto the interval, by the logistic function, the exponential or sinh. */
function chart(
  lower: number,
  upper: number,
): { readonly at: (t: number) => { readonly x: number; readonly slope: number }; readonly of: (x: number) => number } {
  const [isBelow, isAbove] = [Number.isFinite(lower), Number.isFinite(upper)];
  if (isBelow && isAbove)
    return {
      at: (t) => {
        const share = 1 / (1 + Math.exp(-Math.abs(t)));
        const rest = Math.exp(-Math.abs(t)) * share;
        const width = upper - lower;
        return { x: t < 0 ? lower + width * rest : upper - width * rest, slope: width * share * rest };
      },
      of: (x) => Math.log((x - lower) / (upper - x)),
    };
  if (isBelow) return { at: (t) => ({ x: lower + Math.exp(t), slope: Math.exp(t) }), of: (x) => Math.log(x - lower) };
  if (isAbove) return { at: (t) => ({ x: upper - Math.exp(t), slope: Math.exp(t) }), of: (x) => Math.log(upper - x) };
  return { at: (t) => ({ x: Math.sinh(t), slope: Math.cosh(t) }), of: Math.asinh };
}
