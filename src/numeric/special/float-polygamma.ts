// ψ and its derivatives in float64: Taylor's series about the zero of ψ, the recurrence, the asymptotic series.
// NIST DLMF 5.5.2, 5.11.2, 5.15.

import { cotangentDerivative } from './cotangent.ts';
import { isGammaPole, polynomial } from './float-gamma.ts';

// ψ^(k)(x₀)/k! for k = 1, 2, …, with ψ(x₀) = 0.
const taylorAtZero: readonly number[] = [
  0.9676722454476212, -0.4427631689835921, 0.258499760955651, -0.16394270544240652, 0.10782405069126237,
  -0.07219956125645471, 0.04880428816414311, -0.03316112647484736, 0.022597648232218104, -0.01542476590494896,
  0.010538791616612175, -0.007204534386356869, 0.004926781395729853, -0.003369801655439328, 0.002305126326734928,
  -0.0015769367714301972, 0.0010788252019162967, -0.0007380709389960052, 0.000504953265834602, -0.0003454680251063077,
  0.00023635601564027053, -0.00016170622091974803, 0.0001106337276874741, -7.569179582195066e-5, 5.178575795222081e-5,
  -3.5430070947659604e-5, 2.424006611860132e-5, -1.6584242271854135e-5, 1.134638458466385e-5, -7.762817668462094e-6,
  5.3110609208898636e-6, -3.6336507898010456e-6, 2.486022733129538e-6,
];

// The zero of ψ as the sum of two doubles.
const zero = 1.4616321449683622;
const zeroRest = 9.549995429965697e-17;

/** B_2k for k = 1, 2, …. */
const eulerMaclaurin: readonly number[] = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
  854513 / 138,
];

/** ψ(x), relatively accurate at its zero near 1.4616. */
export function floatDigamma(x: number): number {
  if (Number.isNaN(x) || isGammaPole(x) || x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (x < 0) return floatDigamma(1 - x) - Math.PI * cotangentPi(x);
  const distance = x - zero - zeroRest;
  return Math.abs(distance) < 0.4 ? distance * polynomial(taylorAtZero, distance) : shiftedDigamma(x);
}

// ψ(x) = ψ(x + n) − Σ 1/(x + j).
function shiftedDigamma(x: number): number {
  let rest = 0;
  let z = x;
  for (; z < 12; z += 1) rest += 1 / z;
  return Math.log(z) - 0.5 / z - digammaTail(z) - rest;
}

function digammaTail(z: number): number {
  const square = 1 / (z * z);
  return (
    square *
    polynomial(
      eulerMaclaurin.slice(0, 8).map((b, i) => b / (2 * i + 2)),
      square,
    )
  );
}

function cotangentPi(x: number): number {
  const rest = x - Math.round(x);
  return Math.abs(rest) > 0.25 ? Math.tan(Math.PI * (Math.sign(rest) * 0.5 - rest)) : 1 / Math.tan(Math.PI * rest);
}

/** ψ^(n)(x), the derivative of order n ≥ 0 of digamma. */
export function floatPolygamma(n: number, x: number): number {
  if (n === 0) return floatDigamma(x);
  if (Number.isNaN(x) || isGammaPole(x) || x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (x < 0) return reflectedPolygamma(n, x);
  return n % 2 === 1 ? polygammaMagnitude(n, x) : -polygammaMagnitude(n, x);
}

// All terms are positive, so nothing cancels.
function polygammaMagnitude(n: number, x: number): number {
  let factorial = 1;
  for (let k = 2; k < n; k++) factorial *= k;
  let sum = 0;
  let z = x;
  for (; z < 12 + n; z += 1) sum += z ** -(n + 1);
  return factorial * (n * sum + z ** -n * (1 + n / (2 * z) + polygammaTail(n, z)));
}

// Σ_k B_2k (2k+n−1)! / ((n−1)! (2k)! z^2k).
function polygammaTail(n: number, z: number): number {
  let factor = 1;
  let sum = 0;
  eulerMaclaurin.forEach((b, i) => {
    const even = 2 * i + 2;
    factor *= ((even + n - 1) * (even + n - 2)) / (even * (even - 1) * z * z);
    sum += b * factor;
  });
  return sum;
}

// ψ^(n)(1 − x) + (−1)^(n+1) ψ^(n)(x) = (−1)^n π dⁿ/dxⁿ cot πx.
function reflectedPolygamma(n: number, x: number): number {
  const derivative = polynomial(cotangentDerivative(n).map(Number), cotangentPi(x));
  return (n % 2 === 0 ? 1 : -1) * floatPolygamma(n, 1 - x) - Math.PI ** (n + 1) * derivative;
}
