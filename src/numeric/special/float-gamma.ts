// Γ and log |Γ| in float64: Taylor's series about 2, the recurrence towards it, Stirling's series beyond 9.
// NIST DLMF 5.5.1, 5.5.3, 5.7.3, 5.11.1.

// (−1)^k (ζ(k) − 1)/k for k = 2, 3, …: log Γ(2 + t) = (1 − γ) t + Σ coefficient_k t^k.
const taylorAtTwo: readonly number[] = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5, -4.492623673813314e-5,
  2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7,
  -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11, 3.1044247747322276e-11, -1.5021384080754142e-11,
  7.275974480239079e-12, -3.527742476575915e-12,
];

/** The Euler–Mascheroni constant. */
export const eulerGamma: number = 0.5772156649015329;
const oneMinusEuler = 0.42278433509846713;
const halfLogTwoPi = 0.9189385332046728;
const rootTwoPi = 2.5066282746310007;

/** B_2k / (2k (2k − 1)), the coefficients of Stirling's series. */
const stirling: readonly number[] = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];

/** Horner's rule, lowest coefficient first. */
export function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((value, coefficient) => value * x + coefficient, 0);
}

// log Γ(2 + t) for |t| ≤ ½, relatively accurate at its zero t = 0.
const nearTwo = (t: number): number => t * (oneMinusEuler + t * polynomial(taylorAtTwo, t));

// What Stirling's formula adds to its leading terms.
const stirlingTail = (x: number): number => polynomial(stirling, 1 / (x * x)) / x;

/** Whether Γ has a pole at x. */
export const isGammaPole = (x: number): boolean => x <= 0 && Number.isInteger(x);

/** sin(πx), exact zeros at the integers. */
function sinPi(x: number): number {
  const rest = x - 2 * Math.round(x / 2);
  const folded = Math.abs(rest) > 0.5 ? Math.sign(rest) - rest : rest;
  return Math.abs(folded) > 0.25
    ? Math.sign(folded) * Math.cos(Math.PI * (0.5 - Math.abs(folded)))
    : Math.sin(Math.PI * folded);
}

/** log |Γ(x)|, relatively accurate at its zeros 1 and 2. */
export function floatLogGamma(x: number): number {
  if (Number.isNaN(x)) return x;
  if (isGammaPole(x) || !Number.isFinite(x)) return Number.POSITIVE_INFINITY;
  if (x < 0) return reflectedLogGamma(x);
  if (x < 0.5) return floatLogGamma(1 + x) - Math.log(x) + roundingOfOnePlus(x);
  if (x < 1.5) return nearTwo(x - 1) - Math.log1p(x - 1);
  if (x <= 2.5) return nearTwo(x - 2);
  if (x < 9) return shiftedLogGamma(x);
  return (x - 0.5) * (Math.log(x) - 1) - 0.5 + halfLogTwoPi + stirlingTail(x);
}

// 1 + x loses the last bits of x; log Γ has slope −γ there.
const roundingOfOnePlus = (x: number): number => -eulerGamma * (x - (1 + x - 1));

function shiftedLogGamma(x: number): number {
  let product = 1;
  let y = x;
  while (y > 2.5) {
    y -= 1;
    product *= y;
  }
  return Math.log(product) + nearTwo(y - 2);
}

// Γ(x) Γ(1 − x) = π / sin πx.
function reflectedLogGamma(x: number): number {
  return Math.log(Math.PI / Math.abs(sinPi(x))) - floatLogGamma(1 - x);
}

/** Γ(x). */
export function floatGamma(x: number): number {
  if (Number.isNaN(x) || isGammaPole(x) || x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (x < -20) return Math.PI / (sinPi(x) * floatGamma(1 - x));
  if (x > 172) return Number.POSITIVE_INFINITY;
  return x > 20 ? stirlingGamma(x) : shiftedGamma(x);
}

// √(2π) x^(x−½) e^(−x) e^(tail), the power in two halves lest it overflow.
function stirlingGamma(x: number): number {
  const half = x ** (0.5 * x - 0.25);
  return rootTwoPi * half * Math.exp(-x) * half * Math.exp(stirlingTail(x));
}

function shiftedGamma(x: number): number {
  let product = 1;
  let y = x;
  for (; y > 2.5; product *= y) y -= 1;
  for (; y < 1.5; y += 1) product /= y;
  return Number.isInteger(x) ? product : product * Math.exp(nearTwo(y - 2));
}
