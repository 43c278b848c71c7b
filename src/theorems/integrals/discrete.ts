// Sums over finite sets, ranges of integers and the natural numbers.
import { formula, prose } from '../../derivation/step.ts';
import { add, div, elementwise, exp, log, mul, neg, pow, sub } from '../../ir/build.ts';
import { type Expr, half, isDiscrete, minusOne, one, type SymbolExpr, two, zero } from '../../ir/expr.ts';
import { isInteger, isNonZero } from '../../ir/range.ts';
import { pair } from '../../ir/separate.ts';
import { simplify } from '../../ir/simplify.ts';
import { stack } from '../../ir/tensor.ts';
import { dependsOn, substitute, symbolsOf } from '../../ir/visit.ts';
import type { Sampler } from '../../model/program.ts';
import { coefficientsOf, type IntegralForm, type Match, negative, type Problem, positive, withEdge } from './form.ts';

const logMass = (p: Problem): Expr => add(...p.items.map(pair));

const searching = (p: Problem, from: Expr, logValue: Expr, to?: Expr): Sampler => ({
  kind: 'search',
  variable: p.variable,
  logMass: sub(logMass(p), logValue),
  from,
  ...(to ? { to } : {}),
});

const startsAt = (x: SymbolExpr, lower: Expr): boolean =>
  x.domain.kind === 'integers' && x.domain.lower === lower && !x.domain.upper;

/** A finite set: the sum written out. */
export const finiteSum: IntegralForm = {
  id: 'finite-sum',
  title: prose`A sum over finitely many values, written out`,
  source: { key: 'wainwright-jordan', place: 'section 3.2' },
  match: (p) => {
    const x = p.variable;
    if (x.domain.kind !== 'set' || x.shape.length > 0) return undefined;
    return writtenOut(p, x.domain.values);
  },
};

function writtenOut(p: Problem, values: readonly Expr[]): Match {
  const terms = values.map((v) => substitute(logMass(p), new Map([[p.variable, v]])));
  const logValue = log(add(...terms.map(exp)));
  return { logValue, conditions: [], sampler: { kind: 'table', values, logMasses: terms } };
}

/** Vectors of a known length with entries in a finite set, in any function: the sum over all of them, written out. */
export const finiteVectorSum: IntegralForm = {
  id: 'finite-vector-sum',
  title: prose`A sum over finitely many vectors, written out`,
  source: { key: 'wainwright-jordan', place: 'section 3.2' },
  match: (p) => {
    const x = p.variable;
    const size = x.domain.kind === 'set' && x.shape.length === 1 ? Number(x.shape[0]) : Number.NaN;
    const values = x.domain.kind === 'set' ? x.domain.values : [];
    if (!(values.length ** size <= mostVectors)) return undefined;
    const at = (entries: readonly Expr[]): Expr => simplify(substitute(logMass(p), new Map([[x, stack(...entries)]])));
    return { logValue: log(add(...vectorsOf(values, size).map((v) => exp(at(v))))), conditions: [] };
  },
};

/** A sum over more vectors would be a page of terms. */
const mostVectors = 32;

const vectorsOf = (values: readonly Expr[], size: number): readonly (readonly Expr[])[] =>
  size === 0 ? [[]] : vectorsOf(values, size - 1).flatMap((rest) => values.map((v) => [...rest, v]));

/** $\sum_{x\ge0}e^{bx} = 1/(1-e^b)$, b < 0. */
export const geometricSeries: IntegralForm = {
  id: 'geometric-series',
  title: prose`${formula('Σ_{x≥0} e^{bx} = 1/(1 − e^b)')} for ${formula('b < 0')}`,
  source: { key: 'gradshteyn-ryzhik', place: '0.231.1' },
  match: (p) => {
    const x = p.variable;
    const [b] = (startsAt(x, zero) ? coefficientsOf(p, [x]) : undefined) ?? [];
    if (!b || b === zero) return undefined;
    const logValue = neg(log(sub(one, exp(b))));
    return { logValue, conditions: [negative(b)], sampler: searching(p, zero, logValue) };
  },
};

