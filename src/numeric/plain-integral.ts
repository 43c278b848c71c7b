// The total of a density by plain panels: a second opinion on quadrature that cuts at kinks and reads values beside zeros.
// It knows the density by its values alone, so that it is right wherever it says it is, and says so where it is not.
import { type DensityAt, halve, kronrodRule, type PanelRule, refinePanels } from './adaptive-panels.ts';
import { lineOnto } from './quadrature.ts';

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

/**
 * ∫ density over (lower, upper), the ends possibly infinite; `near` are places where mass may lie. Mass so near a finite
 * end that x rounds to it cannot be seen: what lies just before it is the doubt.
 */
export function plainTotal(
  density: (x: number) => number,
  [lower, upper]: readonly [number, number],
  near: readonly number[],
): PlainTotal {
  const place = lineOnto(lower, upper);
  const rule = doubting((s) => {
    const { x, fromLower, fromUpper, slope } = place(Math.PI * Math.sinh(s));
    const value = density(x) * slope * Math.PI * Math.cosh(s);
    const isRounded = fromLower < lost * Math.abs(lower) || fromUpper < lost * Math.abs(upper);
    return { point: isRounded, density: Number.isFinite(value) ? value : 0 };
  });
  const grid = Array.from({ length: panels + 1 }, (_, i) => reach * ((2 * i) / panels - 1));
  const seeds = near.map((x) => Math.asinh(onLine(x, lower, upper) / Math.PI)).filter((s) => Math.abs(s) < reach);
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

/** The place of the line that `lineOnto` sends to x. */
function onLine(x: number, lower: number, upper: number): number {
  const [isBelow, isAbove] = [Number.isFinite(lower), Number.isFinite(upper)];
  if (isBelow && isAbove) return Math.log((x - lower) / (upper - x));
  if (isBelow) return Math.log(x - lower);
  return isAbove ? Math.log(upper - x) : Math.asinh(x);
}
