// Sizes that a step needs and neither the state nor the averages show, as where one scale serves all entries of a vector: the
// draws show them, so they travel with the averages.
import { dimension, type Expr, positiveLine, type SymbolExpr, symbol } from '../../ir/expr.ts';
import { contains, substitute } from '../../ir/visit.ts';
import type { OptimizerProgram } from '../../model/optimizer-program.ts';
import type { Assignment } from '../../model/program.ts';

/** The same algorithm, with such sizes among the averages. */
export function withCarriedSizes(p: OptimizerProgram): OptimizerProgram {
  const shown = new Set([...p.state.map((s) => s.symbol), ...p.average.map((a) => a.target)].flatMap((s) => s.shape));
  const lost = p.dimensions.filter((d) => !shown.has(d) && p.step.some(({ value }) => names(value, d)));
  if (lost.length === 0) return p;
  const carried = new Map<Expr, SymbolExpr>(lost.map((d) => [dimension(d), symbol(`size ${d}`, positiveLine)]));
  const averages = [...carried].map(([size, target]): Assignment => ({ target, value: size, equation: 'size' }));
  return {
    ...p,
    average: [...p.average, ...averages],
    step: p.step.map((a) => ({ ...a, value: substitute(a.value, carried) })),
  };
}

const names = (e: Expr, dim: string): boolean => contains(e, (n) => n === dimension(dim));
