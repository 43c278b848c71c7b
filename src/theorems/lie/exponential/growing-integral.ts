// ∫₀ᵗ e^{cs} fₖ(s) ds for a chain of functions with fₖ′ = fₖ₋₁: the chain and its growth are one linear system f′ = (cI + N) f,
// f(0) = (1, 0, …), so the integral is an entry of t φ₁(t(cI + N)) f(0), without a division by what may vanish.
import { add, mul, neg, pow, square } from '../../../ir/build.ts';
import { entry } from '../../../ir/entry.ts';
import { type Expr, isScalar, one, rational, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { matmul, matrix, matrixPhi, stack } from '../../../ir/tensor.ts';
import { dependsOn } from '../../../ir/visit.ts';

/** e^{cs}·sⁿ·g(s): `rate` is c, `power` is n, `other` is g. */
export interface Growing {
  readonly rate: Expr;
  readonly other: Expr;
  readonly power: number;
  readonly t: SymbolExpr;
}

/** How a chain begins: f₀′ = `own` f₀ + `next` f₁; the function meant is `factor` times its k-th. */
interface Chain {
  readonly factor: Expr;
  readonly own: Expr;
  readonly next: Expr;
  readonly k: number;
}

/** Stumpff's functions up to c₂ are the ones of a rotation; one size lets them share a matrix. */
const leastSize = 3;

/** The integral; undefined where the factor is no member of a chain or its arguments are no scalars. */
export function growingIntegral({ rate, other, power, t }: Growing): Expr | undefined {
  const chain = isScalar(rate) ? chainOf(other, power, t) : undefined;
  if (!chain) return undefined;
  const size = Math.max(leastSize, chain.k + 1);
  const row = (i: number): readonly Expr[] =>
    Array.from({ length: size }, (_, j) => {
      if (i === j) return i === 0 ? add(rate, chain.own) : rate;
      if (i === 0 && j === 1) return chain.next;
      return j === i - 1 ? one : zero;
    });
  const generator = matrix(Array.from({ length: size }, (_, i) => row(i).map((x) => mul(t, x))));
  const start = stack(...Array.from({ length: size }, (_, i) => (i === 0 ? one : zero)));
  return mul(t, chain.factor, entry(matmul(matrixPhi(1, generator), start), chain.k));
}

/** sⁿ cₙ(s²z), sⁿ φₙ(sd); cos sw, cosh sw; sin sw = w·s c₁(s²w²) and its like. */
function chainOf(e: Expr, power: number, t: SymbolExpr): Chain | undefined {
  if (e.kind !== 'apply') return undefined;
  const [a = zero, b = zero] = e.args;
  const order = a.kind === 'rational' ? Number(a.value.n) : undefined;
  const free = (x: Expr, degree: number): Expr | undefined => {
    const c = mul(x, pow(t, rational(-degree)));
    return dependsOn(c, [t]) || !isScalar(c) ? undefined : c;
  };
  if (e.fn === 'stumpff' && order === power) {
    const z = free(b, 2);
    return z && { factor: one, own: zero, next: neg(z), k: power };
  }
  if (e.fn === 'phi' && order === power) {
    const d = free(b, 1);
    return d && { factor: one, own: d, next: zero, k: power };
  }
  const w = power === 0 ? free(a, 1) : undefined;
  if (!w) return undefined;
  const [turning, growing] = [neg(square(w)), square(w)];
  switch (e.fn) {
    case 'cos':
      return { factor: one, own: zero, next: turning, k: 0 };
    case 'cosh':
      return { factor: one, own: zero, next: growing, k: 0 };
    case 'sin':
      return { factor: w, own: zero, next: turning, k: 1 };
    case 'sinh':
      return { factor: w, own: zero, next: growing, k: 1 };
    default:
      return undefined;
  }
}
