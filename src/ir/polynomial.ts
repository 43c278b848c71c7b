// Polynomials over the indivisible parts of expressions: exact division, and coefficients in one unknown.
import { add, exp, mul, pow, splitCoefficient } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, one, rational, zero } from './expr.ts';
import { compare } from './order.ts';
import { addRatio, invRatio, mulRatio, negRatio, type Ratio, ratioOne, ratioZero } from './rational.ts';
import { dependsOn } from './visit.ts';

type Monomial = ReadonlyMap<Expr, number>;
interface Term {
  readonly coefficient: Ratio;
  readonly powers: Monomial;
}

function monomialOf(term: Expr): Term {
  const powers = new Map<Expr, number>();
  let coefficient = ratioOne;
  for (const f of term.kind === 'product' ? term.factors : [term]) {
    if (f.kind === 'rational') coefficient = mulRatio(coefficient, f.value);
    else for (const [g, k] of generatorsIn(f)) powers.set(g, (powers.get(g) ?? 0) + k);
  }
  return { coefficient, powers };
}

/** x³ is x thrice, and e^{x − 2y} is eˣ once and eʸ minus twice: one generator for all whole multiples of an exponent. */
function generatorsIn(f: Expr): readonly (readonly [Expr, number])[] {
  const [a] = f.kind === 'apply' && f.fn === 'exp' ? f.args : [];
  if (a) return inExponent(a, exp);
  return f.kind === 'power' ? inExponent(f.exponent, (k) => pow(f.base, k)) : [[f, 1]];
}

const inExponent = (exponent: Expr, raised: (exponent: Expr) => Expr): readonly (readonly [Expr, number])[] =>
  termsOf(exponent).map((t) => {
    const { coefficient, core } = splitCoefficient(t);
    return [raised(mul(rational(1n, coefficient.d), core)), Number(coefficient.n)];
  });

const exprOf = (t: Term): Expr => mul(rational(t.coefficient), ...[...t.powers].map(([g, k]) => pow(g, rational(k))));

const termsOf = (e: Expr): readonly Expr[] => (e === zero ? [] : e.kind === 'sum' ? e.terms : [e]);

/** Lexicographic order on monomials over sorted generators: positive when a leads b. */
function leads(a: Monomial, b: Monomial, generators: readonly Expr[]): number {
  for (const g of generators) {
    const d = (a.get(g) ?? 0) - (b.get(g) ?? 0);
    if (d !== 0) return d;
  }
  return 0;
}

/** numerator / divisor when the division is exact (both expanded), else undefined. */
export function divideExactly(numerator: Expr, divisor: Expr): Expr | undefined {
  const d = termsOf(divisor).map(monomialOf);
  const n = termsOf(numerator).map(monomialOf);
  const generators = [...new Set([...d, ...n].flatMap((t) => [...t.powers.keys()]))].sort(compare);
  const degrees = new Map(generators.map((g) => [g, quotientDegrees(n, d, g)]));
  const lead = d.reduce<Term | undefined>(
    (best, t) => (!best || leads(t.powers, best.powers, generators) > 0 ? t : best),
    undefined,
  );
  if (!lead) return undefined;
  const multiple = monomialMultiple(numerator, divisor, lead, generators);
  if (multiple) return multiple;
  let rest = numerator;
  const quotient: Expr[] = [];
  for (let i = 0; i < 60; i++) {
    if (rest === zero) return add(...quotient);
    const top = termsOf(rest)
      .map(monomialOf)
      .reduce((best, t) => (leads(t.powers, best.powers, generators) > 0 ? t : best));
    const q = divideTerm(top, lead);
    if ([...degrees].some(([g, [low, high]]) => !within(q.powers.get(g) ?? 0, low, high))) return undefined;
    quotient.push(exprOf(q));
    rest = expand(add(rest, mul(rational(-1), exprOf(q), divisor)));
    if (termsOf(rest).length > 400) return undefined;
  }
  return undefined;
}

/** numerator = monomial · divisor, where the monomial may have negative powers. */
function monomialMultiple(numerator: Expr, divisor: Expr, lead: Term, generators: readonly Expr[]): Expr | undefined {
  const terms = termsOf(numerator).map(monomialOf);
  const [first] = terms;
  if (!first || terms.length !== termsOf(divisor).length) return undefined;
  const top = terms.reduce((best, t) => (leads(t.powers, best.powers, generators) > 0 ? t : best), first);
  const ratio = exprOf(divideTerm(top, lead));
  return expand(add(numerator, mul(rational(-1), ratio, divisor))) === zero ? ratio : undefined;
}

