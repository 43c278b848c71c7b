// Canonical constructors: sums collect like terms, products collect powers, functions apply their exact values.
import { applyRule } from './exact-values.ts';
import {
  type ApplyExpr,
  broadcastShape,
  type ElementwisePrimitive,
  type Expr,
  intern,
  isScalar,
  minusOne,
  one,
  type Primitive,
  rational,
  type Shape,
  type SymbolExpr,
  sameShape,
  two,
  zero,
} from './expr.ts';
import { compare } from './order.ts';
import { isInteger, isNonNegative, isPositive } from './range.ts';
import {
  addRatio,
  exactRoot,
  mulRatio,
  negRatio,
  powRatio,
  type Ratio,
  ratio,
  ratioOne,
  ratioZero,
} from './rational.ts';

/** A node for a function application, as it stands. */
export const applyNode = (fn: Primitive, args: readonly Expr[], shape: Shape): ApplyExpr =>
  intern(`a${fn}|${args.map((a) => a.id).join(',')}|${shape.join(',')}`, () => ({
    kind: 'apply',
    shape,
    fn,
    args,
  })) as ApplyExpr;

/** A tensor with every entry `s`. */
export const fill = (s: Expr, shape: Shape): Expr => (shape.length === 0 ? s : applyNode('fill', [s], shape));

const isFill = (e: Expr): e is ApplyExpr & { fn: 'fill' } => e.kind === 'apply' && e.fn === 'fill';
const unfill = (e: Expr): Expr => (isFill(e) ? (e.args[0] ?? zero) : e);

/** Gives a result the shape it must have: a scalar that lost its tensor partners is spread again. */
const reshape = (e: Expr, shape: Shape): Expr => (sameShape(e.shape, shape) ? e : fill(e, shape));

/** What remains of a product without its rational factor; nodes last, so that a plain map holds nothing up. */
const cores = new Map<Expr, Expr>();

/** c·core, with c rational. */
export function splitCoefficient(e: Expr): { coefficient: Ratio; core: Expr } {
  if (e.kind === 'rational') return { coefficient: e.value, core: one };
  const first = e.kind === 'product' ? e.factors[0] : undefined;
  if (e.kind !== 'product' || first?.kind !== 'rational') return { coefficient: ratioOne, core: e };
  const core = cores.get(e) ?? productNode(e.factors.slice(1));
  cores.set(e, core);
  return { coefficient: first.value, core };
}

function productNode(factors: readonly Expr[]): Expr {
  const [only] = factors;
  if (factors.length === 0) return one;
  if (factors.length === 1 && only) return only;
  return intern(`p${factors.map((f) => f.id).join(',')}`, () => ({
    kind: 'product',
    shape: broadcastShape(factors),
    factors,
  }));
}

function sumNode(terms: readonly Expr[]): Expr {
  const [only] = terms;
  if (terms.length === 0) return zero;
  if (terms.length === 1 && only) return only;
  return intern(`s${terms.map((t) => t.id).join(',')}`, () => ({ kind: 'sum', shape: broadcastShape(terms), terms }));
}

/** c·core as a node; a rational times a sum goes into the sum. */
function scaled(coefficient: Ratio, core: Expr): Expr {
  if (coefficient.n === 0n) return zero;
  if (coefficient.n === 1n && coefficient.d === 1n) return core;
  if (core === one) return rational(coefficient);
  if (core.kind === 'sum') return add(...core.terms.map((t) => mul(rational(coefficient), t)));
  return productNode([rational(coefficient), ...(core.kind === 'product' ? core.factors : [core])]);
}

