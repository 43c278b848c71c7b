// What must be known of a state to keep it in its group: where each block lives, and whether its entries move apart.
import { type Expr, type SymbolExpr, sameShape } from '../ir/expr.ts';
import { range } from '../ir/range.ts';
import { isElementwise } from '../ir/tensor.ts';
import { contains } from '../ir/visit.ts';
import type { OptimizerProgram } from './optimizer-program.ts';

/** Where a block must stay, in what a float holds of its domain: a word, or the open ends of each entry. */
export type StateDomain =
  | 'real'
  | 'positive'
  | 'matrix'
  | 'invertible'
  | 'lowerTriangular'
  | 'rotation'
  | 'simplex'
  | readonly [number, number];

/** Where a block must stay. */
export function stateDomain({ domain, shape }: SymbolExpr): StateDomain {
  const { kind } = domain;
  if (kind === 'invertible' || kind === 'lowerTriangular' || kind === 'rotation' || kind === 'simplex') return kind;
  if (kind === 'interval' && (domain.lower || domain.upper)) {
    const [lower, upper] = [
      domain.lower ? range(domain.lower).lo : -Infinity,
      domain.upper ? range(domain.upper).hi : Infinity,
    ];
    return lower === 0 && upper === Infinity ? 'positive' : [lower, upper];
  }
  return shape.length === 2 ? 'matrix' : 'real';
}

/** Are all blocks vectors of one size, each of whose entries moves by what stands at its own place? */
export function movesApart({ state, average, step }: OptimizerProgram): boolean {
  const values = [...state.map((v) => v.symbol), ...average.map((a) => a.target)];
  const [first] = values;
  return (
    first?.shape.length === 1 &&
    values.every(({ shape }) => sameShape(shape, first.shape)) &&
    step.every(({ value }) => isEntrywise(value))
  );
}

const isEntrywise = (e: Expr): boolean =>
  !contains(
    e,
    (node) => node.kind === 'integral' || (node.kind === 'apply' && !isElementwise(node.fn) && node.fn !== 'fill'),
  );
