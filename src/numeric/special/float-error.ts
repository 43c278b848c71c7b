// The error function in float64: a series of positive terms for small arguments, else the trapezoidal rule on
// erfc x = (2x/π) exp(−x²) ∫₀^∞ exp(−t²)/(x² + t²) dt, with the residue of its pole. NIST DLMF 7.6.2, 7.7.1.

const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/** exp(−x²) with the rounding error of the square made good. */
function expOfMinusSquare(x: number): number {
  const head = Math.round(x * 1024) / 1024;
  return Math.exp(-head * head) * Math.exp((head - x) * (head + x));
}

/** erf x. */
export function floatErf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || x === 0) return x;
  if (size > 6) return Math.sign(x);
  return size < 1.5 ? positiveSeries(x) : Math.sign(x) * (1 - farComplement(size));
}

// erf x = 2/√π exp(−x²) Σ 2^k x^(2k+1) / (2k+1)!!.
function positiveSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (2 * x * x) / k;
    sum += term;
  }
  return twoOverRootPi * expOfMinusSquare(x) * sum;
}

/** 1 − erf x, relatively accurate for x > 0. */
export function floatErfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < 0.5) return 1 - floatErf(x);
  return x > 27.5 ? 0 : farComplement(x);
}

// Step ½ leaves an error of exp(−4π²); the pole at t = ix adds 2/(1 − exp(4πx)).
function farComplement(x: number): number {
  const square = x * x;
  let sum = 0.5 / square;
  for (let k = 12; k >= 1; k--) sum += Math.exp(-0.25 * k * k) / (square + 0.25 * k * k);
  const pole = x < 6 ? 2 / Math.expm1(4 * Math.PI * x) : 0;
  return (x * expOfMinusSquare(x) * sum) / Math.PI - pole;
}