/** Σ of the arguments; scalars spread over tensors. */
export function add(...args: readonly Expr[]): Expr {
  const shape = broadcastShape(args);
  const collected = new Map<Expr, Ratio>();
  const given = new Map<Expr, Expr>();
  const put = (term: Expr): void => {
    if (term.kind === 'sum') {
      for (const t of term.terms) put(t);
      return;
    }
    if (isFill(term)) {
      put(unfill(term));
      return;
    }
    const { coefficient, core } = splitCoefficient(term);
    const known = collected.get(core);
    collected.set(core, known ? addRatio(known, coefficient) : coefficient);
    if (!known && core.kind !== 'sum') given.set(core, term);
  };
  for (const a of args) put(a);
  pythagoras(collected);
  const terms = [...collected]
    .filter(([, c]) => c.n !== 0n)
    .sort(([a], [b]) => compare(a, b))
    .map(([core, c]) => {
      // A term that met no other is there already.
      const alone = given.get(core);
      return alone && splitCoefficient(alone).coefficient === c ? alone : scaled(c, core);
    });
  if (terms.some((t) => t.kind === 'sum')) return add(...terms, ...(shape.length ? [fill(zero, shape)] : []));
  return reshape(sumNode(terms), shape);
}

/** c·r·sin²u + c·r·cos²u → c·r and c·r·cosh²u − c·r·sinh²u → c·r, until no pair is left; each term is used once. */
function pythagoras(collected: Map<Expr, Ratio>): void {
  if (![...collected.keys()].some(hasSquaredSine)) return;
  for (const [core, c] of [...collected])
    if (collected.get(core) === c && c.n !== 0n && uniteSquares(collected, core, c)) {
      pythagoras(collected);
      return;
    }
}

/** Unites one term with its partner in cosine; whether there was one. */
function uniteSquares(collected: Map<Expr, Ratio>, core: Expr, c: Ratio): boolean {
  for (const { factor, argument, cosine } of squaredSines(core)) {
    const partner = replaceFactor(core, factor, pow(elementwise(cosine, argument), two));
    const other = collected.get(partner);
    const wanted = cosine === 'cos' ? c : negRatio(c);
    if (!other || other.n !== wanted.n || other.d !== wanted.d) continue;
    collected.delete(core);
    collected.delete(partner);
    const { coefficient, core: rest } = splitCoefficient(replaceFactor(core, factor, one));
    collected.set(rest, addRatio(collected.get(rest) ?? ratioZero, mulRatio(wanted, coefficient)));
    return true;
  }
  return false;
}

interface SquaredSine {
  readonly factor: Expr;
  readonly argument: Expr;
  readonly cosine: 'cos' | 'cosh';
}

const isSquared = (e: Expr): boolean => e.kind === 'power' && e.exponent === two && e.base.kind === 'apply';

const hasSquaredSine = (core: Expr): boolean =>
  core.kind === 'product' ? core.factors.some(isSquared) : isSquared(core);

function squaredSines(core: Expr): readonly SquaredSine[] {
  return (core.kind === 'product' ? core.factors : [core]).flatMap((factor): readonly SquaredSine[] => {
    if (factor.kind !== 'power' || factor.exponent !== two || factor.base.kind !== 'apply') return [];
    const { fn, args } = factor.base;
    const cosine = fn === 'sin' ? 'cos' : fn === 'sinh' ? 'cosh' : undefined;
    return cosine && args[0] ? [{ factor, argument: args[0], cosine }] : [];
  });
}

const replaceFactor = (core: Expr, factor: Expr, by: Expr): Expr =>
  core === factor ? by : mul(...(core.kind === 'product' ? core.factors.map((f) => (f === factor ? by : f)) : [core]));

