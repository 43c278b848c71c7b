// The one-parameter subgroup of X: the solution of ġ = g·X, g(0) = e, one block after the other.
import type { Blocks } from '../../../derivation/lie-findings.ts';
import { add, elementwise, exp, fill, mul, pow, sub } from '../../../ir/build.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, isScalar, minusOne, one, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { linearMap } from '../../../ir/linear-map.ts';
import { simplify } from '../../../ir/simplify.ts';
import { matmul, matrixPhi, transpose } from '../../../ir/tensor.ts';
import { dependsOn, substitute } from '../../../ir/visit.ts';
import { integrateFromZero } from './integrate-time.ts';
import { throughLogit } from './through-logit.ts';
import { throughShares } from './through-shares.ts';
import { convolution, twoSidedIntegral } from './two-sided-integral.ts';

/** ġ = field(g) with g(0) = start, for every block. */
export interface Flow {
  readonly elements: readonly SymbolExpr[];
  readonly field: Blocks;
  readonly start: Blocks;
  /** The time. */
  readonly t: SymbolExpr;
}

/** The blocks that can be solved one after the other, be it not all of them. */
export function solvedInTurn(flow: Flow): ReadonlyMap<Expr, Expr> {
  const solved = new Map<Expr, Expr>();
  for (;;) {
    const open = flow.elements.filter((g) => !solved.has(g));
    const next = open.find((g) => solveBlock(flow, g, solved, open));
    const value = next && solveBlock(flow, next, solved, open);
    if (!next || !value) return solved;
    solved.set(next, simplify(value));
  }
}

function solveBlock(
  flow: Flow,
  g: SymbolExpr,
  solved: ReadonlyMap<Expr, Expr>,
  open: readonly SymbolExpr[],
): Expr | undefined {
  const { elements, field, start, t } = flow;
  const i = elements.indexOf(g);
  const between = betweenBlocks(flow, i);
  if (between) return between;
  const rate = simplify(substitute(field[i] ?? zero, solved));
  if (open.some((h) => h !== g && dependsOn(rate, [h]))) return undefined;
  const from = start[i] ?? zero;
  const opened = expand(rate);
  return solveAffine(opened, g, from, t) ?? throughLogit(rate, g, from, t) ?? throughShares(opened, g, from, t);
}

/** Ẏ = G B H or G B Hᵀ between blocks that move by Ġ = G A from the identity: both are exponentials. */
function betweenBlocks({ elements, field, start, t }: Flow, i: number): Expr | undefined {
  const rate = field[i];
  const word = rate?.kind === 'apply' && rate.fn === 'matmul' ? rate.args : [];
  const [first, last] = [word[0], word.at(-1)];
  const middle = word.slice(1, -1);
  if (!first || !last || middle.length === 0 || middle.some((m) => dependsOn(m, elements))) return undefined;
  const speed = (g: Expr): Expr | undefined => {
    const k = g.kind === 'symbol' ? elements.indexOf(g) : -1;
    const own = field[k];
    const [same, A, ...more] = own?.kind === 'apply' && own.fn === 'matmul' ? own.args : [];
    const moves = same === g && A && more.length === 0 && !dependsOn(A, elements);
    return moves && start[k]?.kind === 'identity' ? A : undefined;
  };
  const [base] = last.kind === 'apply' && last.fn === 'transpose' ? last.args : [];
  const A = speed(first);
  const C = base ? speed(base) : speed(last);
  const moved = A && C && twoSidedIntegral(A, matmul(...middle), base ? transpose(C) : C, t);
  return moved && add(start[i] ?? zero, moved);
}

/** ẏ = L y + f(t), y(0) = y₀. */
function solveAffine(rate: Expr, y: SymbolExpr, from: Expr, t: SymbolExpr): Expr | undefined {
  const forcing = substitute(rate, new Map([[y, fill(zero, y.shape)]]));
  const homogeneous = simplify(sub(rate, forcing));
  if (!dependsOn(homogeneous, [y])) {
    const moved = integrateFromZero(rate, t);
    return moved && add(from, moved);
  }
  const map = linearMap(homogeneous, y);
  if (!map) return undefined;
  if (map.kind === 'entrywise') return entrywise(map.factor, forcing, from, y, t);
  const [only, ...more] = map.terms;
  if (!only || more.length > 0 || dependsOn(only.left, [t]) || (only.right && dependsOn(only.right, [t])))
    return undefined;
  return matrixwise(only, forcing, from, y, t);
}

