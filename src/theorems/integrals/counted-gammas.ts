// Gamma functions of a count, brought to those of the count itself: Γ(mx + a) by the multiplication formula (DLMF 5.5.6), and
// a factor x + a as the quotient Γ(x + a + 1)/Γ(x + a). What is left of binomial(2x, x)/(x + 1) is Γ(x + 1/2)/Γ(x + 2).
import { add, div, elementwise, log, mul, neg, sub } from '../../ir/build.ts';
import { derivative } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, half, one, pi, rational, type SymbolExpr, two } from '../../ir/expr.ts';
import { isPositive } from '../../ir/range.ts';
import { substitute } from '../../ir/visit.ts';
import type { Problem } from './form.ts';

/** Beyond so many gamma functions the multiplication formula leads to no form. */
const mostGammas = 4;

/** The same atoms by other gamma functions, in words how. */
export interface Rewritten {
  readonly title: string;
  readonly atoms: ReadonlyMap<Expr, Expr>;
}

/** The same sum with other gamma functions in it: those of multiples of the count opened, else its factors as quotients. */
export function gammasOfCounts(p: Problem): readonly Rewritten[] {
  const multiplied = images(p, multiplication);
  if (multiplied.size > 0) return [{ title: 'the multiplication formula of the gamma function', atoms: multiplied }];
  const factors = images(p, quotient);
  return factors.size > 0 && isTelescoped(p, factors)
    ? [{ title: 'factors as quotients of gamma functions', atoms: factors }]
    : [];
}

function images(p: Problem, imageOf: (atom: Expr, x: SymbolExpr) => Expr | undefined): ReadonlyMap<Expr, Expr> {
  const found = p.items.map(({ atom }) => [atom, imageOf(atom, p.variable)] as const);
  return new Map(found.flatMap(([atom, image]) => (image ? [[atom, image] as const] : [])));
}

/** log Γ(mz) = (mz − ½) log m − (m − 1)/2 log 2π + Σ log Γ(z + j/m), j < m. */
function multiplication(atom: Expr, x: SymbolExpr): Expr | undefined {
  const argument = argumentOf(atom, 'lgamma');
  const m = argument && multipleOf(argument, x);
  if (!m || m < 2 || m > mostGammas) return undefined;
  const z = expand(div(argument, rational(m)));
  return add(
    mul(sub(argument, half), log(rational(m))),
    mul(rational(1 - m, 2), log(mul(two, pi))),
    ...Array.from({ length: m }, (_, j) => elementwise('lgamma', expand(add(z, rational(j, m))))),
  );
}

/** log(mz) = log m + log Γ(z + 1) − log Γ(z), z > 0. */
function quotient(atom: Expr, x: SymbolExpr): Expr | undefined {
  const argument = argumentOf(atom, 'log');
  const m = argument && multipleOf(argument, x);
  if (!m || m < 1 || !isPositive(argument)) return undefined;
  const z = expand(div(argument, rational(m)));
  return add(log(rational(m)), elementwise('lgamma', expand(add(z, one))), neg(elementwise('lgamma', z)));
}

const argumentOf = (atom: Expr, fn: 'lgamma' | 'log'): Expr | undefined =>
  atom.kind === 'apply' && atom.fn === fn ? atom.args[0] : undefined;

/** m of mx + a, a whole number. */
function multipleOf(e: Expr, x: SymbolExpr): number | undefined {
  const slope = derivative(e, x);
  return slope.kind === 'rational' && slope.value.d === 1n ? Number(slope.value.n) : undefined;
}

/** Is no more than one quotient of two gamma functions left, where the others cancel? */
function isTelescoped({ items }: Problem, images: ReadonlyMap<Expr, Expr>): boolean {
  const all = expand(add(...items.map(({ coefficient, atom }) => mul(coefficient, substitute(atom, images)))));
  const terms = all.kind === 'sum' ? all.terms : [all];
  const gammas = terms.filter((t) => [t, neg(t)].some((e) => argumentOf(e, 'lgamma')));
  return gammas.length <= 2;
}
