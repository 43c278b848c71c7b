// What the domains imply: an interval that contains every value of an expression, and whether it is an integer.
import { children, type Domain, type Expr } from './expr.ts';
import {
  containsZero,
  everything,
  hull,
  integerPower,
  interval,
  lowest,
  monotone,
  negativeOf,
  plus,
  type Range,
  sineRange,
  times,
} from './interval.ts';
import { addRatio, mulRatio, type Ratio, ratioOne, ratioToNumber, ratioZero } from './rational.ts';
import { isSymmetric } from './symmetric.ts';

const cache = new WeakMap<Expr, Range>();

/** The range of an expression under the domains of its symbols. */
export function range(e: Expr): Range {
  const known = cache.get(e);
  if (known) return known;
  const found = compute(e);
  cache.set(e, found);
  return found;
}

function compute(e: Expr): Range {
  switch (e.kind) {
    case 'rational': {
      const x = ratioToNumber(e.value);
      return interval(x, x, false, false, e.value.d === 1n);
    }
    case 'constant':
      return constantRange(e.name);
    case 'dimension':
      return interval(1, Infinity, false, true, true);
    case 'identity':
      return interval(0, 1, false, false, true);
    case 'symbol':
      return symbolRange(e.domain);
    case 'sum':
      return sumRange(e.terms);
    case 'product':
      return e.factors.map(range).reduce(times);
    case 'power':
      return powerRange(range(e.base), e.exponent);
    case 'apply':
      return applyRange(e.fn, e.args);
    case 'integral': {
      const body = range(e.body);
      return body.lo >= 0 ? interval(0, Infinity, !body.integer) : everything;
    }
  }
}

function constantRange(name: 'pi' | 'euler' | 'infinity'): Range {
  if (name === 'pi') return interval(Math.PI, Math.PI, false, false);
  return name === 'euler'
    ? interval(0.5772156649015329, 0.5772156649015329, false, false)
    : interval(Infinity, Infinity, false, false);
}

function symbolRange(d: Domain): Range {
  switch (d.kind) {
    case 'interval':
      return interval(
        d.lower ? range(d.lower).lo : -Infinity,
        d.upper ? range(d.upper).hi : Infinity,
        !d.closedLower,
        !d.closedUpper,
      );
    case 'integers':
      return interval(
        d.lower ? range(d.lower).lo : -Infinity,
        d.upper ? range(d.upper).hi : Infinity,
        false,
        false,
        true,
      );
    case 'set': {
      return d.values.map(range).reduce(hull);
    }
    case 'circle':
      return interval(-Math.PI, Math.PI, true, false);
    case 'onehot':
      return interval(0, 1, false, false, true);
    case 'simplex':
      return interval(0, 1);
    default:
      return everything;
  }
}

/** A sum, sharpened by symbolic bounds: ν − P with ν > P − 1 is bounded below by −1. */
function sumRange(terms: readonly Expr[]): Range {
  const plain = terms.map(range).reduce(plus);
  const below = relax(terms, ratioOne);
  const above = relax(terms, { n: -1n, d: 1n });
  const sharperLow = below !== undefined && below.lo > plain.lo;
  const sharperHigh = above !== undefined && -above.lo < plain.hi;
  return interval(
    sharperLow ? below.lo : plain.lo,
    sharperHigh ? -above.lo : plain.hi,
    sharperLow ? below.loOpen : plain.loOpen,
    sharperHigh ? above.loOpen : plain.hiOpen,
    plain.integer,
  );
}

/** The symbolic bound that bounds c·e from below: the lower one for c > 0, the upper one for c < 0. */
function symbolicBound(e: Expr, sign: bigint): Expr | undefined {
  if (e.kind !== 'symbol' || (e.domain.kind !== 'interval' && e.domain.kind !== 'integers')) return undefined;
  const found = sign > 0n ? e.domain.lower : e.domain.upper;
  return found && found.kind !== 'rational' ? found : undefined;
}