/** $\sum_{x\ge0}e^{bx}/x! = e^{e^b}$. */
export const exponentialSeries: IntegralForm = {
  id: 'exponential-series',
  title: prose`${formula('Σ_{x≥0} e^{bx}/x! = exp(e^b)')}`,
  source: { key: 'gradshteyn-ryzhik', place: '1.211' },
  match: (p) => {
    const x = p.variable;
    const c = startsAt(x, zero) ? coefficientsOf(p, [x, elementwise('lgamma', add(x, one))]) : undefined;
    const [b, l] = c ?? [];
    if (!b || l !== minusOne) return undefined;
    return { logValue: exp(b), conditions: [], sampler: searching(p, zero, exp(b)) };
  },
};

/** $\sum_{x\ge1}e^{bx}/x! = e^{e^b}-1$. */
export const truncatedExponentialSeries: IntegralForm = {
  id: 'truncated-exponential-series',
  title: prose`${formula('Σ_{x≥1} e^{bx}/x! = exp(e^b) − 1')}`,
  source: { key: 'gradshteyn-ryzhik', place: '1.211' },
  match: (p) => {
    const x = p.variable;
    const c = startsAt(x, one) ? coefficientsOf(p, [x, elementwise('lgamma', add(x, one))]) : undefined;
    const [b, l] = c ?? [];
    if (!b || l !== minusOne) return undefined;
    const logValue = log(sub(exp(exp(b)), one));
    return { logValue, conditions: [], sampler: searching(p, one, logValue) };
  },
};

/** $\sum_{x\ge1}e^{bx}/x = -\log(1-e^b)$, b < 0. */
export const logarithmicSeries: IntegralForm = {
  id: 'logarithmic-series',
  title: prose`${formula('Σ_{x≥1} e^{bx}/x = −log(1 − e^b)')} for ${formula('b < 0')}`,
  source: { key: 'gradshteyn-ryzhik', place: '1.511' },
  match: (p) => {
    const x = p.variable;
    const c = startsAt(x, one) ? coefficientsOf(p, [x, log(x)]) : undefined;
    const [b, l] = c ?? [];
    if (!b || l !== minusOne) return undefined;
    const logValue = log(neg(log(sub(one, exp(b)))));
    return { logValue, conditions: [negative(b)], sampler: searching(p, one, logValue) };
  },
};

/** $\sum_{x\ge0}\Gamma(x+r)/x!\,e^{bx} = \Gamma(r)(1-e^b)^{-r}$, b < 0 (the binomial series). */
export const binomialSeries: IntegralForm = {
  id: 'binomial-series',
  title: prose`${formula('Σ_{x≥0} Γ(x+r)/x! e^{bx} = Γ(r) (1 − e^b)^{−r}')} for ${formula('r > 0, b < 0')}`,
  source: { key: 'dlmf', place: '4.6.7' },
  match: (p) => {
    const x = p.variable;
    const [r, b] = (startsAt(x, zero) ? risingSeries(p) : undefined) ?? [];
    if (!r || !b) return undefined;
    const logValue = sub(elementwise('lgamma', r), mul(r, log(sub(one, exp(b)))));
    return { logValue, conditions: [negative(b), positive(r)], sampler: searching(p, zero, logValue) };
  },
};

/** $\sum_{x\ge1}\Gamma(x+s)/x!\,e^{bx} = \Gamma(s+1)((1-e^b)^{-s}-1)/s$, s > −1, s ≠ 0, b < 0; also at b = 0 for s < 0. */
export const truncatedBinomialSeries: IntegralForm = {
  id: 'truncated-binomial-series',
  title: prose`${formula('Σ_{x≥1} Γ(x+s)/x! e^{bx} = Γ(s+1) ((1 − e^b)^{−s} − 1)/s')} for ${formula('s > −1, b < 0')} and s not 0`,
  source: { key: 'dlmf', place: '4.6.7' },
  match: (p) => {
    const x = p.variable;
    const [s, b] = (startsAt(x, one) ? risingSeries(p) : undefined) ?? [];
    if (!s || !b || !isNonZero(s)) return undefined;
    const logValue = add(elementwise('lgamma', add(s, one)), logRise(b, s));
    const conditions = [withEdge(negative(b), negative(s)), positive(add(s, one))];
    return { logValue, conditions, sampler: searching(p, one, logValue) };
  },
};

