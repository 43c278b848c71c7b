// Where exponential sums may vanish together: a scalar symbol, or an expression in it that can be solved for it.
import { neg } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, isScalar, type SymbolExpr, symbol, zero } from './expr.ts';
import { isPositive, range } from './range.ts';
import { solveSystem } from './solve.ts';
import { contains, dependsOn, substitute, symbolsOf } from './visit.ts';

/** The scalar s with its value in a symbol x, and how an expression in x is written in it. */
export interface Scale {
  readonly x: SymbolExpr;
  readonly s: SymbolExpr;
  readonly value: Expr;
  into(e: Expr): Expr;
}

/** Is 0 a value of its own, no edge of the domain? */
const holdsZero = (x: SymbolExpr): boolean => isScalar(x) && range(x).lo < 0 && range(x).hi > 0;

/** The scalars of an interval: first those that hold 0, since what is filled in one of them is no sum in the others any more. */
function scalarsOf(e: Expr): readonly SymbolExpr[] {
  const found = [...symbolsOf(e)].filter((x) => isScalar(x) && x.domain.kind === 'interval');
  return [...found.filter(holdsZero), ...found.filter((x) => !holdsZero(x))];
}

const fresh = (value: Expr): SymbolExpr =>
  symbol(`⟨${value.id}⟩`, isPositive(value) ? { kind: 'interval', lower: zero } : { kind: 'interval' });

/** s = x where the domain of x reaches 0. */
export const symbolScales = (e: Expr): readonly Scale[] =>
  scalarsOf(e)
    .filter((x) => range(x).lo <= 0 && range(x).hi >= 0)
    .map((x) => ({ x, s: x, value: x, into: (part) => part }));

/** s = u(x) where u reaches 0 and u(x) = s can be solved for x: x − 2 under a power, eˣ in exp(eˣ). */
export const composedScales = (e: Expr): readonly Scale[] =>
  [...candidatesIn(e)].flatMap((value) => {
    const { lo, hi } = range(value);
    return lo > 0 || hi < 0 ? [] : scalarsOf(value).flatMap((x) => composed(value, x) ?? []);
  });

/** What exponentials hold twice, or what is raised to a power beside them. */
function candidatesIn(e: Expr): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  const put = (value: Expr): void => {
    if (!found.has(neg(value))) found.add(value);
  };
  const exponentials = exponentialsIn(e);
  for (const outer of exponentials) for (const inner of exponentialsIn(outer)) if (inner !== outer) put(inner);
  contains(e, (n) => {
    const raised = n.kind === 'power' && n.exponent.kind === 'rational' && n.base.kind === 'sum' ? n.base : undefined;
    if (raised && isScalar(raised) && exponentials.some((x) => dependsOn(x, symbolsOf(raised)))) put(raised);
    return false;
  });
  return found;
}

function exponentialsIn(e: Expr): readonly Expr[] {
  const found: Expr[] = [];
  contains(e, (n) => {
    if (n.kind === 'apply' && n.fn === 'exp' && isScalar(n)) found.push(n);
    return false;
  });
  return found;
}

function composed(value: Expr, x: SymbolExpr): Scale | undefined {
  const s = fresh(value);
  const solution = solveSystem([{ left: value, right: s }], [x])?.get(x);
  const into = (e: Expr): Expr => substitute(e, new Map([[x, solution ?? x]]));
  return solution && expand(into(value)) === s ? { x, s, value, into } : undefined;
}
