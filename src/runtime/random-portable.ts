// Samplers in float64, loops without state: a draw is a function of the seed and of its index.
// The tensor samplers read the same counters, so both make the same numbers.

import { besselRatio } from './portable/bessel.ts';
import { countFromTable, countTable } from './portable/counts.ts';
import { fillBlock, fineUnitFromWord, unitFromWord } from './portable/philox.ts';
import { integratePanels } from './portable/quadrature.ts';

/** Uniform numbers in the open unit interval, exact in float32. */
export function fillUniform<Numbers extends Float64Array | Float32Array>(out: Numbers, seed: number): Numbers {
  const block = new Uint32Array(4);
  for (let i = 0; i < out.length; i += 1) {
    if (i % 4 === 0) fillBlock(block, seed, i / 4, 0, 0);
    out[i] = unitFromWord(block[i % 4] ?? 0);
  }
  return out;
}

/** Standard normal numbers by Box & Muller (1958), a pair from two words. */
export function fillNormal<Numbers extends Float64Array | Float32Array>(out: Numbers, seed: number): Numbers {
  const block = new Uint32Array(4);
  for (let i = 0; i < out.length; i += 2) {
    if (i % 4 === 0) fillBlock(block, seed, i / 4, 0, 1);
    const radius = Math.sqrt(-2 * Math.log(fineUnitFromWord(block[i % 4] ?? 0)));
    // cos 2πu and sin 2πu by their series on the quarter of a turn around a multiple of it: two calls of Math.cos and
    // Math.sin take half of the time of a draw.
    const quarters = 4 * fineUnitFromWord(block[(i % 4) + 1] ?? 0);
    const nearest = Math.round(quarters);
    const angle = (Math.PI / 2) * (quarters - nearest);
    const square = angle * angle;
    const cosine = radius * cosineSeries(square);
    const sine = radius * angle * sineSeries(square);
    const turned = nearest % 2 === 1;
    const first = turned ? -sine : cosine;
    const second = turned ? cosine : sine;
    const opposite = nearest % 4 > 1;
    out[i] = opposite ? -first : first;
    if (i + 1 < out.length) out[i + 1] = opposite ? -second : second;
  }
  return out;
}

/** $\cos\sqrt z$ for $z\le(\pi/4)^2$, to the last bits of float64. */
export function cosineSeries(z: number): number {
  const high = 1 / 40320 + z * (-1 / 3628800 + z * (1 / 479001600 + z * (-1 / 87178291200 + z / 20922789888000)));
  return 1 + z * (-1 / 2 + z * (1 / 24 + z * (-1 / 720 + z * high)));
}

/** $\frac{\sin\sqrt z}{\sqrt z}$ for $z\le(\pi/4)^2$, to the last bits of float64. */
export function sineSeries(z: number): number {
  const high = 1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 - z / 1307674368000));
  return 1 + z * (-1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * high)));
}

/** How many candidates a draw of the gamma sampler owns: all fail with probability below 2e-8. */
export function gammaAttempts(): number {
  return 6;
}

/**
 * log of a draw with density $x^{\alpha-1}e^{-x}/\Gamma(\alpha)$, any $\alpha>0$, which does not underflow.
 * Marsaglia & Tsang (2000), doi:10.1145/358407.358414: $d(1+x/\sqrt{9d})^3$ with $d=\alpha-\frac13$; for $\alpha<1$ the
 * draw for $\alpha+1$ times $u^{1/\alpha}$. Should every candidate fail, the draw is the centre $d$. Many draws share the
 * scratch `block`.
 */
export function drawLogGamma(
  alpha: number,
  seed: number,
  index: number,
  block: Uint32Array = new Uint32Array(4),
): number {
  const boosted = alpha < 1;
  const d = (boosted ? alpha + 1 : alpha) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  let logCube = 0;
  let boost = 0;
  for (let attempt = 0; attempt < gammaAttempts(); attempt += 1) {
    fillBlock(block, seed, index, attempt, 2);
    if (attempt === 0 && boosted) boost = Math.log(fineUnitFromWord(block[3] ?? 0)) / alpha;
    const radius = Math.sqrt(-2 * Math.log(fineUnitFromWord(block[0] ?? 0)));
    const x = radius * Math.cos(2 * Math.PI * fineUnitFromWord(block[1] ?? 0));
    const r = c * x;
    if (r <= -1) continue;
    const u = fineUnitFromWord(block[2] ?? 0);
    // Below 1 − 0.0331x⁴ every candidate is accepted, without a logarithm (their section 3).
    if (u < 1 - 0.0331 * x * x * x * x || Math.log(u) < 3 * d * cubeDefect(r)) {
      logCube = 3 * Math.log1p(r);
      break;
    }
  }
  return Math.log(d) + logCube + boost;
}

/** $\log(1+r)-r+\frac{r^2}2-\frac{r^3}3$: the acceptance of a candidate $d(1+r)^3$ is $3d$ times this, as $9dc^2=1$. */
export function cubeDefect(r: number): number {
  if (Math.abs(r) > 0.3) return Math.log1p(r) - r * (1 - r * (0.5 - r / 3));
  let power = -r * r * r * r;
  let sum = 0;
  for (let k = 4; k < 30; k += 1) {
    sum += power / k;
    power *= -r;
  }
  return sum;
}

