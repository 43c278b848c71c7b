// ψ and its derivatives in float64: shift up by the recurrence, then the asymptotic series.
// NIST DLMF 5.5.2, 5.11.2, 5.15.5, 5.15.8; reflection 5.5.4.

import { polynomial } from './polynomial.ts';

/** $\psi$ about its positive zero $x_0=1.4616\ldots$, which is kept as a sum of two doubles. */
export function digammaNearZero(x: number): number {
  const coefficients = [
    0.9676722454476212, -0.4427631689835921, 0.258499760955651, -0.16394270544240652, 0.10782405069126237,
    -0.07219956125645471, 0.04880428816414311, -0.03316112647484736, 0.022597648232218104, -0.01542476590494896,
    0.010538791616612175, -0.007204534386356869, 0.004926781395729853, -0.003369801655439328, 0.002305126326734928,
    -0.0015769367714301972, 0.0010788252019162967, -0.0007380709389960052, 0.000504953265834602,
  ];
  const offset = x - 1.4616321449683622 - 9.549995429965697e-17;
  return offset * polynomial(coefficients, offset);
}

/** $\log x-\psi(x)$ for $x>0$: positive, and free of cancellation for large $x$. */
export function logMinusDigamma(x: number): number {
  if (x < 10) return Math.log(x) - digamma(x);
  const coefficients = [
    0.08333333333333333, -0.008333333333333333, 0.003968253968253968, -0.004166666666666667, 0.007575757575757576,
    -0.021092796092796094, 0.08333333333333333, -0.4432598039215686,
  ];
  const inverseSquare = 1 / (x * x);
  return 0.5 / x + inverseSquare * polynomial(coefficients, inverseSquare);
}

/** $R'(x)=\psi(x)-\log x+\frac1{2x}$, the slope of what Stirling's formula leaves out. */
export function lgammaRemainderSlope(x: number): number {
  if (x < 10) return 0.5 / x - logMinusDigamma(x);
  const coefficients = [
    -0.08333333333333333, 0.008333333333333333, -0.003968253968253968, 0.004166666666666667, -0.007575757575757576,
    0.021092796092796094,
  ];
  return polynomial(coefficients, 1 / (x * x)) / (x * x);
}

/** $\psi(x)=\frac{d}{dx}\log\Gamma(x)$, relative accuracy kept at the zero 1.4616…; NaN at 0, −1, −2, … */
export function digamma(x: number): number {
  if (x <= 0) return digammaReflected(x);
  if (Math.abs(x - 1.4616321449683622) < 0.2) return digammaNearZero(x);
  let sum = 0;
  let shifted = x;
  while (shifted < 10) {
    sum += 1 / shifted;
    shifted += 1;
  }
  return Math.log(shifted) - logMinusDigamma(shifted) - sum;
}

/** $\psi(x)=\psi(1-x)-\pi\cot\pi x$ for $x\le0$. */
export function digammaReflected(x: number): number {
  const fraction = x - Math.round(x);
  if (fraction === 0) return Number.NaN;
  return digamma(1 - x) - Math.PI / Math.tan(Math.PI * fraction);
}

/** $\psi(a+b)-\psi(a)$ for $a>0,\ b\ge0$, without cancellation when $b$ is small beside $a$. */
export function digammaDifference(a: number, b: number): number {
  let sum = 0;
  let shifted = a;
  while (shifted < 10) {
    sum += b / (shifted * (shifted + b));
    shifted += 1;
  }
  const coefficients = [
    0.08333333333333333, -0.008333333333333333, 0.003968253968253968, -0.004166666666666667, 0.007575757575757576,
    -0.021092796092796094, 0.08333333333333333, -0.4432598039215686,
  ];
  // Term by term x^{-2k} − (x+b)^{-2k}; the first factor is exact, the rest are well separated sums.
  const inverse = 1 / shifted;
  const inverseFar = 1 / (shifted + b);
  const p = inverse * inverse;
  const q = inverseFar * inverseFar;
  const gap = b * inverse * inverseFar;
  const squareGap = gap * (inverse + inverseFar);
  let divided = 0;
  let powerP = 1;
  let mixed = 1;
  for (const coefficient of coefficients) {
    divided += coefficient * mixed;
    powerP *= p;
    mixed = mixed * q + powerP;
  }
  return sum + Math.log1p(b * inverse) + 0.5 * gap + squareGap * divided;
}

/** $\psi'(x)$. */
export function trigamma(x: number): number {
  return polygamma(1, x);
}

/** $\psi'(x)-\frac1x$ for $x>0$: positive, and about $\frac1{2x^2}$ far out. */
export function trigammaGap(x: number): number {
  if (x < 12) return polygamma(1, x) - 1 / x;
  const coefficients = [
    0.16666666666666666, -0.03333333333333333, 0.023809523809523808, -0.03333333333333333, 0.07575757575757576,
    -0.2531135531135531, 1.1666666666666667, -7.092156862745098,
  ];
  const inverseSquare = 1 / (x * x);
  return inverseSquare * (0.5 + polynomial(coefficients, inverseSquare) / x);
}

/** $\psi^{(n)}(x)$ for an integer $n\ge0$ and $x>0$ ($x<0$ too, off the poles). */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x);
  let factorial = 1;
  for (let k = 2; k <= n; k += 1) factorial *= k;
  let shifted = x;
  let sum = 0;
  while (shifted < 12 + n) {
    sum += shifted ** (-n - 1);
    shifted += 1;
  }
  const sign = n % 2 === 0 ? -1 : 1;
  return sign * (factorial * sum + polygammaTail(n, shifted, factorial));
}

/** $\sum_{k\ge0}n!/(x+k)^{n+1}$ for large $x$: $\frac{(n-1)!}{x^n}+\frac{n!}{2x^{n+1}}+\sum_k B_{2k}\frac{(2k+n-1)!}{(2k)!\,x^{2k+n}}$. */
export function polygammaTail(n: number, x: number, factorial: number): number {
  const evenNumbers = [
    0.16666666666666666, -0.03333333333333333, 0.023809523809523808, -0.03333333333333333, 0.07575757575757576,
    -0.2531135531135531, 1.1666666666666667, -7.092156862745098, 54.971177944862156, -529.1242424242424,
    6192.123188405797,
  ];
  let ratio = (factorial / n) * ((n * (n + 1)) / (2 * x * x));
  let tail = factorial / n + factorial / (2 * x);
  evenNumbers.forEach((number, index) => {
    const k = 2 * (index + 1);
    tail += number * ratio;
    ratio *= ((k + n) * (k + n + 1)) / ((k + 1) * (k + 2) * x * x);
  });
  return tail * x ** -n;
}
