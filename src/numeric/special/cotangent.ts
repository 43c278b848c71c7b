// The derivatives of the cotangent, which the reflection formulas of polygamma need.
import { perPrecision } from './fixed-point.ts';

/** dⁿ/dxⁿ cot x as a polynomial in c = cot x, lowest power first: P' = −(1 + c²) dP/dc. */
export const cotangentDerivative: (order: number) => readonly bigint[] = perPrecision((order) => {
  let polynomial: bigint[] = [0n, 1n];
  for (let i = 0; i < order; i++) {
    const next = new Array<bigint>(polynomial.length + 1).fill(0n);
    polynomial.forEach((coefficient, k) => {
      if (k === 0) return;
      next[k - 1] = (next[k - 1] ?? 0n) - BigInt(k) * coefficient;
      next[k + 1] = (next[k + 1] ?? 0n) - BigInt(k) * coefficient;
    });
    polynomial = next;
  }
  return polynomial;
});