/** A linear form: the coefficient of each atom, 1 for the number. */
type LinearForm = ReadonlyMap<Expr | 1, Ratio>;

function plusTerms(form: LinearForm, terms: readonly Expr[], scale: Ratio): LinearForm {
  const sum = new Map(form);
  for (const t of terms) {
    const { coefficient, atom } = splitCoefficient(t);
    sum.set(atom, addRatio(sum.get(atom) ?? ratioZero, mulRatio(scale, coefficient)));
  }
  return sum;
}

/** c·bound is at most the term of this atom; `strict` where it is less. */
interface Bounded {
  readonly atom: Expr;
  readonly bound: Expr;
  readonly c: Ratio;
  readonly strict: boolean;
}

function boundedSymbol(atom: Expr | 1, c: Ratio): readonly Bounded[] {
  const bound = atom === 1 || c.n === 0n ? undefined : symbolicBound(atom, c.n);
  if (atom === 1 || atom.kind !== 'symbol' || !bound) return [];
  return [{ atom, bound, c, strict: atom.domain.kind === 'interval' }];
}

/** Functions that rise wherever they have a value. */
const rising: ReadonlySet<string> = new Set([
  'log',
  'log1p',
  'exp',
  'expm1',
  'atan',
  'sinh',
  'tanh',
  'asinh',
  'softplus',
]);

/** f(x) by f of what bounds x, where f rises and both stand in the form: log x − log m > 0 for x > m, R² − x² > 0 for |x| < R. */
function boundedFunction(atom: Expr | 1, c: Ratio, form: LinearForm): readonly Bounded[] {
  const inner = atom === 1 || c.n === 0n ? undefined : whatItRisesWith(atom, c);
  const limit = inner && symbolicBound(inner, c.n);
  if (!limit || atom === 1) return [];
  const bound = [...form.keys()].find((k) => k !== 1 && isSameOf(atom, k, limit));
  if (!bound || bound === 1 || !opposes(form.get(bound), c)) return [];
  return [{ atom, bound, c, strict: inner.kind === 'symbol' && inner.domain.kind === 'interval' }];
}

const isSameOf = (f: Expr, g: Expr, inner: Expr): boolean =>
  f.kind === 'power'
    ? g.kind === 'power' && g.base === inner && g.exponent === f.exponent
    : f.kind === 'apply' && g.kind === 'apply' && g.fn === f.fn && g.args[0] === inner;

/** The x of f(x) where f rises; an even power does up to an end as far from zero as the other. */
function whatItRisesWith(f: Expr, c: Ratio): Expr | undefined {
  if (f.kind === 'apply') return rising.has(f.fn) ? f.args[0] : undefined;
  if (f.kind !== 'power' || f.exponent.kind !== 'rational' || f.exponent.value.n <= 0n) return undefined;
  if (isNonNegative(f.base)) return f.base;
  const isEven = f.exponent.value.d === 1n && f.exponent.value.n % 2n === 0n;
  return isEven && c.n < 0n && isBalanced(f.base) ? f.base : undefined;
}

/** From −R to R. */
function isBalanced(x: Expr): boolean {
  if (x.kind !== 'symbol' || x.domain.kind !== 'interval' || !x.domain.lower) return false;
  const { coefficient, atom } = splitCoefficient(x.domain.lower);
  return coefficient.n === -1n && coefficient.d === 1n && atom === x.domain.upper;
}

