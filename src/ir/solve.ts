// Solving systems of equations: elimination one unknown after the other, linear ones by determinants or matrices.
import { add, div, elementwise, mul, sqrt, square, sub } from './build.ts';
import { derivative } from './differentiate.ts';
import { expand } from './expand.ts';
import { type Expr, isScalar, one, rational, type SymbolExpr, sameShape, symbol, zero } from './expr.ts';
import { type Equality, isolate } from './isolate.ts';
import { matrixOf } from './linear-map.ts';
import { oneEntryOf } from './one-entry.ts';
import { isPositive } from './range.ts';
import { cost, simplify } from './simplify.ts';
import { inverse, matmul } from './tensor.ts';
import { contains, dependsOn, substitute } from './visit.ts';

/** Beyond this cost a linear system is solved by determinants of its entries, without opening them. */
const opaque = 150;

/** A system that is linear in its unknowns: as `solveSystem`, but entries that are long stay closed. */
export function solveLinear(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
): ReadonlyMap<SymbolExpr, Expr> | undefined {
  const total = equations.reduce((n, e) => n + cost(e.left), 0);
  if (total < opaque || ![...unknowns, ...equations.map((e) => e.right)].every(isScalar))
    return solveSystem(equations, unknowns) ?? solveEntries(equations, unknowns) ?? solveByMatrix(equations, unknowns);
  return solveByDeterminants(equations, unknowns);
}

/** Several equations between vectors that hold entry by entry. */
function solveEntries(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
): ReadonlyMap<SymbolExpr, Expr> | undefined {
  const [shape] = unknowns.map((u) => u.shape);
  const sides = equations.flatMap((e) => [e.left, e.right]);
  if (!shape || !unknowns.every((u) => sameShape(u.shape, shape))) return undefined;
  const view = oneEntryOf([...sides, ...unknowns], shape);
  const entries = view && unknowns.map((u) => view.of(u) as SymbolExpr);
  const solved =
    entries &&
    solveLinear(
      equations.map((e) => ({ left: view.of(e.left), right: view.of(e.right) })),
      entries,
    );
  return solved && new Map(unknowns.map((u, i) => [u, view.back(solved.get(entries[i] ?? u) ?? zero)]));
}

/** One equation M x = y between vectors. */
function solveByMatrix(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
): ReadonlyMap<SymbolExpr, Expr> | undefined {
  const [only, ...more] = equations;
  const [x, ...others] = unknowns;
  if (!only || !x || more.length > 0 || others.length > 0) return undefined;
  if (x.shape.length !== 1 || !sameShape(only.left.shape, x.shape)) return undefined;
  const matrix = matrixOf(only.left, x);
  return matrix && new Map([[x, matmul(inverse(matrix), only.right)]]);
}

/** A linear system of scalars by Cramer's rule: the same denominator everywhere, and no division on the way to it. */
export function solveByDeterminants(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
): ReadonlyMap<SymbolExpr, Expr> {
  const matrix = equations.map((e) => unknowns.map((u) => derivative(e.left, u)));
  const right = equations.map((e) => e.right);
  const whole = determinant(matrix);
  const withColumn = (j: number): Expr[][] =>
    matrix.map((row, i) => row.map((x, k) => (k === j ? (right[i] ?? zero) : x)));
  return new Map(unknowns.map((u, j) => [u, div(determinant(withColumn(j)), whole)]));
}

/** The determinant by expansion along the first row, zeros skipped. */
export function determinant(m: readonly (readonly Expr[])[]): Expr {
  const [first, ...rest] = m;
  if (!first) return one;
  return add(
    ...first.map((x, j) =>
      x === zero
        ? zero
        : mul(rational(j % 2 === 0 ? 1 : -1), x, determinant(rest.map((r) => r.filter((_, k) => k !== j)))),
    ),
  );
}

/** One unknown of a solved system: `value` may use unknowns that come earlier in the list. */
export interface Solved {
  readonly unknown: SymbolExpr;
  readonly value: Expr;
}

/** The unknowns one after the other, or undefined when elimination does not reach them. */
export function solveInOrder(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
): readonly Solved[] | undefined {
  return polar(equations, unknowns) ?? eliminate(equations, unknowns, { left: mostAttempts });
}

/** Unknowns in terms of the right-hand sides alone, or undefined when elimination does not reach them. */
export function solveSystem(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
): ReadonlyMap<SymbolExpr, Expr> | undefined {
  const ordered = solveInOrder(equations, unknowns);
  if (!ordered) return undefined;
  const known = new Map<Expr, Expr>();
  for (const { unknown, value } of ordered) known.set(unknown, simplify(substitute(value, known)));
  return known as ReadonlyMap<Expr, Expr> as ReadonlyMap<SymbolExpr, Expr>;
}

