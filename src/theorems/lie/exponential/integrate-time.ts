// ∫₀ᵗ f(s) ds for sums of powers of s times e^{sc}, cos sc, sin sc, cosh sc, sinh sc, φₖ(sc), cₖ(s²z) and their matrix forms: the functions
// are iterated integrals of each other, tᵏφₖ(tc) = ∫₀ᵗ sᵏ⁻¹φₖ₋₁(sc) ds (Hochbruck & Ostermann 2010, section 2.1).
import { add, elementwise, exp, fill, mul, neg, pow, square } from '../../../ir/build.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, identity, isScalar, one, rational, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { matmul, matrix, matrixPhi, stack } from '../../../ir/tensor.ts';
import { dependsOn, substitute } from '../../../ir/visit.ts';
import { growingIntegral } from './growing-integral.ts';

/** ∫₀ᵗ f ds with the symbol t as variable and as end; undefined where a term has another form. */
export function integrateFromZero(f: Expr, t: SymbolExpr): Expr | undefined {
  const ready = expand(f);
  const terms = ready.kind === 'sum' ? ready.terms : [ready];
  const found = terms.map((term) => integrateTerm(term, t));
  return found.every((x) => x !== undefined) ? add(fill(zero, f.shape), ...found) : undefined;
}

function integrateTerm(term: Expr, t: SymbolExpr): Expr | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const byEntries = throughLiteral(factors, t);
  if (byEntries) return byEntries;
  const constant = mul(...factors.filter((f) => !dependsOn(f, [t])));
  const { power, rest } = splitPower(
    factors.filter((f) => dependsOn(f, [t])),
    t,
  );
  if (power === undefined) return undefined;
  const growing = throughGrowth(rest, power, t);
  if (growing) return mul(constant, growing);
  const [only, ...more] = growthInWord(rest, t);
  if (more.length > 0) return undefined;
  const found = only ? integrateFunction(only, power, t) : mul(pow(t, rational(power + 1)), rational(1, power + 1));
  return found && mul(constant, found);
}

/** A word that moves only in one matrix or vector that is written out: scalars go inside, each entry is integrated. */
function throughLiteral(factors: readonly Expr[], t: SymbolExpr): Expr | undefined {
  const [tensor, ...more] = factors.filter((f) => !isScalar(f));
  if (!tensor || more.length > 0) return undefined;
  const letters = tensor.kind === 'apply' && tensor.fn === 'matmul' ? tensor.args : [tensor];
  const [literal, ...others] = letters.filter((w) => dependsOn(w, [t]));
  if (others.length > 0 || literal?.kind !== 'apply' || (literal.fn !== 'matrix' && literal.fn !== 'stack'))
    return undefined;
  const scalars = factors.filter((f) => f !== tensor);
  const entries = literal.args.map((x) => integrateFromZero(mul(...scalars, x), t));
  const known = entries.filter((x) => x !== undefined);
  if (known.length < entries.length) return undefined;
  const width = Number(literal.shape[1] ?? 1);
  const rows = Array.from({ length: known.length / width }, (_, i) => known.slice(i * width, (i + 1) * width));
  const whole = literal.fn === 'stack' ? stack(...known) : matrix(rows);
  return matmul(...letters.map((w) => (w === literal ? whole : w)));
}

/** e^{tc} beside a function of t that belongs to a chain of integrals. */
function throughGrowth(factors: readonly Expr[], power: number, t: SymbolExpr): Expr | undefined {
  if (factors.length !== 2) return undefined;
  for (const growth of factors) {
    const [other] = factors.filter((f) => f !== growth);
    const c = growth.kind === 'apply' && growth.fn === 'exp' ? speedOf(growth.args[0] ?? zero, t) : undefined;
    const found = c && other && growingIntegral({ rate: c, other, power, t });
    if (found) return found;
  }
  return undefined;
}

/** e^{tc} beside a word with e^{tM} as the word with e^{t(M + cI)}: a multiple of the identity commutes with everything. */
function growthInWord(factors: readonly Expr[], t: SymbolExpr): readonly Expr[] {
  const [growth, word, ...more] = [...factors].sort((a, b) => a.shape.length - b.shape.length);
  if (!growth || !word || more.length > 0 || growth.kind !== 'apply' || growth.fn !== 'exp') return factors;
  const c = growth.args[0] ?? zero;
  const letters = word.kind === 'apply' && word.fn === 'matmul' ? word.args : [word];
  const [moving, ...others] = letters.filter((w) => dependsOn(w, [t]));
  if (!isScalar(c) || !speedOf(c, t) || others.length > 0) return factors;
  if (moving?.kind !== 'apply' || moving.fn !== 'matrixPhi' || moving.args[0] !== zero) return factors;
  const [, m = zero] = moving.args;
  const grown = matrixPhi(0, add(m, mul(c, identity(m.shape[0] ?? '1'))));
  return [matmul(...letters.map((w) => (w === moving ? grown : w)))];
}

