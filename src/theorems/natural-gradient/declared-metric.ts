// The natural gradient through the metric of the declared parameters: $\nabla_\mu G=\frac{\partial\lambda}{\partial\xi}F(\xi)^{-1}\nabla_\xi G$
// (the chain rule, with $F(\xi)=(\partial\lambda/\partial\xi)^\top(\partial\mu/\partial\xi)$; Amari 2016, section 2.4).
import type { Findings, SymbolMap } from '../../derivation/findings.ts';
import { entryOf } from '../../derivation/form-entry.ts';
import { required } from '../../derivation/theorem.ts';
import { add, div, mul } from '../../ir/build.ts';
import { directional } from '../../ir/differentiate.ts';
import { type Expr, isScalar, one, rational, zero } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { determinant } from '../../ir/solve.ts';

/** F(ξ) of scalar parameters, as many as there are natural ones. */
type Metric = readonly (readonly Expr[])[];

function metricOf(known: Findings): Metric | undefined {
  const { blocks, model } = required(known, 'separation');
  const { value, left, right } = required(known, 'fisher').parameters;
  const square = blocks.length === model.parameters.length && blocks.every((b) => isScalar(b.symbol));
  if (!square || !model.parameters.every(isScalar)) return undefined;
  return [...left.values()].map((u) => [...right.values()].map((v) => entryOf(value, u, v)));
}

/** Where the parameters are orthogonal: each direction is divided by its own entry, which is positive. */
export function throughOrthogonal(known: Findings, declared: SymbolMap): readonly Expr[] | undefined {
  const metric = metricOf(known);
  if (!metric || metric.length < 2 || metric.some((row, i) => row.some((x, j) => i !== j && x !== zero)))
    return undefined;
  return pulled(known, (i) => div(gradientIn(known, declared, i), metric[i]?.[i] ?? one));
}

/** By the adjugate: the only divisor is det F(ξ), which is positive. */
export function throughAdjugate(known: Findings, declared: SymbolMap): readonly Expr[] | undefined {
  const metric = metricOf(known);
  if (!metric || metric.length > 3) return undefined;
  const whole = simplify(determinant(metric));
  const cofactor = (i: number, j: number): Expr =>
    mul(rational((i + j) % 2 === 0 ? 1 : -1), determinant(minor(metric, i, j)));
  return pulled(known, (i) =>
    div(add(...metric.map((_, j) => mul(cofactor(j, i), gradientIn(known, declared, j)))), whole),
  );
}

const minor = (m: Metric, i: number, j: number): Metric =>
  m.filter((_, k) => k !== i).map((row) => row.filter((_, k) => k !== j));

function gradientIn(known: Findings, declared: SymbolMap, i: number): Expr {
  const p = required(known, 'separation').model.parameters[i];
  return (p && declared.get(p)) ?? zero;
}

/** (∂λ/∂ξ) applied to a direction in ξ. */
function pulled(known: Findings, direction: (i: number) => Expr): readonly Expr[] {
  const { blocks, model } = required(known, 'separation');
  const along = new Map<Expr, Expr>(model.parameters.map((p, i) => [p, simplify(direction(i))]));
  return blocks.map((b) => simplify(directional(b.natural, along)));
}