/** Beyond so many equations tried, a system is out of reach. */
const mostAttempts = 300;

/** One unknown after the other; a choice among unknowns is taken back when it leads nowhere. */
function eliminate(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
  attempts: { left: number },
): readonly Solved[] | undefined {
  if (unknowns.length === 0) return [];
  for (const { equation, unknown, alone } of candidates(equations, unknowns)) {
    if (attempts.left-- <= 0) return undefined;
    const value =
      isolate(equation.left, equation.right, unknown) ?? isolateThroughTotal(equation.left, equation.right, unknown);
    if (!value || !sameShape(value.shape, unknown.shape) || dependsOn(value, [unknown])) continue;
    const solved: Solved = { unknown, value: simplify(value) };
    const rest = equations.filter((e) => e !== equation);
    const left = unknowns.filter((u) => u !== unknown);
    const others = eliminate(alone ? rest : rest.map((e) => replaceIn(e, unknown, value)), left, attempts);
    // What one equation says alone holds whatever the others say: no other choice helps them.
    if (alone) return others && [solved, ...others];
    if (others) return [...others, solved];
  }
  return undefined;
}

/** A vector that occurs by itself and in a total Σ aᵢxᵢ: solve with that total as a number t, then t = Σ aᵢxᵢ(t). */
function isolateThroughTotal(f: Expr, y: Expr, x: SymbolExpr): Expr | undefined {
  const whole = isScalar(x) ? undefined : totalOver(f, x);
  if (!whole) return undefined;
  const t = symbol('⟨Σ⟩', { kind: 'interval' });
  const value = isolate(substitute(f, new Map([[whole, t]])), y, x);
  if (!value) return undefined;
  const again = substitute(whole, new Map([[x, value]]));
  const t0 = isolate(simplify(expand(sub(t, again))), zero, t);
  return t0 && simplify(substitute(value, new Map([[t, t0]])));
}

/** The only total in f that holds x. */
function totalOver(f: Expr, x: SymbolExpr): Expr | undefined {
  const found = new Set<Expr>();
  contains(f, (n) => {
    if (n.kind === 'apply' && n.fn === 'total' && dependsOn(n, [x])) found.add(n);
    return false;
  });
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

function replaceIn(e: Equality, unknown: SymbolExpr, value: Expr): Equality {
  const left = substitute(e.left, new Map([[unknown, value]]));
  return { left: isScalar(left) ? expandIfShorter(left) : simplify(left), right: e.right };
}

const expandIfShorter = (e: Expr): Expr => simplify(expand(e));

/** Equations with their unknowns, those with a single unknown first: it is then known to all the others. */
function candidates(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
): { equation: Equality; unknown: SymbolExpr; alone: boolean }[] {
  const pairs = equations.flatMap((equation) => {
    const present = unknowns.filter((u) => dependsOn(equation.left, [u]));
    return present.map((unknown) => ({ equation, unknown, count: present.length, alone: present.length === 1 }));
  });
  return pairs.sort((a, b) => a.count - b.count || cost(a.equation.left) - cost(b.equation.left));
}

/** r cos φ = a, r sin φ = b: r = √(a² + b²), φ the principal angle. */
function polar(equations: readonly Equality[], unknowns: readonly SymbolExpr[]): readonly Solved[] | undefined {
  if (equations.length !== 2 || unknowns.length !== 2) return undefined;
  for (const angle of unknowns) {
    const c = equations.find((e) => hasFactor(e.left, elementwise('cos', angle)));
    const s = equations.find((e) => hasFactor(e.left, elementwise('sin', angle)));
    if (!c || !s) continue;
    const radius = div(c.left, elementwise('cos', angle));
    const other = unknowns.find((u) => u !== angle);
    if (
      !other ||
      radius !== div(s.left, elementwise('sin', angle)) ||
      dependsOn(radius, [angle]) ||
      !isPositive(radius)
    )
      continue;
    const length = sqrt(add(square(c.right), square(s.right)));
    const value = isolate(radius, length, other);
    if (value)
      return [
        { unknown: other, value: simplify(value) },
        { unknown: angle, value: elementwise('atan2', s.right, c.right) },
      ];
  }
  return undefined;
}

const hasFactor = (e: Expr, factor: Expr): boolean =>
  e === factor || (e.kind === 'product' && e.factors.includes(factor));