function divideTerm(a: Term, b: Term): Term {
  const powers = new Map(a.powers);
  for (const [g, k] of b.powers) powers.set(g, (powers.get(g) ?? 0) - k);
  return { coefficient: mulRatio(a.coefficient, invRatio(b.coefficient)), powers };
}

/** The lowest and the highest power of g that an exact quotient holds: lowest powers of factors add up, and highest ones. */
function quotientDegrees(n: readonly Term[], d: readonly Term[], g: Expr): readonly [number, number] {
  const [above, below] = [n, d].map((terms) => terms.map((t) => t.powers.get(g) ?? 0)) as [number[], number[]];
  return [Math.min(...above) - Math.min(...below), Math.max(...above) - Math.max(...below)];
}

const within = (k: number, low: number, high: number): boolean => k >= low && k <= high;

/** Coefficients c₀, c₁, … of e as a polynomial in x (after expansion), or undefined when it is none. */
export function coefficientsIn(e: Expr, x: Expr): readonly Expr[] | undefined {
  const found: Expr[][] = [];
  for (const term of termsOf(expand(e))) {
    const factors = term.kind === 'product' ? term.factors : [term];
    const [inside, outside] = [factors.filter((f) => dependsOnNode(f, x)), factors.filter((f) => !dependsOnNode(f, x))];
    const degree = inside.reduce<number | undefined>((n, f) => (n === undefined ? undefined : addDegree(n, f, x)), 0);
    if (degree === undefined) return undefined;
    for (let i = found.length; i <= degree; i++) found.push([]);
    found[degree]?.push(outside.length ? mul(...outside) : one);
  }
  return found.map((list) => add(...list));
}

const dependsOnNode = (e: Expr, x: Expr): boolean =>
  e === x || (x.kind === 'symbol' ? dependsOn(e, [x]) : containsNode(e, x));

function containsNode(e: Expr, x: Expr): boolean {
  if (e === x) return true;
  if (e.kind === 'sum') return e.terms.some((t) => containsNode(t, x));
  if (e.kind === 'product') return e.factors.some((t) => containsNode(t, x));
  if (e.kind === 'power') return containsNode(e.base, x) || containsNode(e.exponent, x);
  return e.kind === 'apply' && e.args.some((a) => containsNode(a, x));
}

function addDegree(n: number, factor: Expr, x: Expr): number | undefined {
  if (factor === x) return n + 1;
  if (factor.kind !== 'power' || factor.base !== x || factor.exponent.kind !== 'rational') return undefined;
  const { n: k, d } = factor.exponent.value;
  return d === 1n && k > 0n && k < 40n ? n + Number(k) : undefined;
}

/** Numerator and denominator: e = n/d with no negative powers in either (expanded). */
export function fraction(e: Expr): { numerator: Expr; denominator: Expr } {
  const parts = termsOf(e).map(splitFraction);
  const needed = new Map<Expr, Expr>();
  for (const p of parts)
    for (const [base, k] of p.below) {
      const known = needed.get(base);
      if (!known || isLarger(k, known)) needed.set(base, k);
    }
  const denominator = mul(...[...needed].map(([b, k]) => pow(b, k)));
  const numerator = add(
    ...parts.map((p) =>
      mul(p.above, ...[...needed].map(([b, k]) => pow(b, add(k, mul(rational(-1), p.below.get(b) ?? zero))))),
    ),
  );
  return { numerator: expand(numerator), denominator };
}

const isLarger = (a: Expr, b: Expr): boolean =>
  a.kind === 'rational' && b.kind === 'rational' && addRatio(a.value, negRatio(b.value)).n > ratioZero.n;

/** Does a sum hold a quotient of its own, as 1 − a/b does? */
const hasQuotient = (e: Expr): boolean => e.kind === 'sum' && e.terms.some((t) => splitFraction(t).below.size > 0);

function splitFraction(term: Expr): { above: Expr; below: ReadonlyMap<Expr, Expr> } {
  const below = new Map<Expr, Expr>();
  const above: Expr[] = [];
  for (const f of term.kind === 'product' ? term.factors : [term]) {
    if (f.kind !== 'power' || f.exponent.kind !== 'rational' || f.exponent.value.n >= 0n) {
      above.push(f);
      continue;
    }
    const k = rational(negRatio(f.exponent.value));
    const inner = f.exponent.value.d === 1n && hasQuotient(f.base) ? fraction(f.base) : undefined;
    if (inner) above.push(pow(inner.denominator, k));
    const base = inner?.numerator ?? f.base;
    below.set(base, add(k, below.get(base) ?? zero));
  }
  return { above: mul(...above), below };
}
