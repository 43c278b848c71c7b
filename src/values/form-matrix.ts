// A bilinear form as a matrix over flat coordinates.
import { gradient } from '../ir/differentiate.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import type { Sizes, Tensor } from '../numeric/tensors.ts';
import { basisTangent, coordinateCount, flattenGradient, type Kind, numberToJson } from './flat.ts';

/** F(u, v), linear in the tangents that stand for each coordinate on the left and on the right. */
export interface Form {
  readonly value: Expr;
  readonly left: ReadonlyMap<SymbolExpr, SymbolExpr>;
  readonly right: ReadonlyMap<SymbolExpr, SymbolExpr>;
}

/** Values of expressions where the given tangents stand for the left ones. */
type ValuesOf = (
  expressions: readonly Expr[],
  tangents: ReadonlyMap<SymbolExpr, Tensor<number>>,
) => readonly Tensor<number>[];

/** The matrix of a form, one row a basis tangent. */
export function matrixOf(
  form: Form,
  coordinates: readonly SymbolExpr[],
  kind: Kind,
  sizes: Sizes,
  valuesOf: ValuesOf,
): unknown[][] {
  const rowsOf = coordinates.map((c) => gradient(form.value, form.right.get(c) ?? c));
  return coordinates.flatMap((c) =>
    Array.from({ length: coordinateCount(c, sizes) }, (_, i) => {
      const tangents = new Map(
        coordinates.map((d): [SymbolExpr, Tensor<number>] => {
          const t = basisTangent(d, i, sizes, kind);
          return [form.left.get(d) ?? d, d === c ? t : { shape: t.shape, data: t.data.map(() => 0) }];
        }),
      );
      const row = valuesOf(rowsOf, tangents);
      return coordinates.flatMap((d, j) =>
        flattenGradient(d, row[j] ?? { shape: [], data: [] }, kind).map(numberToJson),
      );
    }),
  );
}