/** tⁿ apart from the other factors; undefined where the exponent of t is no natural number. */
function splitPower(factors: readonly Expr[], t: SymbolExpr): { power: number | undefined; rest: readonly Expr[] } {
  const exponents = factors.map((f) => exponentOfTime(f, t));
  const power = exponents.reduce<number>((n, e) => n + (e ?? 0), 0);
  const natural = Number.isInteger(power) && power >= 0;
  return { power: natural ? power : undefined, rest: factors.filter((_, i) => exponents[i] === undefined) };
}

function exponentOfTime(f: Expr, t: SymbolExpr): number | undefined {
  if (f === t) return 1;
  if (f.kind !== 'power' || f.base !== t || f.exponent.kind !== 'rational') return undefined;
  return Number(f.exponent.value.n) / Number(f.exponent.value.d);
}

/** ∫₀ᵗ sᵏ g(s) ds. */
function integrateFunction(g: Expr, power: number, t: SymbolExpr): Expr | undefined {
  if (g.kind !== 'apply') return undefined;
  const [a = zero, b = zero] = g.args;
  switch (g.fn) {
    case 'exp':
      return throughPhi(a, 0, power, t);
    case 'phi':
      return a.kind === 'rational' ? throughPhi(b, Number(a.value.n), power, t) : undefined;
    case 'cos':
      return throughStumpff(a, 0, power, t);
    case 'cosh':
      return hyperbolic(a, 0, power, t);
    case 'sinh': {
      const speed = speedOf(a, t);
      const found = speed && hyperbolic(a, 1, power + 1, t);
      return found && mul(speed, found);
    }
    case 'sin': {
      const speed = speedOf(a, t);
      const found = speed && throughStumpff(a, 1, power + 1, t);
      return found && mul(speed, found);
    }
    case 'stumpff':
      return a.kind === 'rational' ? stumpff(b, Number(a.value.n), power, t) : undefined;
    case 'matrixPhi':
    case 'matmul':
      return throughWord(g, power, t);
    default:
      return undefined;
  }
}

/** c where a = t·c and c is free of t. */
function speedOf(a: Expr, t: SymbolExpr): Expr | undefined {
  const c = mul(a, pow(t, rational(-1)));
  return dependsOn(c, [t]) ? undefined : c;
}

/** tᵏ⁺¹φₖ₊₁(tc) where the power matches the order; n! tⁿ⁺¹ e^{tc} φₙ₊₁(−tc) for a plain exponential. */
function throughPhi(a: Expr, order: number, power: number, t: SymbolExpr): Expr | undefined {
  if (!speedOf(a, t)) return undefined;
  const raised = pow(t, rational(power + 1));
  if (order === power) return mul(raised, elementwise('phi', rational(order + 1), a));
  if (order > 0) return undefined;
  return mul(rational(factorial(power)), raised, exp(a), elementwise('phi', rational(power + 1), neg(a)));
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** sᵏcₖ((sw)²) integrates to tᵏ⁺¹cₖ₊₁((tw)²). */
const throughStumpff = (angle: Expr, order: number, power: number, t: SymbolExpr): Expr | undefined =>
  speedOf(angle, t) && order === power
    ? mul(pow(t, rational(power + 1)), elementwise('stumpff', rational(order + 1), square(angle)))
    : undefined;

/** The same with cₖ(−(sw)²): cosh and sinh. */
const hyperbolic = (angle: Expr, order: number, power: number, t: SymbolExpr): Expr | undefined =>
  speedOf(angle, t) && order === power
    ? mul(pow(t, rational(power + 1)), elementwise('stumpff', rational(order + 1), neg(square(angle))))
    : undefined;

const stumpff = (argument: Expr, order: number, power: number, t: SymbolExpr): Expr | undefined =>
  order === power && !dependsOn(mul(argument, pow(t, rational(-2))), [t])
    ? mul(pow(t, rational(power + 1)), elementwise('stumpff', rational(order + 1), argument))
    : undefined;

/** A word of matrices with one letter φₖ(tM). */
function throughWord(g: Expr & { kind: 'apply' }, power: number, t: SymbolExpr): Expr | undefined {
  const word = g.fn === 'matmul' ? g.args : [g];
  const moving = word.filter((w) => dependsOn(w, [t]));
  const [letter] = moving;
  if (moving.length !== 1 || letter?.kind !== 'apply' || letter.fn !== 'matrixPhi') return undefined;
  const [order = zero, matrix = zero] = letter.args;
  if (order.kind !== 'rational' || Number(order.value.n) !== power) return undefined;
  if (!isProportional(matrix, t)) return undefined;
  const next = matrixPhi(power + 1, matrix);
  return mul(pow(t, rational(power + 1)), matmul(...word.map((w) => (w === letter ? next : w))));
}

/** Is M(t) = t·M(1)? */
const isProportional = (matrix: Expr, t: SymbolExpr): boolean =>
  expand(matrix) === expand(mul(t, substitute(matrix, new Map([[t, one]])))) && !isScalar(matrix);