/** Elementwise product of the arguments; scalars spread over tensors. */
export function mul(...args: readonly Expr[]): Expr {
  const shape = broadcastShape(args);
  let coefficient = ratioOne;
  const powers = new Map<Expr, Expr[]>();
  const exponents: Expr[] = [];
  const put = (factor: Expr): void => {
    if (factor.kind === 'product') {
      for (const f of factor.factors) put(f);
    } else if (isFill(factor)) put(unfill(factor));
    else if (factor.kind === 'rational') coefficient = mulRatio(coefficient, factor.value);
    else if (factor.kind === 'apply' && factor.fn === 'exp' && factor.args[0]) exponents.push(factor.args[0]);
    else {
      const [base, exponent] = factor.kind === 'power' ? [factor.base, factor.exponent] : [factor, one];
      const known = powers.get(base);
      if (known) known.push(exponent);
      else powers.set(base, [exponent]);
    }
  };
  for (const a of args) put(a);
  if (powers.size > 1) coefficient = mulRatio(coefficient, meetMultiples(powers));
  if (coefficient.n === 0n) return fill(zero, shape);
  const factors: Expr[] = [];
  let again = false;
  const keep = (given: Expr): void => {
    const f = unfill(given);
    if (f.kind === 'rational') coefficient = mulRatio(coefficient, f.value);
    else if (f.kind === 'product') {
      again = true;
      factors.push(...f.factors);
    } else factors.push(f);
  };
  for (const [base, list] of powers) {
    const [only] = list;
    keep(list.length === 1 && only ? powerOf(base, only) : pow(base, add(...list)));
  }
  if (exponents.length === 1 && exponents[0]) factors.push(elementwise('exp', exponents[0]));
  else if (exponents.length > 1) keep(elementwise('exp', add(...exponents)));
  if (again) return reshape(mul(rational(coefficient), ...factors), shape);
  if (factors.filter(isWritten).length > 1)
    return reshape(mul(rational(coefficient), ...writtenTogether(factors)), shape);
  return reshape(scaled(coefficient, productNode(factors.sort(compare))), shape);
}

/** (c s)^k beside s^m is c^k s^(k+m), so that (2a − 2b)/(b − a) is −2 and nothing divides it again. The numbers c^k. */
function meetMultiples(powers: Map<Expr, Expr[]>): Ratio {
  let numbers = ratioOne;
  const sums = [...powers].filter(([base]) => base.kind === 'sum');
  for (const [base, exponents] of sums.length > 1 ? sums : []) {
    const { content, primitive } = base.kind === 'sum' ? primitivePart(base) : { content: ratioOne, primitive: base };
    const own = primitive === base ? undefined : powers.get(primitive);
    if (!own || !exponents.every((k) => k === one)) continue;
    powers.delete(base);
    for (const k of exponents) {
      own.push(k);
      numbers = mulRatio(numbers, content);
    }
  }
  return numbers;
}

/** A vector that is written out entry by entry. */
const isWritten = (e: Expr): e is ApplyExpr => e.kind === 'apply' && e.fn === 'stack';

/** [a, b]∘[c, d] = [a c, b d], beside the other factors. */
function writtenTogether(factors: readonly Expr[]): readonly Expr[] {
  const written = factors.filter(isWritten);
  const entries = written[0]?.args.map((_, i) => mul(...written.map((w) => w.args[i] ?? one))) ?? [];
  return [...factors.filter((f) => !isWritten(f)), applyNode('stack', entries, [String(entries.length)])];
}

/** A power that came from a node is canonical already. */
const powerOf = (base: Expr, exponent: Expr): Expr => (exponent === one ? base : powerNode(base, exponent));

const powerNode = (base: Expr, exponent: Expr): Expr =>
  intern(`w${base.id},${exponent.id}`, () => ({
    kind: 'power',
    shape: broadcastShape([base, exponent]),
    base,
    exponent,
  }));

/** base^exponent, elementwise. */
export function pow(base: Expr, exponent: Expr): Expr {
  const shape = broadcastShape([base, exponent]);
  return reshape(power(unfill(base), unfill(exponent)), shape);
}

function power(base: Expr, exponent: Expr): Expr {
  if (exponent === zero) return one;
  if (exponent === one) return base;
  if (base === one) return one;
  if (base === zero && isPositive(exponent)) return zero;
  if (base.kind === 'rational' && exponent.kind === 'rational') return rationalPower(base.value, exponent.value);
  if (base.kind === 'apply' && base.fn === 'exp' && base.args[0])
    return elementwise('exp', mul(base.args[0], exponent));
  if (base.kind === 'power') return powerOfPower(base.base, base.exponent, exponent, base);
  if (base.kind === 'product') return powerOfProduct(base.factors, exponent);
  if (isWritten(base) && exponent.kind === 'rational')
    return applyNode(
      'stack',
      base.args.map((e) => pow(e, exponent)),
      base.shape,
    );
  if (base.kind === 'apply' && base.fn === 'abs' && base.args[0] && isEvenInteger(exponent))
    return pow(base.args[0], exponent);
  if (base.kind === 'sum' && exponent.kind === 'rational' && exponent.value.d === 1n)
    return contentPower(base, exponent);
  if (base.kind === 'sum' && exponent.kind === 'rational') return rootOfContent(base, exponent);
  if (base.kind === 'symbol' && exponent.kind === 'rational' && exponent.value.d === 1n)
    return finitePower(base, exponent.value.n);
  return powerNode(base, exponent);
}