/** b·x by x times the number that bounds b, where x ≥ 0 stands alone too: b x − x ≥ 0 for b > 1. */
function boundedProduct(atom: Expr | 1, c: Ratio, form: LinearForm): readonly Bounded[] {
  if (atom === 1 || c.n === 0n || atom.kind !== 'product' || atom.factors.length !== 2) return [];
  return atom.factors.flatMap((b, i) => {
    const bound = atom.factors[1 - i];
    if (b.kind !== 'symbol' || (b.domain.kind !== 'interval' && b.domain.kind !== 'integers')) return [];
    const number = c.n > 0n ? b.domain.lower : b.domain.upper;
    if (!bound || number?.kind !== 'rational' || !opposes(form.get(bound), mulRatio(c, number.value))) return [];
    if (!isNonNegative(bound)) return [];
    const strict = b.domain.kind === 'interval' && isPositive(bound);
    return [{ atom, bound, c: mulRatio(c, number.value), strict }];
  });
}

const opposes = (a: Ratio | undefined, b: Ratio): boolean => a !== undefined && a.n * b.n < 0n;

/** An atom to replace by its bound: one that no other atom's bound names, so that what bounds it may still cancel. */
function nextBounded(form: LinearForm): Bounded | undefined {
  const found = [...form].flatMap(([atom, c]) => boundedSymbol(atom, c));
  const named = (s: Expr): boolean => found.some((f) => f.atom !== s && names(f.bound, s));
  const beside = (): Bounded | undefined =>
    [...form].flatMap(([atom, c]) => [...boundedFunction(atom, c, form), ...boundedProduct(atom, c, form)])[0];
  return found.find((f) => !named(f.atom)) ?? found[0] ?? beside();
}

const names = (e: Expr, s: Expr): boolean => e === s || children(e).some((c) => names(c, s));

/** Lower bound of sign·Σ terms, with each symbol replaced by the symbolic bound on the side that matters. */
function relax(terms: readonly Expr[], sign: Ratio): Range | undefined {
  let form = plusTerms(new Map(), terms, sign);
  let open = false;
  let next = nextBounded(form);
  if (!next) return undefined;
  for (let round = 0; next && round < 16; round++) {
    if (next.strict) open = true;
    const rest = new Map(form);
    rest.delete(next.atom);
    form = plusTerms(rest, next.bound.kind === 'sum' ? next.bound.terms : [next.bound], next.c);
    next = nextBounded(form);
  }
  let total = interval(0, Infinity, open, true, true);
  for (const [atom, c] of form) {
    if (c.n === 0n) continue;
    const x = ratioToNumber(c);
    const scaled = interval(x, x, false, false, c.d === 1n);
    total = plus(total, atom === 1 ? scaled : times(scaled, range(atom)));
  }
  return total;
}

function splitCoefficient(term: Expr): { coefficient: Ratio; atom: Expr | 1 } {
  if (term.kind === 'rational') return { coefficient: term.value, atom: 1 };
  if (term.kind !== 'product' || term.factors.length !== 2) return { coefficient: ratioOne, atom: term };
  const [c, atom] = term.factors;
  return c?.kind === 'rational' && atom ? { coefficient: c.value, atom } : { coefficient: ratioOne, atom: term };
}

function powerRange(base: Range, exponent: Expr): Range {
  const e = range(exponent);
  if (exponent.kind === 'rational' && exponent.value.d === 1n) return integerPower(base, Number(exponent.value.n));
  if (base.lo === -1 && base.hi === -1 && e.integer) return interval(-1, 1, false, false, true);
  if (base.lo >= 0) {
    const positive = base.lo > 0 || base.loOpen || e.lo > 0;
    if (exponent.kind === 'rational' && e.lo > 0)
      return interval(base.lo ** e.lo, base.hi ** e.lo, base.loOpen, base.hiOpen);
    if (exponent.kind === 'rational') return interval(base.hi ** e.lo, base.lo ** e.lo, true, true);
    const closedAtZero = base.lo === 0 && !base.loOpen;
    if (base.hi <= 1 && e.lo >= 0)
      return interval(0, 1, positive && !closedAtZero, base.hiOpen && (e.lo > 0 || e.loOpen));
    if (base.lo >= 1 && e.lo >= 0) return interval(1, Infinity, base.loOpen && (e.lo > 0 || e.loOpen));
    return interval(0, Infinity, positive && !closedAtZero, true, base.integer && e.integer && e.lo >= 0);
  }
  return everything;
}

