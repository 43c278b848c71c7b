// Integrals and sums without a closed form: double-exponential quadrature, and summation until the tail is gone.

/** ∫ f from `lower` to `upper`, either of which may be infinite, by the double-exponential rule (Takahasi & Mori 1974). */
export function integrate(f: (x: number) => number, lower: number, upper: number): number {
  const term = (t: number): number => {
    const [x, weight] = doubleExponential(t, lower, upper);
    if (!(weight > 0) || !Number.isFinite(x) || x === lower || x === upper) return 0;
    const value = f(x) * weight;
    return Number.isFinite(value) ? value : 0;
  };
  const [from, to] = countingPart(term);
  const last = 2 ** 12;
  let count = 32;
  let sum = trapezoidSum(term, from, to, count, 0);
  for (; count < last; count *= 2) {
    const before = sum;
    sum = before + trapezoidSum(term, from, to, count, 0.5);
    if (count > 32 && Math.abs(sum - 2 * before) <= 2e-13 * Math.abs(before)) return (sum * (to - from)) / (2 * count);
  }
  return (sum * (to - from)) / count;
}

/** The part of [−6, 6] in which terms count beside the largest: narrowed until a peak has places enough. */
function countingPart(term: (t: number) => number): readonly [number, number] {
  let [from, to] = [-6, 6];
  let count = 96;
  for (let round = 0; round < 12; round++) {
    const step = (to - from) / count;
    const sizes = Array.from({ length: count + 1 }, (_, k) => Math.abs(term(from + k * step)));
    const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
    const first = sizes.findIndex((size) => size > 1e-17 * largest);
    const last = count - [...sizes].reverse().findIndex((size) => size > 1e-17 * largest);
    if (largest === 0) {
      // Nothing counts yet: the peak lies between the places.
      if (count > 2e4) break;
      count *= 6;
      continue;
    }
    [from, to] = [Math.max(from, from + (first - 1) * step), Math.min(to, from + (last + 1) * step)];
    if (last - first > 12) break;
    count = 96;
  }
  return [from, to];
}

/** Σ of the terms at from + (k + offset)·(to − from)/count. */
function trapezoidSum(term: (t: number) => number, from: number, to: number, count: number, offset: number): number {
  const step = (to - from) / count;
  let sum = 0;
  for (let k = 0; k + offset <= count; k++) sum += term(from + (k + offset) * step);
  return sum;
}

/** The point and weight that belong to t. */
export function doubleExponential(t: number, lower: number, upper: number): readonly [number, number] {
  const s = (Math.PI / 2) * Math.sinh(t);
  const slope = (Math.PI / 2) * Math.cosh(t);
  if (Number.isFinite(lower) && Number.isFinite(upper)) {
    const half = (upper - lower) / 2;
    const near = half * (Math.exp(-Math.abs(s)) / Math.cosh(s));
    return [s < 0 ? lower + near : upper - near, (half * slope) / Math.cosh(s) ** 2];
  }
  if (Number.isFinite(lower)) return [lower + Math.exp(s), slope * Math.exp(s)];
  if (Number.isFinite(upper)) return [upper - Math.exp(s), slope * Math.exp(s)];
  return [Math.sinh(s), slope * Math.cosh(s)];
}

/**
 * Σ f(k) for k from `lower` to `upper`, from a term that counts outwards in both directions; each ends when a long run
 * of terms has added nothing, or where the terms fall so slowly that the rest is an integral (Euler–Maclaurin at
 * half-integers).
 */
export function summation(f: (k: number) => number, lower: number, upper: number): number {
  if (lower === -Infinity) {
    return summation((k) => f(-k), Math.max(1, -upper), Infinity) + summation(f, 0, Math.max(upper, -1));
  }
  const start = firstCounting(f, lower, upper);
  const above = sumOutwards(f, start, upper);
  return start > lower ? above + sumOutwards((k) => f(-k), 1 - start, -lower) : above;
}

/** `lower`, or where the terms underflow there a place where they do not: probes move by what a count varies, its root. */
function firstCounting(f: (k: number) => number, lower: number, upper: number): number {
  if (upper - lower < 4096) return lower;
  for (let j = 0; j < 65536; j++) {
    const distance = 64 * j * j;
    if (lower + distance > upper) break;
    for (const k of [lower + distance, lower + distance + 1, upper - distance])
      if (k < Infinity && f(k) !== 0 && Number.isFinite(f(k))) return k;
  }
  return lower;
}

/** Σ f(k) for k = start, start + 1, … until nothing more counts. */
function sumOutwards(f: (k: number) => number, start: number, end: number): number {
  let sum = 0;
  let idle = 0;
  const last = Math.min(end, start + 2e6);
  let checkpoint = start + 4096;
  for (let k = start; k <= last; k++) {
    const term = f(k);
    sum += term;
    idle = Math.abs(term) <= 1e-17 * Math.abs(sum) ? idle + 1 : 0;
    if (idle > 200) break;
    if (k < checkpoint || end < Infinity) continue;
    if (fallsSlowly(f, k)) return sum + integrate(f, k + 0.5, Infinity) + (f(k + 1) - term) / 24;
    checkpoint += k - start;
  }
  return sum;
}

/** Do the terms beyond k fall, and by less than an exponential would? */
function fallsSlowly(f: (k: number) => number, k: number): boolean {
  const [before, here, after] = [f(Math.round(k / 2)), f(k), f(2 * k)].map(Math.abs);
  if (before === undefined || here === undefined || after === undefined) return false;
  return before > here && here > after && after > 1e-6 * here;
}