/** (c·s)^k = c^k s^k for a fractional k and the positive content c. */
function rootOfContent(base: Expr & { kind: 'sum' }, exponent: Expr & { kind: 'rational' }): Expr {
  const { content } = primitivePart(base);
  const size = content.n < 0n ? negRatio(content) : content;
  if (size.n === 1n && size.d === 1n) return powerNode(base, exponent);
  const inside = add(...base.terms.map((t) => mul(rational(ratio(size.d, size.n)), t)));
  return mul(rationalPower(size, exponent.value), powerNode(inside, exponent));
}

/** Powers on finite sets: xᵏ = x on {0, 1}, x² = 1 on {−1, 1}. */
function finitePower(base: SymbolExpr, k: bigint): Expr {
  const { domain } = base;
  const values = domain.kind === 'set' ? domain.values : [];
  const are = (...numbers: readonly Expr[]): boolean =>
    values.length === numbers.length && numbers.every((n, i) => n === values[i]);
  if (k > 0n && (domain.kind === 'onehot' || are(zero, one))) return base;
  if (are(minusOne, one)) return k % 2n === 0n ? fill(one, base.shape) : base;
  return powerNode(base, rational(k));
}

/** (c·s)^k with s primitive and leading sign +: so that (2a−2b)² and (b−a)² meet. */
function contentPower(base: Expr & { kind: 'sum' }, exponent: Expr & { kind: 'rational' }): Expr {
  const { content, primitive } = primitivePart(base);
  if (content.n === 1n && content.d === 1n) return powerNode(base, exponent);
  const inner = powerNode(primitive, exponent);
  return mul(rationalPower(content, exponent.value), inner);
}

/** A rational content and the sum without it. */
interface PrimitivePart {
  readonly content: Ratio;
  readonly primitive: Expr;
}

/** A total comes back in many powers of it. */
const primitiveParts = new Map<Expr, PrimitivePart>();

/** s = content·primitive: coefficients of the primitive part are coprime integers, the first one positive. */
export function primitivePart(s: Expr & { kind: 'sum' }): PrimitivePart {
  const known = primitiveParts.get(s);
  if (known) return known;
  const found = partOf(s);
  primitiveParts.set(s, found);
  return found;
}

function partOf(s: Expr & { kind: 'sum' }): PrimitivePart {
  const coefficients = s.terms.map((t) => splitCoefficient(t).coefficient);
  const first = coefficients[0] ?? ratioOne;
  const content = coefficients.reduce((a, b) => gcdRatio(a, b));
  const signed = first.n < 0n ? negRatio(content) : content;
  const inverse = ratio(signed.d, signed.n);
  return { content: signed, primitive: add(...s.terms.map((t) => mul(rational(inverse), t))) };
}

function gcdRatio(a: Ratio, b: Ratio): Ratio {
  const g = (x: bigint, y: bigint): bigint => (y === 0n ? (x < 0n ? -x : x) : g(y, x % y));
  return ratio(g(a.n * b.d, b.n * a.d), a.d * b.d);
}

const isEvenInteger = (e: Expr): boolean => e.kind === 'rational' && e.value.d === 1n && e.value.n % 2n === 0n;

function powerOfPower(base: Expr, inner: Expr, outer: Expr, whole: Expr): Expr {
  if (isInteger(outer) || isPositive(base)) return pow(base, mul(inner, outer));
  if (isNonNegative(base) && isPositive(inner) && isPositive(outer)) return pow(base, mul(inner, outer));
  if (isEvenInteger(inner)) return pow(elementwise('abs', base), mul(inner, outer));
  return powerNode(whole, outer);
}