/** One log-gamma draw for each shape parameter. */
export function fillLogGamma<Numbers extends Float64Array | Float32Array>(
  out: Numbers,
  alpha: ArrayLike<number>,
  seed: number,
): Numbers {
  const block = new Uint32Array(4);
  for (let i = 0; i < out.length; i += 1) out[i] = drawLogGamma(alpha[i % alpha.length] ?? Number.NaN, seed, i, block);
  return out;
}

/** Counts by inversion of a mass function, one for each place of `out`. */
export function fillCount(
  out: Float64Array,
  logMass: (count: number, place: number) => number,
  first: number,
  last: number,
  seed: number,
): Float64Array {
  fillUniform(out, seed);
  for (let i = 0; i < out.length; i += 1) {
    out[i] = countFromTable(
      countTable((count) => logMass(count, i), first, last),
      out[i] ?? 0,
    );
  }
  return out;
}

/** How many candidates a draw of the circle sampler owns: all fail with probability below 4e-8. */
export function circleAttempts(): number {
  return 16;
}

/** $r-1=\frac{(1-\rho)^2}{2\rho}$ of the wrapped envelope of Best & Fisher, with $\rho=2\kappa/(\tau+\sqrt{2\tau})$ free of cancellation. */
export function circleEnvelope(kappa: number): number {
  const tau = 1 + Math.sqrt(1 + 4 * kappa * kappa);
  const rho = (2 * kappa) / (tau + Math.sqrt(2 * tau));
  return ((1 - rho) * (1 - rho)) / (2 * rho);
}

/**
 * An angle in (−π, π) with density proportional to $e^{\kappa\cos x}$, by Best & Fisher (1979), doi:10.2307/2346732.
 * Differences from 1 stand for their $r$ and $f$, so that a large $\kappa$ loses no digits; below 1e-6 the density is
 * flat to that order, and $\kappa$ is taken as 1e-6. If every candidate fails, the angle is 0.
 */
export function drawCircleAngle(concentration: number, seed: number, index: number): number {
  const block = new Uint32Array(4);
  const kappa = Math.max(concentration, 1e-6);
  const excess = circleEnvelope(kappa);
  for (let attempt = 0; attempt < circleAttempts(); attempt += 1) {
    fillBlock(block, seed, index, attempt, 4);
    const half = Math.sin((Math.PI * fineUnitFromWord(block[0] ?? 0)) / 2);
    const versine = 2 * half * half;
    // With z = cos πu = 1 − versine and r = 1 + excess: 1 − f = 1 − (1 + rz)/(r + z) = excess·versine/(r + z).
    const deficit = (excess * versine) / (2 + excess - versine);
    const c = kappa * (excess + deficit);
    if (Math.log(c) - Math.log(fineUnitFromWord(block[1] ?? 0)) + 1 - c >= 0) {
      const angle = 2 * Math.asin(Math.min(1, Math.sqrt(deficit / 2)));
      return (block[2] ?? 0) < 0x80000000 ? angle : -angle;
    }
  }
  return 0;
}

/**
 * How the angle of `drawCircleAngle` moves with $\kappa$ at a fixed value of its distribution function:
 * $\int_x^{\pi}(\cos t-R)\,e^{\kappa(\cos t-\cos x)}dt$ beyond the sign change of $\cos t-R(\kappa)$, minus the integral
 * from 0 to $x$ before it; the two agree because the mean of $\cos t-R$ vanishes.
 */
export function circleAngleDerivative(kappa: number, angle: number): number {
  const size = Math.abs(angle);
  const ratio = besselRatio(kappa);
  const before = Math.cos(size) > ratio;
  const reach = 40 / (kappa * Math.sin(size) + Math.sqrt(kappa) + 1e-300);
  const length = before ? size : Math.min(Math.PI - size, reach);
  const start = before ? 0 : size;
  const integrand = (t: number): number => {
    const place = start + t;
    // cos t − cos x as a product of sines.
    const rise = -2 * Math.sin((place + size) / 2) * Math.sin((place - size) / 2);
    return (Math.cos(place) - ratio) * Math.exp(kappa * rise);
  };
  const integral = integratePanels(integrand, length, before ? 2 : 12);
  return Math.sign(angle) * (before ? -integral : integral);
}

/** The class whose interval of cumulative softmax weights holds the uniform number `u`. */
export function classFromUniform(logits: ArrayLike<number>, u: number): number {
  let largest = -Infinity;
  for (let k = 0; k < logits.length; k += 1) largest = Math.max(largest, logits[k] ?? -Infinity);
  let total = 0;
  for (let k = 0; k < logits.length; k += 1) total += Math.exp((logits[k] ?? -Infinity) - largest);
  let cumulative = 0;
  let index = 0;
  for (; index < logits.length - 1; index += 1) {
    cumulative += Math.exp((logits[index] ?? -Infinity) - largest) / total;
    if (u <= cumulative) break;
  }
  return index;
}

/** One class per place of `out`; `logits` holds a row of `classes` numbers for each place (or one row for all). */
export function fillClass(out: Float64Array, logits: ArrayLike<number>, classes: number, seed: number): Float64Array {
  fillUniform(out, seed);
  const rows = logits.length / classes;
  for (let i = 0; i < out.length; i += 1) {
    const start = (i % rows) * classes;
    const row = Float64Array.from({ length: classes }, (_, k) => logits[start + k] ?? -Infinity);
    out[i] = classFromUniform(row, out[i] ?? 0);
  }
  return out;
}