/** log(((1 − e^b)^{−s} − 1)/s); of a root u of 1 − e^b, 1 − u = e^b/(1 + u) says it without cancelling. */
function logRise(b: Expr, s: Expr): Expr {
  const rest = sub(one, exp(b));
  if (s !== half && s !== neg(half)) return log(div(sub(pow(rest, neg(s)), one), s));
  const inRoots = sub(add(log(two), b), log(add(one, pow(rest, half))));
  return s === half ? sub(inRoots, mul(half, log(rest))) : inRoots;
}

/** r and b of Γ(x + r)/x! e^{bx}. */
function risingSeries(p: Problem): readonly [r: Expr, b: Expr] | undefined {
  const x = p.variable;
  const rising = p.items.find((i) => i.coefficient === one && i.atom.kind === 'apply' && i.atom.fn === 'lgamma');
  const argument = rising?.atom.kind === 'apply' ? rising.atom.args[0] : undefined;
  if (!rising || !argument) return undefined;
  const r = sub(argument, x);
  const [b, l] = coefficientsOf(p, [x, elementwise('lgamma', add(x, one)), rising.atom]) ?? [];
  return b && b !== zero && l === minusOne && !dependsOn(r, [x]) ? [r, b] : undefined;
}

/** $\sum_{x=0}^{n}e^{bx}/(x!(n-x)!) = (1+e^b)^n/n!$ (the binomial theorem). */
export const binomialTheorem: IntegralForm = {
  id: 'binomial-theorem',
  title: prose`${formula('Σ_{x=0}^{n} e^{bx}/(x! (n−x)!) = (1 + e^b)ⁿ/n!')}`,
  source: { key: 'dlmf', place: '1.2.2' },
  match: (p) => {
    const x = p.variable;
    if (x.domain.kind !== 'integers' || x.domain.lower !== zero || !x.domain.upper || !isInteger(x.domain.upper))
      return undefined;
    const n = x.domain.upper;
    const c = coefficientsOf(p, [x, elementwise('lgamma', add(x, one)), elementwise('lgamma', add(n, one, neg(x)))]);
    const [b, l, k] = c ?? [];
    if (!b || l !== minusOne || k !== minusOne) return undefined;
    const logValue = sub(mul(n, log(add(one, exp(b)))), elementwise('lgamma', add(n, one)));
    return { logValue, conditions: [], sampler: searching(p, zero, logValue, n) };
  },
};

/** $\sum_{x=0}^{n}e^{bx} = (e^{(n+1)b}-1)/(e^b-1)$. */
export const finiteGeometricSum: IntegralForm = {
  id: 'finite-geometric-sum',
  title: prose`${formula('Σ_{x=0}^{n} e^{bx} = (e^{(n+1)b} − 1)/(e^b − 1)')}`,
  source: { key: 'gradshteyn-ryzhik', place: '0.112' },
  match: (p) => {
    const x = p.variable;
    if (x.domain.kind !== 'integers' || x.domain.lower !== zero || !x.domain.upper) return undefined;
    const n = x.domain.upper;
    const [b] = coefficientsOf(p, [x]) ?? [];
    if (!b || b === zero) return undefined;
    const count = add(n, one);
    // Where it holds another count, the exponent may be 0.
    const logValue = log(
      [...symbolsOf(b)].some((s) => isDiscrete(s.domain))
        ? mul(count, elementwise('phi', one, mul(count, b)), pow(elementwise('phi', one, b), minusOne))
        : div(sub(exp(mul(count, b)), one), sub(exp(b), one)),
    );
    return { logValue, conditions: [], sampler: searching(p, zero, logValue, n) };
  },
};
