// $\mu$ from the declared parameters: $(\partial\lambda/\partial\xi)^\top\mu=\nabla_\xi A(\lambda(\xi))$, where A(λ) itself has no closed form.
import type { Findings } from '../../derivation/findings.ts';
import { required } from '../../derivation/theorem.ts';
import { add, mul } from '../../ir/build.ts';
import { derivative } from '../../ir/differentiate.ts';
import { type Expr, isScalar } from '../../ir/expr.ts';
import { solveSystem } from '../../ir/solve.ts';

/** μ(ξ) for scalar parameters and statistics, or undefined. */
export function chainRuleMean(known: Findings): readonly Expr[] | undefined {
  const { blocks, model } = required(known, 'separation');
  const { ofParameters } = required(known, 'partition');
  if (![...model.parameters, ...blocks.map((b) => b.symbol)].every(isScalar)) return undefined;
  const equations = model.parameters.map((p) => ({
    left: add(...blocks.map((b) => mul(derivative(b.natural, p), b.meanSymbol))),
    right: derivative(ofParameters, p),
  }));
  const solved = solveSystem(
    equations,
    blocks.map((b) => b.meanSymbol),
  );
  return solved && blocks.map((b) => solved.get(b.meanSymbol) ?? b.meanSymbol);
}