/** ẏ = c∘y + f: e^{∫c} y₀ + ∫₀ᵗ e^{(t−s)c} f ds, the integral for a forcing that is constant or moves with e^{sd}. */
function entrywise(c: Expr, forcing: Expr, from: Expr, y: SymbolExpr, t: SymbolExpr): Expr | undefined {
  const exponent = integrateFromZero(isScalar(c) ? c : add(c, fill(zero, y.shape)), t);
  if (!exponent) return undefined;
  const free = mul(from, exp(exponent));
  if (isZero(forcing)) return add(free, fill(zero, y.shape));
  if (dependsOn(c, [t])) return undefined;
  const terms = forcing.kind === 'sum' ? forcing.terms : [forcing];
  const driven = terms.map((f) => response(c, f, t));
  return driven.every((d) => d !== undefined) ? add(free, ...driven, fill(zero, y.shape)) : undefined;
}

const isZero = (e: Expr): boolean => e === zero || (e.kind === 'apply' && e.fn === 'fill' && e.args[0] === zero);

/** ∫₀ᵗ e^{(t−s)c} f(s) ds = t φ₁(tc) f for a constant f, and e^{tc} t φ₁(t(d−c)) F for f = e^{sd} F. */
function response(c: Expr, f: Expr, t: SymbolExpr): Expr | undefined {
  const phi1 = (a: Expr): Expr => mul(t, elementwise('phi', one, mul(t, a)));
  if (!dependsOn(f, [t])) return mul(phi1(c), f);
  const factors = f.kind === 'product' ? f.factors : [f];
  const [moving, ...more] = factors.filter((x) => dependsOn(x, [t]));
  if (more.length > 0 || moving?.kind !== 'apply' || moving.fn !== 'exp') return undefined;
  const d = mul(moving.args[0] ?? zero, pow(t, minusOne));
  if (dependsOn(d, [t])) return undefined;
  return mul(exp(mul(t, c)), phi1(simplify(sub(d, c))), ...factors.filter((x) => x !== moving));
}

/** Ẏ = L Y + f or Ẏ = Y R + f, with constant matrices. */
function matrixwise(
  { left, right }: { readonly left: Expr; readonly right: Expr | undefined },
  forcing: Expr,
  from: Expr,
  y: SymbolExpr,
  t: SymbolExpr,
): Expr | undefined {
  if (right && left.kind !== 'identity') return undefined;
  const generator = right ?? left;
  const beside = (flow: Expr, constant: Expr): Expr => (right ? matmul(constant, flow) : matmul(flow, constant));
  const free = isZero(from) ? fill(zero, y.shape) : beside(matrixPhi(0, mul(t, generator)), from);
  if (isZero(forcing)) return free;
  const terms = forcing.kind === 'sum' ? forcing.terms : [forcing];
  const driven = terms.map((f) =>
    dependsOn(f, [t])
      ? drivenByFlow(f, generator, Boolean(right), t)
      : mul(t, beside(matrixPhi(1, mul(t, generator)), f)),
  );
  return driven.every((d) => d !== undefined) ? add(free, ...driven) : undefined;
}

/** ∫₀ᵗ e^{sM} B e^{(t−s)R} ds for f = e^{tM} B, and ∫₀ᵗ e^{(t−s)L} B e^{sM} ds for f = B e^{tM}. */
function drivenByFlow(f: Expr, generator: Expr, isRight: boolean, t: SymbolExpr): Expr | undefined {
  const word = f.kind === 'apply' && f.fn === 'matmul' ? f.args : [];
  const moving = isRight ? word[0] : word.at(-1);
  const rest = isRight ? word.slice(1) : word.slice(0, -1);
  if (moving?.kind !== 'apply' || moving.fn !== 'matrixPhi' || moving.args[0] !== zero || rest.length === 0)
    return undefined;
  const M = mul(moving.args[1] ?? zero, pow(t, minusOne));
  if ([M, ...rest].some((e) => dependsOn(e, [t]))) return undefined;
  const B = matmul(...rest);
  return isRight ? convolution(M, B, generator, t) : convolution(generator, B, M, t);
}
