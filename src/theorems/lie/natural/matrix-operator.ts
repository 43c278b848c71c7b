// A linear map of a matrix to a matrix, read off an expression: a∘X + b∘Xᵀ + c tr(X) I + diag(d∘diag X).
import { add, mul } from '../../../ir/build.ts';
import { type Expr, identity, isScalar, one, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { diagonalPart, trace, transpose } from '../../../ir/tensor.ts';
import { dependsOn } from '../../../ir/visit.ts';
import { weighted } from '../base/weights.ts';

/** Every weight is a number, or a matrix (a vector for d) that multiplies entry by entry. */
export interface MatrixOperator {
  readonly a: Expr;
  readonly b: Expr;
  readonly c: Expr;
  readonly d: Expr;
}

type Part = keyof MatrixOperator;

/** The weights of the map; undefined where a term has another form. */
export function operatorOf(e: Expr, x: SymbolExpr): MatrixOperator | undefined {
  const sums: Record<Part, Expr[]> = { a: [], b: [], c: [], d: [] };
  for (const term of e.kind === 'sum' ? e.terms : [e]) {
    const read = partOf(term, x);
    if (!read) return undefined;
    sums[read.part].push(read.weight);
  }
  const total = (part: Part): Expr => weighted(add(zero, ...sums[part]));
  return { a: total('a'), b: total('b'), c: total('c'), d: total('d') };
}

function partOf(term: Expr, x: SymbolExpr): { readonly part: Part; readonly weight: Expr } | undefined {
  const onDiagonal = diagonalTerm(term, x);
  if (onDiagonal) return { part: 'd', weight: onDiagonal };
  const ofTrace = coefficientOf(term, mul(trace(x), identity(x.shape[0] ?? '1')), x);
  if (ofTrace) return isScalar(ofTrace) ? { part: 'c', weight: ofTrace } : undefined;
  const [plain, turned] = [x, transpose(x)].map((atom) => coefficientOf(term, atom, x));
  if (plain) return { part: 'a', weight: plain };
  return turned && { part: 'b', weight: turned };
}

/** v with term = diag(v∘diag X). */
function diagonalTerm(term: Expr, x: SymbolExpr): Expr | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const [inside, more] = factors.flatMap((f) => (f.kind === 'apply' && f.fn === 'diagonal' ? f.args : []));
  const weight = inside && !more && coefficientOf(inside, diagonalPart(x), x);
  const rest = mul(...factors.filter((f) => !(f.kind === 'apply' && f.fn === 'diagonal')));
  return weight && isScalar(rest) && !dependsOn(rest, [x]) ? mul(rest, weight) : undefined;
}

/** k with term = k∘atom, k free of X. */
function coefficientOf(term: Expr, atom: Expr, x: SymbolExpr): Expr | undefined {
  const parts = atom.kind === 'product' ? atom.factors : [atom];
  const factors = term.kind === 'product' ? term.factors : [term];
  if (!parts.every((p) => factors.includes(p))) return undefined;
  const rest = mul(one, ...factors.filter((f) => !parts.includes(f)));
  return dependsOn(rest, [x]) ? undefined : rest;
}
