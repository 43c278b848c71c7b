// Integrals and sums as terms: by their logarithms where they are positive, with the distances to their ends where asked.
import { CompilerBug } from '../../diagnostics.ts';
import { add, applyNode, log, mul, neg, sub } from '../../ir/build.ts';
import { complementLogarithms, complementsUnder } from '../../ir/complement-logarithms.ts';
import { partsBetweenCuts } from '../../ir/cuts.ts';
import { deviancesInSum } from '../../ir/deviance-sums.ts';
import { entryIntegralOf } from '../../ir/entrywise-integral.ts';
import { expand } from '../../ir/expand.ts';
import {
  children,
  type Expr,
  type IntegralExpr,
  integral,
  isScalar,
  one,
  type PowerExpr,
  type SymbolExpr,
} from '../../ir/expr.ts';
import { alongLogarithms } from '../../ir/log-distances.ts';
import { type LogIntegral, logIntegralOf } from '../../ir/log-integrals.ts';
import { isNonNegative } from '../../ir/range.ts';
import { stableForm } from '../../ir/stable.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import { elementwise, type Lowering } from './lowering.ts';
import type { ReferenceTerm, Term } from './term.ts';

/** ∫ or Σ of the body. */
export function lowerIntegral(e: IntegralExpr, l: Lowering): Term {
  if (!isScalar(e)) return ofOneEntry(e, l, lowerIntegral);
  const { variable } = e;
  const { domain } = variable;
  if (domain.kind === 'set') {
    return l.lower(add(...domain.values.map((v) => substitute(e.body, new Map([[variable, v]])))));
  }
  const body = complementsUnder(variable, e.body);
  const level = levelOf(e);
  const [first, ...more] = partsBetweenCuts(variable, body) ?? [{ variable, body }];
  const partOf = (part: LogIntegral): Term => termOf(part, level, false, l);
  return more.reduce((sum, part) => elementwise(l, 'add', sum, partOf(part)), partOf(first ?? { variable, body }));
}

/** log ∫ e^{body}, where the symbol stands for one. */
export function lowerLogIntegral(s: SymbolExpr, l: Lowering): Term | undefined {
  const known = logIntegralOf(s);
  if (!known) return undefined;
  const level = levelOf(s);
  if (isScalar(s)) return logTermOf(known, level, l);
  return ofOneEntry(integral(known.variable, known.body), l, (one, inner) => logTermOf(one, level, inner));
}

function logTermOf(whole: LogIntegral, level: number, l: Lowering): Term {
  const [first, ...more] = partsBetweenCuts(whole.variable, whole.body) ?? [whole];
  const logOf = (part: LogIntegral): Term =>
    termOf({ ...part, body: stableForm(complementLogarithms(part.body)) }, level, true, l);
  return more.map(logOf).reduce((sum, next) => logOfSum(sum, next, l), logOf(first ?? whole));
}

/** An integral of a tensor as that of one entry, whose numbers stand for the entries of tensors. */
function ofOneEntry(e: IntegralExpr, l: Lowering, lowered: (one: IntegralExpr, inner: Lowering) => Term): Term {
  const { one, entries } = entryIntegralOf(e);
  return lowered(one, l.within(new Map([...entries].map(([number, tensor]) => [number, l.lower(tensor)]))));
}

/** ∫₀¹ of a smooth body that `lowered` gives for t. */
export function smoothIntegral(lowered: (t: Term) => Term, l: Lowering): Term {
  const { table, names } = l;
  const [variable, below, above] = ['t', 'below', 'above'].map((wanted) =>
    table.reference(names.fresh(wanted), [], true),
  );
  if (!variable || !below || !above) throw new CompilerBug('three names, and one is missing');
  const ends = { lower: table.number(0), upper: table.number(1) };
  const plain = { discrete: false, logarithm: false, unfolded: false, smooth: true };
  return table.integral({ ...plain, ...ends, variable, below, above, body: lowered(variable) });
}

/** log(eᵃ + eᵇ). */
const logOfSum = (a: Term, b: Term, l: Lowering): Term =>
  elementwise(l, 'add', b, elementwise(l, 'softplus', elementwise(l, 'subtract', a, b)));

function termOf(given: LogIntegral, level: number, logarithm: boolean, l: Lowering): Term {
  const unfolded = alongLogarithms(given.variable, given.body, logarithm);
  const { variable, body } = unfolded ?? given;
  const [lower, upper] = boundsOf(variable, l);
  const named = (wanted: string, at: number): ReferenceTerm => l.table.reference(l.names.ofLevel(at, wanted), [], true);
  const reference = named(nameOfVariable(given.variable), 3 * level);
  const below = named('below', 3 * level + 1);
  const above = named('above', 3 * level + 2);
  const discrete = variable.domain.kind === 'integers';
  const inner = l.within(new Map([[variable, reference], ...distances(variable, below, above, l)]));
  for (const [s, value] of unfolded?.values ?? []) inner.environment.set(s, inner.lower(value));
  const plain = logarithm ? undefined : discrete ? logWeightOf(body, variable) : logShapeOf(body, variable);
  const close = discrete && plain ? deviancesInSum({ body, logWeight: plain }) : undefined;
  const value = inner.lower(close?.body ?? body);
  const weight = close?.logWeight ?? plain;
  const logWeight = weight ? { logWeight: inner.lower(weight) } : {};
  return l.table.integral({
    ...{ discrete, logarithm, unfolded: unfolded !== undefined, variable: reference, below, above, lower, upper },
    ...{ body: value, ...logWeight },
  });
}