/** (a·b)^c = a^c·b^c for an integer c, or for the factors that are surely positive. */
function powerOfProduct(factors: readonly Expr[], exponent: Expr): Expr {
  const whole = exponent.kind === 'rational' || !isPositive(productNode(factors));
  if (isInteger(exponent) && whole) return mul(...factors.map((f) => pow(f, exponent)));
  const free = factors.filter((f) => isNonNegative(f) || (f.kind === 'power' && isEvenInteger(f.exponent)));
  const bound = factors.filter((f) => !free.includes(f));
  const [negative] = bound;
  const unit = negative?.kind === 'rational' && negative.value.n === -1n && negative.value.d === 1n;
  if (negative?.kind === 'rational' && bound.length > 1 && !unit) {
    const positive = rational(negRatio(negative.value));
    return mul(
      pow(positive, exponent),
      ...free.map((f) => pow(f, exponent)),
      pow(mul(minusOne, ...bound.slice(1)), exponent),
    );
  }
  if (free.length === 0) return powerNode(productNode(factors), exponent);
  const rest = productNode(bound);
  return mul(...free.map((f) => pow(f, exponent)), rest === one ? one : pow(rest, exponent));
}

const sizeLimit = 20_000n;

function rationalPower(base: Ratio, exponent: Ratio): Expr {
  if (exponent.d === 1n) {
    const bits = BigInt(base.n.toString().length + base.d.toString().length);
    const magnitude = exponent.n < 0n ? -exponent.n : exponent.n;
    if (bits * magnitude > sizeLimit || (base.n === 0n && exponent.n < 0n))
      return powerNode(rational(base), rational(exponent));
    return rational(powRatio(base, exponent.n));
  }
  if (base.n < 0n) return powerNode(rational(base), rational(exponent));
  return mul(integerRoot(base.n, exponent), integerRoot(base.d, negRatio(exponent)));
}

/** n^(p/q) for an integer n ≥ 0: exact roots, then n^(fraction in (0,1)) times a rational. */
function integerRoot(n: bigint, exponent: Ratio): Expr {
  if (n === 1n || n === 0n) return rational(n);
  const root = exactRoot(n, exponent.d);
  if (root !== undefined) return rationalPower(ratio(root), ratio(exponent.n));
  const whole = exponent.n >= 0n ? exponent.n / exponent.d : -((-exponent.n + exponent.d - 1n) / exponent.d);
  const fraction = ratio(exponent.n - whole * exponent.d, exponent.d);
  const square = fraction.n === 1n && fraction.d === 2n ? largestSquare(n) : 1n;
  const scale = mulRatio(powRatio(ratio(n), whole), ratio(square));
  const node = powerNode(rational(n / (square * square)), rational(fraction));
  return scale.n === 1n && scale.d === 1n ? node : productNode([rational(scale), node]);
}

function largestSquare(n: bigint): bigint {
  let found = 1n;
  let rest = n;
  for (let k = 2n; k * k <= rest && k < 1000n; k++)
    while (rest % (k * k) === 0n) {
      rest /= k * k;
      found *= k;
    }
  return found;
}

/** A function applied entry by entry, brought to canonical form. */
export function elementwise(fn: ElementwisePrimitive, ...args: readonly Expr[]): Expr {
  const shape = broadcastShape(args);
  const plain = args.every((a) => isScalar(a) || isFill(a)) ? args.map(unfill) : args;
  const ruled = applyRule(fn, plain, algebra);
  return reshape(ruled ?? applyNode(fn, plain, broadcastShape(plain)), shape);
}

/** −e. */
export const neg = (e: Expr): Expr => mul(minusOne, e);
/** a − b. */
export const sub = (a: Expr, b: Expr): Expr => add(a, neg(b));
/** a / b, elementwise. */
export const div = (a: Expr, b: Expr): Expr => mul(a, pow(b, minusOne));
/** √e. */
export const sqrt = (e: Expr): Expr => pow(e, rational(1, 2));
/** e². */
export const square = (e: Expr): Expr => pow(e, rational(2));
/** eˣ. */
export const exp = (e: Expr): Expr => elementwise('exp', e);
/** Natural logarithm. */
export const log = (e: Expr): Expr => elementwise('log', e);

/** What the rules of `exact-values.ts` may construct with. */
const algebra: Parameters<typeof applyRule>[2] = { add, mul, pow, elementwise };
