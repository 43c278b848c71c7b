// Gamma functions a whole number apart: log Γ(a + k) = log Γ(a) + log a + … + log(a + k − 1), opened where both occur.
import { add, elementwise, log, neg, sub } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, rational } from './expr.ts';
import { simplify } from './simplify.ts';
import { substitute } from './visit.ts';

/** Beyond so many factors a product says less than the two gamma functions. */
const mostFactors = 8;

/** The sum with every lgamma written by the one of the same kind that stands lowest. */
export function openFactorials(e: Expr): Expr {
  const bases: Expr[] = [];
  const replaced = new Map<Expr, Expr>();
  for (const node of lgammasOf(e)) {
    const [argument] = node.args;
    if (!argument) continue;
    const found = bases.map((base) => ({ base, gap: wholeGap(argument, base) })).find(({ gap }) => gap !== undefined);
    if (!found || found.gap === undefined) bases.push(argument);
    else replaced.set(node, raised(found.base, found.gap));
  }
  return replaced.size > 0 ? substitute(e, replaced) : e;
}

type Lgamma = Extract<Expr, { kind: 'apply' }>;

const lgammasOf = (e: Expr): readonly Lgamma[] =>
  (e.kind === 'sum' ? e.terms : [e])
    .flatMap((t) => (t.kind === 'product' ? t.factors : [t]))
    .filter((f): f is Lgamma => f.kind === 'apply' && f.fn === 'lgamma');

/** a − b where that is a small whole number. */
function wholeGap(a: Expr, b: Expr): number | undefined {
  const gap = simplify(expand(sub(a, b)));
  if (gap.kind !== 'rational' || gap.value.d !== 1n) return undefined;
  const k = Number(gap.value.n);
  return Math.abs(k) <= mostFactors ? k : undefined;
}

/** log Γ(base + k). */
function raised(base: Expr, k: number): Expr {
  const start = elementwise('lgamma', base);
  const factors = Array.from({ length: Math.abs(k) }, (_, j) => log(add(base, rational(k > 0 ? j : -1 - j))));
  return k > 0 ? add(start, ...factors) : add(start, ...factors.map(neg));
}
