// Blocks that move each other: ġ = K g + k with constant K is one matrix exponential, exp(t [K k; 0 0]).
import type { Blocks } from '../../../derivation/lie-findings.ts';
import { mul } from '../../../ir/build.ts';
import { derivative } from '../../../ir/differentiate.ts';
import { entry } from '../../../ir/entry.ts';
import { type Expr, isScalar, one, zero } from '../../../ir/expr.ts';
import { simplify } from '../../../ir/simplify.ts';
import { matmul, matrix, matrixPhi, stack } from '../../../ir/tensor.ts';
import { dependsOn, substitute } from '../../../ir/visit.ts';
import type { Flow } from './flow.ts';

/** g(t) for scalar blocks whose field is affine in them with constant coefficients; undefined otherwise. */
export function solveJointly({ elements, field, start, t }: Flow): Blocks | undefined {
  if (![...elements, ...field].every(isScalar)) return undefined;
  const slopes = field.map((f) => elements.map((g) => simplify(derivative(f, g))));
  if (slopes.some((row) => row.some((k) => dependsOn(k, elements)))) return undefined;
  const origin = new Map<Expr, Expr>(elements.map((g): [Expr, Expr] => [g, zero]));
  const drift = field.map((f) => simplify(substitute(f, origin)));
  const found = new Map<number, Expr>();
  for (const part of connectedParts(slopes)) {
    const at = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => part.includes(i));
    solvePart(at(slopes).map(at), at(drift), at(start), t).forEach((e, k) => {
      found.set(part[k] ?? 0, e);
    });
  }
  return elements.map((g, i) => found.get(i) ?? g);
}

/** Blocks that move each other, directly or through others; each part is solved on its own. */
function connectedParts(slopes: readonly (readonly Expr[])[]): readonly (readonly number[])[] {
  const touches = (i: number, j: number): boolean => slopes[i]?.[j] !== zero || slopes[j]?.[i] !== zero;
  const parts: number[][] = [];
  for (const i of slopes.keys()) {
    const near = parts.filter((p) => p.some((j) => touches(i, j)));
    parts.push([...near.flat(), i].sort((a, b) => a - b));
    for (const p of near) parts.splice(parts.indexOf(p), 1);
  }
  return parts;
}

function solvePart(
  slopes: readonly (readonly Expr[])[],
  drift: readonly Expr[],
  start: readonly Expr[],
  t: Flow['t'],
): readonly Expr[] {
  const isHomogeneous = drift.every((k) => k === zero);
  const rows = isHomogeneous
    ? slopes
    : [...slopes.map((row, i) => [...row, drift[i] ?? zero]), Array.from({ length: drift.length + 1 }, () => zero)];
  const generator = matrix(rows.map((row) => row.map((k) => mul(t, k))));
  const flow = matmul(matrixPhi(0, generator), stack(...start, ...(isHomogeneous ? [] : [one])));
  return drift.map((_, i) => simplify(entry(flow, i)));
}
