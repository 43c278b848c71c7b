// ∫₀ᵗ e^{sA} B e^{sC} ds for matrices of known sizes, as a block of one matrix exponential: the block above the diagonal of
// exp(t [A B; 0 −C]) is ∫₀ᵗ e^{(t−s)A} B e^{−sC} ds (Van Loan 1978, "Computing integrals involving the matrix exponential").
import { mul, neg } from '../../../ir/build.ts';
import { entry } from '../../../ir/entry.ts';
import { type Expr, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { matrix } from '../../../ir/literal.ts';
import { isSkew } from '../../../ir/structure.ts';
import { matmul, matrixPhi } from '../../../ir/tensor.ts';

/** The integral; undefined for a size with a name. The factor outside is that which does not grow, where one turns. */
export function twoSidedIntegral(A: Expr, B: Expr, C: Expr, t: SymbolExpr): Expr | undefined {
  const [outside, inside] =
    isSkew(A) && !isSkew(C) ? [A, convolution(neg(A), B, C, t)] : [C, convolution(A, B, neg(C), t)];
  const turned = matrixPhi(0, mul(t, outside));
  return inside && (outside === A ? matmul(turned, inside) : matmul(inside, turned));
}

/** ∫₀ᵗ e^{(t−s)P} B e^{sQ} ds, the block above the diagonal of exp(t [P B; 0 Q]); undefined for a size with a name. */
export function convolution(P: Expr, B: Expr, Q: Expr, t: SymbolExpr): Expr | undefined {
  if (![P, Q].every((m) => Number.isInteger(Number(m.shape[0])))) return undefined;
  const [rows, columns] = [Number(P.shape[0]), Number(Q.shape[0])];
  const at = (i: number, j: number): Expr => {
    if (i < rows) return j < rows ? entry(P, i, j) : entry(B, i, j - rows);
    return j < rows ? zero : entry(Q, i - rows, j - rows);
  };
  const indices = Array.from({ length: rows + columns }, (_, i) => i);
  const flow = matrixPhi(0, matrix(indices.map((i) => indices.map((j) => mul(t, at(i, j))))));
  return matrix(indices.slice(0, rows).map((i) => indices.slice(rows).map((j) => entry(flow, i, j))));
}
