// Integrals and sums without a closed form: double-exponential quadrature, and summation until the tail is gone.

/** An integrand: of a place, and of how far that is from either end. */
type Integrand = (x: number, below: number, above: number) => number;

/**
 * ∫ f from `lower` to `upper`, either of which may be infinite, by the double-exponential rule (Takahasi & Mori 1974). Places
 * that round to an end count only where f takes the distances to the ends too.
 */
export function integrate(f: Integrand, lower: number, upper: number, distances: boolean = f.length > 1): number {
  const term = (t: number): number => {
    const [x, weight, below, above] = doubleExponential(t, lower, upper);
    if (!(weight > 0) || !Number.isFinite(x) || (!distances && (x === lower || x === upper))) return 0;
    const value = f(x, below, above) * weight;
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

/** log ∫ e^{f(x)} dx: the peak is taken out first, so that nothing overflows. */
export function logIntegral(f: Integrand, lower: number, upper: number): number {
  const distances = f.length > 1;
  const peak = peakOf((t) => {
    const [x, weight, below, above] = doubleExponential(t, lower, upper);
    return !distances && (x === lower || x === upper) ? -Infinity : f(x, below, above) + Math.log(weight);
  });
  const scaled: Integrand = (x, below, above) => Math.exp(f(x, below, above) - peak);
  return peak + Math.log(integrate(scaled, lower, upper, distances));
}

/** The largest finite value on [−6, 6], sought ever closer to the best place so far; 0 where there is none. */
function peakOf(size: (t: number) => number): number {
  let [best, most, step] = [0, -Infinity, 0.125];
  let places = 48;
  for (let round = 0; round < 8; round++) {
    const [centre, before] = [best, most];
    for (let k = -places; k <= places; k++) {
      const value = size(centre + k * step);
      if (Number.isFinite(value) && value > most) [best, most] = [centre + k * step, value];
    }
    if (round > 0 && most - before < 1) break;
    step /= 16;
    places = 16;
  }
  return most === -Infinity ? 0 : most;
}

/** The point and weight that belong to t, and the distances of the point from both ends. */
export function doubleExponential(t: number, lower: number, upper: number): readonly [number, number, number, number] {
  const s = (Math.PI / 2) * Math.sinh(t);
  const slope = (Math.PI / 2) * Math.cosh(t);
  if (Number.isFinite(lower) && Number.isFinite(upper)) {
    const width = upper - lower;
    const near = (width / 2) * (Math.exp(-Math.abs(s)) / Math.cosh(s));
    const weight = ((width / 2) * slope) / Math.cosh(s) ** 2;
    return s < 0 ? [lower + near, weight, near, width - near] : [upper - near, weight, width - near, near];
  }
  const far = Math.exp(s);
  if (Number.isFinite(lower)) return [lower + far, slope * far, far, Infinity];
  if (Number.isFinite(upper)) return [upper - far, slope * far, Infinity, far];
  return [Math.sinh(s), slope * Math.cosh(s), Infinity, Infinity];
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

/** log Σ e^{f(k)}: the largest term is taken out first, so that nothing overflows. */
export function logSummation(f: (k: number) => number, lower: number, upper: number): number {
  const peak = largestTerm(f, lower, upper);
  const shift = peak === -Infinity ? 0 : peak;
  return shift + Math.log(summation((k) => Math.exp(f(k) - shift), lower, upper));
}

/** The largest finite f(k): probes at growing distances from the ends, then steps from the best one that halve. */
function largestTerm(f: (k: number) => number, lower: number, upper: number): number {
  const first = Math.max(lower, Math.min(upper, 0));
  let [best, most] = [first, -Infinity];
  const look = (k: number): boolean => {
    if (k < lower || k > upper) return false;
    const value = f(k);
    if (!(Number.isFinite(value) && value > most)) return false;
    [best, most] = [k, value];
    return true;
  };
  for (let j = 0; j < 64; j++) {
    const distance = j < 8 ? j : Math.floor(2 ** (j / 2));
    for (const end of [first, lower, upper]) if (Number.isFinite(end)) [end + distance, end - distance].forEach(look);
  }
  for (let step = 2 ** Math.ceil(Math.log2(Math.abs(best - first) + 2)); step >= 1; step /= 2)
    while (look(best + step) || look(best - step));
  return most;
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
