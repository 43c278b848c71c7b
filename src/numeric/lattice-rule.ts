// The Gauss rule of n equally spaced unit masses: its polynomials are Gram's (discrete Chebyshev), with recurrence
// coefficients k²(1 − k²/n²)/(4k² − 1) on (−1, 1). m nodes sum polynomials up to degree 2m − 1 over all n points
// exactly. NIST DLMF 18.19–18.22; Gautschi, Orthogonal Polynomials (2004), example 1.15.

/** Nodes relative to the middle of the block, in lattice steps, and weights that sum to n. */
export interface LatticeRule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

const known = new Map<string, LatticeRule>();

/** The rule with m nodes for n consecutive integers, m < n. */
export function latticeRule(m: number, n: number): LatticeRule {
  const key = `${m},${n}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const rule = computeRule(m, n);
  if (known.size < 4096) known.set(key, rule);
  return rule;
}

function computeRule(m: number, n: number): LatticeRule {
  const recurrence = Array.from({ length: m }, (_, k) =>
    k === 0 ? 0 : (k * k * (1 - (k / n) ** 2)) / (4 * k * k - 1),
  );
  const roots = rootsOf(recurrence);
  return { nodes: roots.map((x) => (x * n) / 2), weights: roots.map((x) => n * christoffel(recurrence, x)) };
}

// All roots at once by Ehrlich's and Aberth's iteration, from those of Legendre's polynomial, which these approach as n grows:
// each takes Newton's step for the polynomial divided by the distances from all others.
function rootsOf(recurrence: readonly number[]): readonly number[] {
  const m = recurrence.length;
  const roots = Array.from({ length: m }, (_, i) => -Math.cos((Math.PI * (i + 0.75)) / (m + 0.5)));
  let largest = 1;
  for (let round = 0; largest > smallestStep && round < 50; round++) {
    largest = 0;
    for (let i = 0; i < m; i++) {
      const x = roots[i] ?? 0;
      const newton = newtonStep(recurrence, x);
      const step = newton / (1 - newton * pull(roots, i));
      roots[i] = x - step;
      largest = Math.max(largest, Math.abs(step));
    }
  }
  return roots.sort((x, y) => x - y);
}

// The iteration triples the digits of a root: steps so small are the last that change it.
const smallestStep = 1e-12;

// p/p′ with p_{k+1} = x p_k − b_k p_{k−1}.
function newtonStep(recurrence: readonly number[], x: number): number {
  let [previous, value, previousSlope, slope] = [0, 1, 0, 0];
  for (const b of recurrence) {
    const nextSlope = value + x * slope - b * previousSlope;
    const next = x * value - b * previous;
    [previous, value, previousSlope, slope] = [value, next, slope, nextSlope];
  }
  return value / slope;
}

const pull = (roots: readonly number[], i: number): number => {
  const x = roots[i] ?? 0;
  return roots.reduce((sum, y, j) => (j === i ? sum : sum + 1 / (x - y)), 0);
};

// The weight of a node is 1 / Σ_k p_k(x)² for the orthonormal p_k.
function christoffel(recurrence: readonly number[], x: number): number {
  let [previous, value] = [0, 1];
  let sum = 1;
  for (let k = 0; k + 1 < recurrence.length; k++) {
    const [b, next] = [recurrence[k] ?? 0, recurrence[k + 1] ?? 1];
    [previous, value] = [value, (x * value - Math.sqrt(b) * previous) / Math.sqrt(next)];
    sum += value * value;
  }
  return 1 / sum;
}
