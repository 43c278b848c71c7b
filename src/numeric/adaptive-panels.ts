// Global adaptive refinement: of all panels, split the one with the largest error, until the sum is right.
// One engine for integrals (Gauss–Kronrod panels) and for long sums (blocks of a lattice).

/** A place where the density was evaluated and the mass it carries there (its quadrature weight included). */
export interface Sample<P> {
  readonly point: P;
  readonly mass: number;
  /** The mass by the coarser rule of the pair, where the panel has one on the same places. */
  readonly coarse?: number;
}

/** What a rule says of one panel. */
export interface Panel<P> {
  readonly lower: number;
  readonly upper: number;
  readonly value: number;
  readonly error: number;
  readonly evaluations: number;
  readonly samples: readonly Sample<P>[];
}

/** A rule that integrates, or sums, over one panel. */
export type PanelRule<P> = (lower: number, upper: number) => Panel<P>;

/** The goal of a refinement and its price. */
export interface RefinementGoal {
  /** Error of the sum, relative to the sum. */
  readonly tolerance: number;
  /** Error of each panel relative to itself, so that tails carry moments well too. */
  readonly tailTolerance: number;
  /** The relative rounding error of single evaluations: no refinement goes below it. */
  readonly noise: number;
  /** The largest number of evaluations. */
  readonly limit: number;
  /**
   * How many times as wide as its neighbour a panel may be. What bends within the width of the narrow one can lie between the
   * end of the wide one and its first node, where neither rule of a pair sees it.
   */
  readonly grading?: number;
}

/** Where to split a panel; undefined where it cannot be split. */
export type Divide = (lower: number, upper: number) => number | undefined;

/** The panels after refinement, with their sum, the estimate of its error and the evaluations spent. */
export interface Refinement<P> {
  readonly panels: readonly Panel<P>[];
  readonly value: number;
  readonly error: number;
  readonly evaluations: number;
}

