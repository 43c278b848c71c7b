// Integrals and sums without a closed form: double-exponential quadrature, and summation until the tail is gone.

/** ∫ f from `lower` to `upper`, either of which may be infinite, by the double-exponential rule (Takahasi & Mori 1974). */
export function integrate(f: (x: number) => number, lower: number, upper: number): number {
  let step = 0.5;
  let sum = trapezoidSum(f, lower, upper, step, 0);
  let value = step * sum;
  for (let level = 0; level < 7; level++) {
    sum += trapezoidSum(f, lower, upper, step, step / 2);
    step /= 2;
    const before = value;
    value = step * sum;
    if (level > 1 && Math.abs(value - before) <= 1e-13 * Math.abs(value)) break;
  }
  return value;
}

/** Σ f(x(t)) x′(t) over t = offset + k·step in [−6, 6]. */
function trapezoidSum(f: (x: number) => number, lower: number, upper: number, step: number, offset: number): number {
  let sum = 0;
  const reach = Math.ceil(6 / step);
  for (let k = -reach; k <= reach; k++) {
    const [x, weight] = doubleExponential(offset + k * step, lower, upper);
    if (!(weight > 0) || !Number.isFinite(x) || x === lower || x === upper) continue;
    const term = f(x) * weight;
    if (Number.isFinite(term)) sum += term;
  }
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