/** E of a body f·e^E, where no number bounds the sum: far out e^E underflows, and E still says where terms count. */
function logWeightOf(body: Expr, v: SymbolExpr): Expr | undefined {
  if (v.domain.kind !== 'integers' || v.domain.upper?.kind === 'rational') return undefined;
  return exponentOf(body, v, (f) => f.exponent.kind !== 'rational');
}

/** E of a product of eᴱ, of powers of what is ≥ 0, and of what varies little beside them: an integrand's whole range. */
const logShapeOf = (body: Expr, v: SymbolExpr): Expr | undefined => exponentOf(body, v, () => true);

/** The sum of the exponents of a product's factors; nothing where another factor has exponents of its own. */
function exponentOf(body: Expr, v: SymbolExpr, counts: (f: PowerExpr) => boolean): Expr | undefined {
  const factors = body.kind === 'product' ? body.factors : [body];
  const exponents = factors.flatMap((f) => {
    if (f.kind === 'power') return counts(f) && isNonNegative(f.base) ? [mul(f.exponent, log(f.base))] : [];
    return f.kind === 'apply' && f.fn === 'exp' ? f.args : [];
  });
  const others = factors.filter((f) => !(f.kind === 'apply' && f.fn === 'exp') && !(f.kind === 'power' && counts(f)));
  const steep = others.some((f) => isSteepIn(f, v));
  return !steep && exponents.some((e) => dependsOn(e, [v])) ? add(...exponents) : undefined;
}

/** May a part of it grow like an exponential of v? An integral whose own variable bears that name is a number. */
const isSteepIn = (e: Expr, v: SymbolExpr): boolean =>
  dependsOn(e, [v]) && (isSteep(e) || children(e).some((part) => isSteepIn(part, v)));

const isSteep = (e: Expr): boolean =>
  e.kind === 'integral' ||
  (e.kind === 'power' && e.exponent.kind !== 'rational') ||
  (e.kind === 'apply' && steepFunctions.includes(e.fn));

const steepFunctions: readonly string[] = [
  'exp',
  'expm1',
  'sinh',
  'cosh',
  'gamma',
  'besselI',
  'besselK',
  'erf',
  'erfc',
];

/** What is written with x − a or b − x, by these distances themselves: at an end of (a, b) a difference has no digits left. */
function distances({ domain, ...rest }: SymbolExpr, below: Term, above: Term, l: Lowering): readonly [Expr, Term][] {
  if (domain.kind !== 'interval') return [];
  const x = { domain, ...rest } as SymbolExpr;
  const { lower, upper } = domain;
  const both =
    lower && upper
      ? [[expand(mul(sub(x, lower), sub(upper, x))), l.table.call('multiply', [below, above], [])] as const]
      : [];
  return [
    ...(lower ? [[sub(x, lower), below] as const] : []),
    ...(upper ? [[sub(upper, x), above] as const] : []),
    ...both,
  ].flatMap(([e, term]): readonly [Expr, Term][] =>
    e === x
      ? []
      : [
          [e, term],
          [neg(e), elementwise(l, 'negate', term)],
          [applyNode('log1p', [sub(e, one)], []), elementwise(l, 'log', term)],
        ],
  );
}

const levels = new WeakMap<Expr, number>();

/** How many integrals stand in each other; one inside another has a smaller level, so that their variables differ. */
function levelOf(e: Expr): number {
  const known = levels.get(e);
  if (known !== undefined) return known;
  const held = logIntegralOf(e);
  const inside = held
    ? [held.body, ...endsOf(held.variable)]
    : [...children(e), ...(e.kind === 'integral' ? endsOf(e.variable) : [])];
  const inner = Math.max(0, ...inside.map(levelOf));
  const level = held || e.kind === 'integral' ? inner + 1 : inner;
  levels.set(e, level);
  return level;
}

function endsOf({ domain }: SymbolExpr): readonly Expr[] {
  if (domain.kind !== 'interval' && domain.kind !== 'integers') return [];
  return [domain.lower, domain.upper].flatMap((end) => (end ? [end] : []));
}

const nameOfVariable = (variable: SymbolExpr): string => (/^[a-z]\w*$/.test(variable.name) ? variable.name : 'x');

function boundsOf({ domain, name }: SymbolExpr, l: Lowering): [Term, Term] {
  const infinity = l.table.number('infinity');
  const below = elementwise(l, 'negate', infinity);
  if (domain.kind === 'circle') return [elementwise(l, 'negate', l.table.number('pi')), l.table.number('pi')];
  if (domain.kind !== 'interval' && domain.kind !== 'integers') {
    throw new CompilerBug(`no integral over the domain of ${name}`);
  }
  return [domain.lower ? l.lower(domain.lower) : below, domain.upper ? l.lower(domain.upper) : infinity];
}