/** log Γ rises from 0 at 2; between 1 and 2 it dips to −0.1215. */
function logGammaRange(a: Range): Range {
  if (a.lo >= 2) return interval(0, Infinity, a.lo > 2 || a.loOpen);
  return a.lo >= 0 ? interval(-0.1215, Infinity) : everything;
}

function applyRange(fn: string, args: readonly Expr[]): Range {
  const a = args[0] ? range(args[0]) : everything;
  switch (fn) {
    case 'exp':
      return interval(Math.exp(a.lo), Math.exp(a.hi), a.lo === -Infinity || a.loOpen || Math.exp(a.lo) === 0, a.hiOpen);
    case 'log':
      return a.lo >= 0 ? monotone(Math.log, a) : everything;
    case 'log1p':
      return a.lo >= -1 ? monotone(Math.log1p, a) : everything;
    case 'expm1':
      return monotone(Math.expm1, a);
    case 'softplus':
      return interval(0, Infinity);
    case 'tanh':
      return interval(Math.tanh(a.lo), Math.tanh(a.hi), a.loOpen || a.lo === -Infinity, a.hiOpen || a.hi === Infinity);
    case 'sinh':
      return monotone(Math.sinh, a);
    case 'asinh':
      return monotone(Math.asinh, a);
    case 'atan':
      return monotone(Math.atan, a);
    case 'asin':
      return a.lo >= -1 && a.hi <= 1 ? monotone(Math.asin, a) : everything;
    case 'cosh':
      return interval(1, Infinity, false);
    case 'sin':
      return sineRange(a);
    case 'cos':
      return sineRange({ ...a, lo: a.lo + Math.PI / 2, hi: a.hi + Math.PI / 2 });
    case 'erf':
      return interval(a.lo >= 0 ? 0 : -1, a.hi <= 0 ? 0 : 1, a.lo !== 0 || a.loOpen, a.hi !== 0 || a.hiOpen);
    case 'sign':
      return interval(
        a.lo > 0 || (a.lo === 0 && a.loOpen) ? 1 : a.lo === 0 ? 0 : -1,
        a.hi < 0 || (a.hi === 0 && a.hiOpen) ? -1 : a.hi === 0 ? 0 : 1,
        false,
        false,
        true,
      );
    case 'abs':
      return integerPower(a, 2).lo === 0
        ? interval(0, Math.max(-a.lo, a.hi), !containsZero(a), false, a.integer)
        : interval(Math.min(Math.abs(a.lo), Math.abs(a.hi)), Math.max(-a.lo, a.hi), true, true, a.integer);
    case 'gamma':
      return a.lo >= 0 ? interval(0.88, Infinity) : everything;
    case 'lgamma':
      return logGammaRange(a);
    case 'polygamma':
      return polygammaRange(args);
    case 'besselI':
    case 'besselIe':
    case 'besselK':
      return args[1] && range(args[1]).lo >= 0 ? interval(0, Infinity, false) : everything;
    case 'phi':
      return interval(0, Infinity);
    case 'stumpff':
      return stumpffRange(args);
    case 'stack':
    case 'matrix':
      return args.map(range).reduce(hull);
    case 'total':
      return interval(
        a.lo >= 0 ? 0 : -Infinity,
        a.hi <= 0 ? 0 : Infinity,
        a.lo > 0 || a.loOpen,
        a.hi < 0 || a.hiOpen,
        a.integer,
      );
    case 'prod':
      return a.lo >= 0 ? interval(0, Infinity, a.lo > 0 || a.loOpen, true, a.integer) : everything;
    case 'diagonalPart':
      return args[0] && hasPositiveDiagonal(args[0]) ? interval(Math.max(a.lo, 0), a.hi, a.lo <= 0 || a.loOpen) : a;
    case 'head':
    case 'last':
    case 'fill':
    case 'transpose':
      return a;
    case 'entry':
      return entryRange(args, a);
    case 'lowerPart':
      return hull(a, interval(0, 0, false, false, true));
    case 'min':
      return args.map(range).reduce(lowest);
    case 'max':
      return negativeOf(args.map((x) => negativeOf(range(x))).reduce(lowest));
    default:
      return everything;
  }
}

