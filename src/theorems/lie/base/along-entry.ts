// A function of a draw along one of its entries, the others standing still. What vanishes at an edge, entry by entry, is
// written with the entry's own distance from there, which a rule knows to all digits.
import { add, mul, neg } from '../../../ir/build.ts';
import { type Expr, isScalar, realLine, type SymbolExpr, symbol } from '../../../ir/expr.ts';
import { substitute } from '../../../ir/visit.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { type Point, samplePoint } from '../../../numeric/points.ts';
import type { Coordinate } from '../../../numeric/product-measure.ts';
import { randomStream } from '../../../numeric/random.ts';
import { bendsOf } from '../../../numeric/seams.ts';
import { entry, type Sizes, type Tensor } from '../../../numeric/tensors.ts';

/** Functions of one entry: itself, distances from the ends, what vanishes inside, and the opposites of these. */
function functionsOf({ variable, logDensity }: Coordinate): readonly Expr[] {
  const { domain } = variable;
  const [lower, upper] = domain.kind === 'interval' ? [domain.lower, domain.upper] : [];
  const differences = [
    ...(lower ? [add(variable, neg(lower))] : []),
    ...(upper ? [add(upper, neg(variable))] : []),
    ...(variable.shape.length === 0 ? bendsOf(logDensity, variable).map((b) => b.inside) : []),
  ];
  return [...new Set([variable, ...differences, ...differences.map(neg)])];
}

/** A symbol that is one at the k-th entry, and one for what a function is at the others. */
const unit = (noise: SymbolExpr, k: number): SymbolExpr =>
  symbol(`⟨${noise.name} = ${String(k + 1)}⟩`, realLine, noise.shape);
const rest = (noise: SymbolExpr, k: number, f: Expr): SymbolExpr =>
  symbol(`⟨${String(f.id)} of ${noise.name} ≠ ${String(k + 1)}⟩`, realLine, noise.shape);

/** e(ε) as a function of its k-th entry. */
export function alongEntry(e: Expr, noise: SymbolExpr, coordinate: Coordinate, k: number): Expr {
  const { variable } = coordinate;
  if (isScalar(noise)) return substitute(e, new Map([[noise, variable]]));
  const vector = new Map([[variable, noise]]);
  return substitute(
    e,
    new Map(
      functionsOf(coordinate).map((f) => [substitute(f, vector), add(rest(noise, k, f), mul(f, unit(noise, k)))]),
    ),
  );
}

/** Values of a draw at which it stands still, and of the symbols that take its entries apart. */
export function entriesApart(noise: SymbolExpr, own: readonly Coordinate[], constants: Point, sizes: Sizes): Point {
  const still = samplePoint([noise], sizes, randomStream(13), { fixed: constants });
  const values = still.get(noise) ?? { shape: [], data: [] };
  if (isScalar(noise)) return still;
  const symbols = own.flatMap((coordinate, k) => {
    const of = (f: Expr, x: number): number =>
      entry(
        evaluatorOf(
          { symbols: new Map([...constants, [coordinate.variable, { shape: [], data: [x] }]]), sizes },
          floatArithmetic,
        ).value(f),
      );
    const apart = (at: (x: number, i: number) => number): Tensor<number> => ({ ...values, data: values.data.map(at) });
    return [
      [unit(noise, k), apart((_, i) => Number(i === k))] as const,
      ...functionsOf(coordinate).map((f) => [rest(noise, k, f), apart((x, i) => (i === k ? 0 : of(f, x)))] as const),
    ];
  });
  return new Map([...still, ...symbols]);
}