/** Sums many numbers with the rounding errors made good (Neumaier). */
export function compensatedSum(values: Iterable<number>): number {
  let sum = 0;
  let rest = 0;
  for (const value of values) {
    const next = sum + value;
    rest += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + rest : sum;
}

/** Refines until the goal is met, the budget is spent or nothing can be split. */
export function refinePanels<P>(
  breaks: readonly number[],
  rule: PanelRule<P>,
  divide: Divide,
  goal: RefinementGoal,
): Refinement<P> {
  const panels: Panel<P>[] = [];
  breaks.forEach((upper, i) => {
    const lower = breaks[i - 1];
    if (lower !== undefined && lower < upper) panels.push(rule(lower, upper));
  });
  let evaluations = total(panels, 'evaluations');
  while (evaluations < goal.limit) {
    const worst = worstPanel(panels, divide, goal);
    if (worst === undefined) break;
    const parts = [rule(worst.lower, worst.middle), rule(worst.middle, worst.upper)];
    panels.splice(worst.index, 1, ...parts);
    evaluations += total(parts, 'evaluations');
  }
  const value = total(panels, 'value');
  return { panels, value, error: total(panels, 'error') + goal.noise * value, evaluations };
}

function total<P>(panels: readonly Panel<P>[], key: 'value' | 'error' | 'evaluations'): number {
  return compensatedSum(panels.map((panel) => panel[key]));
}

interface Worst {
  readonly lower: number;
  readonly middle: number;
  readonly upper: number;
  readonly index: number;
}

// Tails below this carry no moment that anybody asks for.
const negligible = 1e-35;

// The panel that is furthest beyond its allowance. What noise makes of an error no split can mend.
function worstPanel<P>(panels: readonly Panel<P>[], divide: Divide, goal: RefinementGoal): Worst | undefined {
  const value = total(panels, 'value');
  const floor = Math.max(1e-15, 3 * goal.noise, (400 * goal.noise) ** 1.5);
  const allowed = Math.max(goal.tolerance, floor) * value;
  const isRight = total(panels, 'error') <= allowed;
  let worst: Worst | undefined;
  let excess = 1;
  panels.forEach(({ lower, upper, value: part, error }, index) => {
    const carries = part > negligible * value;
    const own = carries ? error / (goal.tailTolerance * part) : 0;
    const isSettled = error <= floor * part || error < 1e-300;
    const steepness = carries ? steepnessOf(panels, index) / (goal.grading ?? Number.POSITIVE_INFINITY) : 0;
    const urgency = Math.max(isSettled ? 0 : Math.max(own, isRight ? 0 : (error / allowed) * panels.length), steepness);
    if (!(urgency > excess)) return;
    const middle = divide(lower, upper);
    if (middle === undefined) return;
    worst = { lower, middle, upper, index };
    excess = urgency;
  });
  return worst;
}

/** A panel's width beside that of its narrower neighbour. */
function steepnessOf(panels: readonly Panel<unknown>[], index: number): number {
  const width = (panel: Panel<unknown> | undefined): number =>
    panel ? panel.upper - panel.lower : Number.POSITIVE_INFINITY;
  return width(panels[index]) / Math.min(width(panels[index - 1]), width(panels[index + 1]));
}

/** Halves an interval of the real line. */
export function halve(lower: number, upper: number): number | undefined {
  const middle = lower + (upper - lower) / 2;
  return middle > lower && middle < upper ? middle : undefined;
}

/** Gauss–Kronrod, 10 and 21 points: node, Kronrod weight, Gauss weight (for the nonnegative half). */
const kronrod: readonly (readonly [number, number, number])[] = [
  [0.0, 0.1494455540029169, 0.0],
  [0.14887433898163122, 0.14773910490133849, 0.29552422471475287],
  [0.2943928627014602, 0.14277593857706009, 0.0],
  [0.4333953941292472, 0.13470921731147334, 0.26926671930999635],
  [0.5627571346686047, 0.12349197626206584, 0.0],
  [0.6794095682990244, 0.10938715880229764, 0.21908636251598204],
  [0.7808177265864169, 0.0931254545836976, 0.0],
  [0.8650633666889845, 0.07503967481091996, 0.1494513491505806],
  [0.9301574913557082, 0.054755896574351995, 0.0],
  [0.9739065285171717, 0.032558162307964725, 0.06667134430868814],
  [0.9956571630258081, 0.011694638867371874, 0.0],
];

/** The nodes from the middle outward, left before right. */
const kronrodNodes = kronrod.flatMap(([node, weight, gaussWeight]) =>
  (node === 0 ? [0] : [-node, node]).map((signed) => ({ node: signed, weight, gaussWeight })),
);

/** How many nodes a panel has. */
export const nodesOfPanel: number = kronrodNodes.length;

// Lagrange's polynomials of the nodes at 1.
const towardsUpper = kronrodNodes.map(({ node: own }) =>
  kronrodNodes.reduce((product, { node }) => (node === own ? product : (product * (1 - node)) / (own - node)), 1),
);
/** The mirror image of each node stands beside it. */
const mirrored = (i: number): number => (i === 0 ? 0 : i % 2 === 0 ? i - 1 : i + 1);

/** What the polynomial through the values at all nodes of a panel says of its lower and its upper end. */
export function atEnds(values: readonly number[]): readonly [number, number] {
  const upper = compensatedSum(values.map((x, i) => x * (towardsUpper[i] ?? 0)));
  const lower = compensatedSum(values.map((x, i) => x * (towardsUpper[mirrored(i)] ?? 0)));
  return [lower, upper];
}

/** The density at an offset: a point to remember and the value there. */
export type DensityAt<P> = (offset: number) => { readonly point: P; readonly density: number };

/** The Gauss–Kronrod rule for a density. */
export function kronrodRule<P>(densityAt: DensityAt<P>): PanelRule<P> {
  return (lower, upper) => {
    const half = (upper - lower) / 2;
    const middle = lower + half;
    const samples: Sample<P>[] = [];
    const densities: number[] = [];
    let value = 0;
    let gauss = 0;
    for (const { node, weight, gaussWeight } of kronrodNodes) {
      const { point, density } = densityAt(middle + half * node);
      samples.push({ point, mass: density * weight * half, coarse: density * gaussWeight * half });
      densities.push(density);
      value += density * weight;
      gauss += density * gaussWeight;
    }
    let spread = 0;
    kronrodNodes.forEach(({ weight }, i) => {
      spread += weight * Math.abs((densities[i] ?? 0) - value / 2);
    });
    const error = gaussPairError(Math.abs(value - gauss), spread, value);
    return { lower, upper, value: value * half, error: error * half, evaluations: samples.length, samples };
  };
}

/**
 * The error of the finer of two rules from their difference, raised to 3/2 (Piessens and others, QUADPACK, 1983,
 * section 2.2.4.1); `spread` is the mean deviation of the density from its mean.
 */
export function gaussPairError(difference: number, spread: number, value: number): number {
  const scaled = spread > 0 ? spread * Math.min(1, ((200 * difference) / spread) ** 1.5) : difference;
  return Math.max(scaled, 2e-16 * Math.abs(value));
}
