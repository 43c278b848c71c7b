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
  let roots: readonly number[] = [];
  for (let degree = 1; degree <= m; degree++) roots = nextRoots(recurrence, degree, roots);
  return { nodes: roots.map((x) => (x * n) / 2), weights: roots.map((x) => n * christoffel(recurrence, x)) };
}

// The roots of one degree separate those of the next.
function nextRoots(recurrence: readonly number[], degree: number, roots: readonly number[]): number[] {
  const fences = [-1, ...roots, 1];
  return fences.slice(1).map((upper, i) => bisect((x) => monic(recurrence, degree, x), fences[i] ?? -1, upper));
}

// p_{k+1} = x p_k − b_k p_{k−1}.
function monic(recurrence: readonly number[], degree: number, x: number): number {
  let [previous, value] = [0, 1];
  for (let k = 0; k < degree; k++) [previous, value] = [value, x * value - (recurrence[k] ?? 0) * previous];
  return value;
}

function bisect(f: (x: number) => number, lower: number, upper: number): number {
  let [a, b] = [lower, upper];
  const sign = Math.sign(f(b));
  for (let i = 0; i < 60; i++) {
    const middle = (a + b) / 2;
    if (Math.sign(f(middle)) === sign) b = middle;
    else a = middle;
  }
  return (a + b) / 2;
}

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