/** ψ⁽ⁿ⁾ on the positive line has the sign (−1)ⁿ⁺¹ for n ≥ 1. */
function polygammaRange(args: readonly Expr[]): Range {
  const [n, x] = args;
  if (n?.kind !== 'rational' || !x || range(x).lo < 0) return everything;
  return n.value.n % 2n === 1n ? interval(0, Infinity) : interval(-Infinity, 0);
}

/** c_k > 0 for k ≥ 3, c₂(z) ≥ 0, and every c_k(z) > 0 for z ≤ 0. */
function stumpffRange(args: readonly Expr[]): Range {
  const [k, z] = args;
  const order = k?.kind === 'rational' ? k.value.n : 0n;
  if (order >= 3n || (z && range(z).hi <= 0)) return interval(0, Infinity);
  return order === 2n ? interval(0, Infinity, false) : everything;
}

/** An entry on the diagonal may be known to be positive. */
function entryRange([e, i, j]: readonly Expr[], whole: Range): Range {
  return e && j && i === j && hasPositiveDiagonal(e)
    ? interval(Math.max(whole.lo, 0), whole.hi, whole.lo <= 0 || whole.loOpen)
    : whole;
}

const hasPositiveDiagonal = (e: Expr): boolean => isTriangularFactor(e) || isPositiveDefinite(e);

/** Surely lower triangular with a positive diagonal? */
export function isTriangularFactor(e: Expr): boolean {
  if (e.kind === 'symbol') return e.domain.kind === 'lowerTriangular';
  if (e.kind !== 'apply') return e.kind === 'identity';
  if (e.fn === 'cholesky') return true;
  if (e.fn === 'diagonal') return e.args.every(isPositive);
  return (e.fn === 'inverse' || e.fn === 'matmul') && e.args.every(isTriangularFactor);
}

/** Surely > 0 (every entry). */
export const isPositive = (e: Expr): boolean => {
  const r = range(e);
  return r.lo > 0 || (r.lo === 0 && r.loOpen);
};

/** Surely < 0 (every entry). */
export const isNegative = (e: Expr): boolean => {
  const r = range(e);
  return r.hi < 0 || (r.hi === 0 && r.hiOpen);
};

/** Surely ≥ 0. */
export const isNonNegative = (e: Expr): boolean => range(e).lo >= 0;

/** Surely ≤ 0. */
export const isNonPositive = (e: Expr): boolean => range(e).hi <= 0;

/** Surely ≠ 0. */
export const isNonZero = (e: Expr): boolean => isPositive(e) || isNegative(e);

/** Surely an integer. */
export const isInteger = (e: Expr): boolean => range(e).integer;

/** Surely positive definite? Decided by structure. */
export function isPositiveDefinite(e: Expr): boolean {
  switch (e.kind) {
    case 'identity':
      return true;
    case 'symbol':
      return e.domain.kind === 'spd';
    case 'sum':
      return e.terms.every(isPositiveDefinite);
    case 'product':
      return e.factors.every((f) => (f.shape.length === 0 ? isPositive(f) : isPositiveDefinite(f)));
    case 'apply':
      if (e.fn === 'inverse') return e.args.every(isPositiveDefinite);
      // Every φ_k is positive, on eigenvalues too.
      if (e.fn === 'matrixPhi') return isSymmetric(e);
      return e.fn === 'diagonal' && e.args.every(isPositive);
    default:
      return false;
  }
}
