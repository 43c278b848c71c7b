// Expressions in print: as a textbook writes them, accepted by KaTeX, and read back with the same value.
import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { add, div, elementwise, exp, log, mul, neg, pow, sqrt, square, sub } from '../src/ir/build.ts';
import { expand } from '../src/ir/expand.ts';
import {
  dimension,
  type Expr,
  euler,
  half,
  integral,
  one,
  pi,
  positiveLine,
  rational,
  realLine,
  symbol,
  two,
} from '../src/ir/expr.ts';
import {
  det,
  head,
  inverse,
  last,
  logdet,
  logsumexp,
  matmul,
  stack,
  total,
  trace,
  transpose,
} from '../src/ir/tensor.ts';
import { substitute } from '../src/ir/visit.ts';
import { abbreviate } from '../src/notation/abbreviate.ts';
import { displayLatex, displaysOf, displayTerm } from '../src/notation/display.ts';
import { latexOfExpression, pieceOf } from '../src/notation/latex.ts';
import { readLatex } from './latex-reader.ts';

const positive = (name: string): Expr => symbol(name, positiveLine);
const real = (name: string): Expr => symbol(name, realLine);
const [theta, sigma, alpha, beta, nu, rho, tau] = ['θ', 'σ', 'α', 'β', 'ν', 'ρ', 'τ'].map(positive) as [
  Expr,
  Expr,
  Expr,
  Expr,
  Expr,
  Expr,
  Expr,
];
const [lambda, m] = [real('λ'), real('m')];
const negative = symbol('λ', { kind: 'interval', upper: rational(0) });
const unit = symbol('p', { kind: 'interval', lower: rational(0), upper: one });
const vector = (name: string): Expr => symbol(name, realLine, ['P']);
const spd = (name: string): Expr => symbol(name, { kind: 'spd' }, ['P', 'P']);
const [mean, x, S, V] = [vector('m'), vector('θ'), spd('S'), spd('V')];
const weight = symbol('s', positiveLine, ['P']);
const simplex = symbol('θ', { kind: 'simplex' }, ['K']);
const P = dimension('P');
const general = (name: string): Expr => symbol(name, { kind: 'matrix' }, ['P', 'P']);
const lgamma = (e: Expr): Expr => elementwise('lgamma', e);
const half_ = (e: Expr): Expr => mul(half, e);
const count = symbol('k', { kind: 'integers', lower: rational(0) });
const size = symbol('N', { kind: 'integers', lower: one });
const copied = symbol('s̃', positiveLine, ['P']);

const printed: readonly (readonly [Expr, string])[] = [
  [neg(div(square(theta), mul(two, square(sigma)))), '-\\frac{\\theta^2}{2\\sigma^2}'],
  [
    mul(div(theta, square(sigma)), exp(neg(div(square(theta), mul(two, square(sigma)))))),
    '\\frac{\\theta}{\\sigma^2}\\exp\\left(-\\frac{\\theta^2}{2\\sigma^2}\\right)',
  ],
  [sub(theta, m), '\\theta - m'],
  [mul(sub(one, mul(rho, tau)), lambda), '(1 - \\rho\\tau)\\lambda'],
  [mul(unit, sub(one, unit)), 'p(1 - p)'],
  [add(mul(lambda, sub(one, mul(rho, tau))), mul(rho, alpha)), '(1 - \\rho\\tau)\\lambda + \\rho\\alpha'],
  [sub(add(S, mul(rho, V)), mul(rho, tau, S)), '(1 - \\rho\\tau)S + \\rho V'],
  [mul(beta, sub(sub(one, mul(rho, tau)), mul(rho, beta, nu))), '(1 - \\rho\\tau)\\beta - \\rho\\nu\\beta^2'],
  [sub(mul(two, log(positive('σ̃'))), mul(two, log(sigma))), '-2\\log\\frac{\\sigma}{\\tilde{\\sigma}}'],
  [expand(mul(alpha, square(sub(m, real('m̃'))))), '\\alpha(m - \\tilde{m})^2'],
  [sub(lgamma(alpha), lgamma(positive('α̃'))), '\\log\\frac{\\Gamma(\\alpha)}{\\Gamma(\\tilde{\\alpha})}'],
  [sub(logdet(S), logdet(spd('S̃'))), '\\log\\frac{\\det S}{\\det\\tilde{S}}'],
  [square(sub(m, theta)), '(\\theta - m)^2'],
  [div(sub(div(square(alpha), rational(4)), half_(beta)), square(nu)), '\\frac{\\alpha^2 - 2\\beta}{4\\nu^2}'],
  [half_(sub(nu, add(P, one))), '\\frac{\\nu - P - 1}{2}'],
  [add(one, log(div(sigma, sqrt(two))), half_(euler)), '1 + \\frac{\\gamma}{2} + \\log\\frac{\\sigma}{\\sqrt{2}}'],
  [neg(log(mul(rational(-2), negative))), '-\\log(-2\\lambda)'],
  [mul(rational(-1, 2), square(add(alpha, beta))), '-\\frac{1}{2}(\\alpha + \\beta)^2'],
  [half_(log(mul(two, pi))), '\\frac{1}{2}\\log(2\\pi)'],
  [div(one, mul(sigma, sqrt(mul(two, pi)))), '\\frac{1}{\\sigma\\sqrt{2\\pi}}'],
  [sqrt(div(nu, mul(two, pi))), '\\sqrt{\\frac{\\nu}{2\\pi}}'],
  [mul(half, rho, sub(lambda, tau)), '\\frac{\\rho}{2}(\\lambda - \\tau)'],
  [
    exp(sub(add(lgamma(alpha), lgamma(beta)), lgamma(add(alpha, beta)))),
    '\\frac{\\Gamma(\\alpha)\\Gamma(\\beta)}{\\Gamma(\\alpha + \\beta)}',
  ],
  [mul(sub(one, alpha), elementwise('digamma', alpha)), '(1 - \\alpha)\\psi(\\alpha)'],
  [elementwise('polygamma', one, alpha), "\\psi'(\\alpha)"],
  [elementwise('polygamma', rational(3), alpha), '\\psi^{(3)}(\\alpha)'],
  [log(elementwise('besselI', rational(0), beta)), '\\log I_0(\\beta)'],
  [mul(pow(theta, sub(alpha, one)), exp(neg(mul(beta, theta)))), '\\theta^{\\alpha - 1}e^{-\\beta\\theta}'],
  [
    pow(add(one, div(square(theta), nu)), neg(half_(add(nu, one)))),
    '\\left(1 + \\frac{\\theta^2}{\\nu}\\right)^{-(\\nu + 1)/2}',
  ],
  [square(elementwise('sin', theta)), '\\sin^2\\theta'],
  [square(log(theta)), '(\\log\\theta)^2'],
  [mul(lgamma(alpha), m), 'm\\log\\Gamma(\\alpha)'],
  [add(square(theta), mul(two, theta), one), '\\theta^2 + 2\\theta + 1'],
  [half_(matmul(transpose(mean), S, mean)), '\\frac{1}{2}m^\\top Sm'],
  [matmul(transpose(sub(x, mean)), S, sub(x, mean)), '(\\theta - m)^\\top S(\\theta - m)'],
  [trace(inverse(V), S), '\\operatorname{tr}(SV^{-1})'],
  [inverse(add(S, matmul(mean, transpose(mean)))), '(S + mm^\\top)^{-1}'],
  [logdet(S), '\\log\\det S'],
  [half_(mul(sub(nu, P), logdet(S))), '\\frac{1}{2}(\\nu - P)\\log\\det S'],
  [
    sub(half_(mul(nu, logdet(S))), half_(add(logdet(S), trace(S)))),
    '\\frac{\\nu - 1}{2}\\log\\det S - \\frac{\\operatorname{tr}(S)}{2}',
  ],
  [pow(det(S), half_(sub(nu, P))), '(\\det S)^{(\\nu - P)/2}'],
  [total(mul(mean, x)), 'm^\\top\\theta'],
  [total(mul(weight, square(x))), '\\sum_{i=1}^P s_i\\theta_i^2'],
  [total(lgamma(weight)), '\\sum_{i=1}^P \\log\\Gamma(s_i)'],
  [total(matmul(S, mean)), '\\sum_{i=1}^P (Sm)_i'],
  [total(mul(stack(one, two), square(symbol('x', realLine, ['2'])))), '\\sum_{i=1}^2 x_i^2(1, 2)_i'],
  [mul(weight, sub(x, mean)), 's \\odot (\\theta - m)'],
  [mul(exp(neg(x)), weight), 's \\odot e^{-\\theta}'],
  [div(mul(exp(neg(x)), weight), square(sigma)), '\\frac{s \\odot e^{-\\theta}}{\\sigma^2}'],
  [mul(half, sqrt(mul(two, pi)), sub(theta, m)), '\\sqrt{\\frac{\\pi}{2}}(\\theta - m)'],
  [
    div(mul(elementwise('besselI', one, nu), elementwise('cos', m)), elementwise('besselI', rational(0), nu)),
    '\\frac{I_1(\\nu)}{I_0(\\nu)}\\cos m',
  ],
  [mul(half, S), '\\frac{1}{2}S'],
  [head(simplex), '\\theta_{1:K-1}'],
  [last(simplex), '\\theta_K'],
  [logsumexp(symbol('λ', realLine, ['K'])), '\\log\\sum_{i=1}^K e^{\\lambda_i}'],
  [
    integral(theta as never, mul(theta, exp(mul(lambda, square(theta))))),
    '\\int_0^{\\infty} \\theta e^{\\lambda\\theta^2}\\,d\\theta',
  ],
  [integral(count, pow(lambda, count)), '\\sum_{k=0}^{\\infty} \\lambda^k'],
  [real('x_max'), 'x_{\\mathrm{max}}'],
  [real('rate'), '\\mathit{rate}'],
  [symbol('λ₁₂′', realLine), "\\lambda_{12}'"],
  [real('α_A'), '\\alpha_A'],
  // Short exponentials stand above the bar, functions without brackets behind it, a whole quotient nowhere apart.
  [div(exp(lambda), add(one, exp(lambda))), '\\frac{e^{\\lambda}}{1 + e^{\\lambda}}'],
  [
    div(
      mul(tau, elementwise('besselI', one, nu), elementwise('cos', sub(m, theta))),
      elementwise('besselI', rational(0), nu),
    ),
    '\\frac{\\tau I_1(\\nu)}{I_0(\\nu)}\\cos(\\theta - m)',
  ],
  // (p − 1) log(1 − p) is what the reader knows as −(1 − p) log(1 − p).
  [mul(sub(unit, one), log(sub(one, unit))), '-(1 - p)\\log(1 - p)'],
  // A derivative of the loss is not read as taken at the bracket beside it.
  [mul(real('ℓ′'), sub(theta, m)), "(\\theta - m)\\ell'"],
  // Gamma functions of whole numbers are factorials, three of them a binomial coefficient.
  [exp(lgamma(add(count, one))), 'k!'],
  [neg(lgamma(add(count, one))), '-\\log k!'],
  [lgamma(add(alpha, one)), '\\log\\Gamma(\\alpha + 1)'],
  [sub(sub(lgamma(add(size, one)), lgamma(add(count, one))), lgamma(add(sub(size, count), one))), '\\log\\binom{N}{k}'],
  [
    mul(
      pow(unit, count),
      exp(sub(sub(lgamma(add(size, one)), lgamma(add(count, one))), lgamma(add(sub(size, count), one)))),
    ),
    '\\binom{N}{k}p^k',
  ],
  // A root of a quotient is one root, behind the letter it multiplies.
  [div(mul(sqrt(two), sigma), sqrt(add(two, mul(rho, tau)))), '\\sigma\\sqrt{\\frac{2}{2 + \\rho\\tau}}'],
  // Terms over one sum stand over one bar, what they share in front.
  [
    sub(div(mul(rho, alpha, beta), sub(one, nu)), div(mul(rho, beta, sigma), sub(one, nu))),
    '\\frac{\\rho\\beta(\\alpha - \\sigma)}{1 - \\nu}',
  ],
  // Sums are joined where that is shorter, and constants stand before them.
  [
    sub(total(mul(weight, log(weight))), total(mul(weight, log(copied)))),
    '\\sum_{i=1}^P s_i\\log\\frac{s_i}{\\tilde{s}_i}',
  ],
  [
    sub(total(mul(weight, elementwise('digamma', weight))), total(mul(copied, elementwise('digamma', weight)))),
    '\\sum_{i=1}^P (s_i - \\tilde{s}_i)\\psi(s_i)',
  ],
  [integral(count, mul(rational(-2), alpha, pow(lambda, count))), '-2\\alpha\\sum_{k=0}^{\\infty} \\lambda^k'],
  [real('σ̃'), '\\tilde{\\sigma}'],
  [add(div(P, two), lambda, half), '\\lambda + \\frac{P + 1}{2}'],
  [
    lgamma(add(div(P, two), lambda, one, div(neg(nu), two))),
    '\\log\\Gamma\\left(\\lambda + 1 + \\frac{P - \\nu}{2}\\right)',
  ],
  [add(nu, neg(mul(rho, tau, nu)), mul(rho, tau, P), mul(rho, tau)), '(1 - \\rho\\tau)\\nu + \\rho\\tau(P + 1)'],
  [
    add(mul(rho, tau, log(alpha)), mul(sub(one, mul(rho, tau)), log(beta))),
    '(1 - \\rho\\tau)\\log\\beta + \\rho\\tau\\log\\alpha',
  ],
  [
    sub(lgamma(add(lambda, one)), mul(add(lambda, one), log(alpha))),
    '\\log\\Gamma(\\lambda + 1) - (\\lambda + 1)\\log\\alpha',
  ],
  [
    add(half, mul(half, log(two)), mul(half, log(pi)), mul(rational(-1, 2), log(sigma))),
    '\\frac{1}{2}\\left(1 + \\log\\frac{2\\pi}{\\sigma}\\right)',
  ],
  [
    add(half, m, mul(half, log(two)), mul(half, log(pi)), mul(half, log(sigma))),
    '\\frac{1}{2} + m + \\frac{1}{2}\\log(2\\pi\\sigma)',
  ],
  [mul(pow(theta, alpha), pow(sigma, neg(alpha))), '\\left(\\frac{\\theta}{\\sigma}\\right)^{\\alpha}'],
  [elementwise('cos', sub(m, theta)), '\\cos(\\theta - m)'],
  [exp(total(mul(x, log(weight)))), '\\prod_{i=1}^P s_i^{\\theta_i}'],
  [
    add(total(mul(head(simplex), log(head(simplex)))), mul(last(simplex), log(last(simplex)))),
    '\\sum_{i=1}^K \\theta_i\\log\\theta_i',
  ],
  [matmul(general('Z'), sub(transpose(general('X')), transpose(general('Y')))), 'Z(X - Y)^\\top'],
  [
    mul(nu, half, add(log(alpha), mul(theta, log(beta)), square(m))),
    '\\frac{\\nu}{2}(m^2 + \\theta\\log\\beta + \\log\\alpha)',
  ],
  [add(x, vector('χ')), '\\chi + \\theta'],
];

const accepted = (tex: string): string =>
  katex.renderToString(tex, { displayMode: true, strict: 'error', throwOnError: true });

describe('expressions in LaTeX', () => {
  it.each(printed.map(([e, tex]) => [tex, e] as const))('%s', (tex, e) => {
    expect(latexOfExpression(e)).toBe(tex);
    expect(accepted(tex)).toContain('katex');
  });
});

const scalars = [theta, sigma, alpha, m, lambda, rational(2), rational(1, 3), rational(-5, 2), pi];

/** Random scalar expressions over positive names and two real ones. */
const { expression } = fc.letrec<{ expression: Expr }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    fc.constantFrom(...scalars),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => add(a, b)),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => sub(a, b)),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => mul(a, b)),
    fc
      .tuple(tie('expression'), fc.constantFrom(2, 3, -1, -2))
      .map(([a, k]) => (a === rational(0) ? a : pow(a, rational(k)))),
    fc
      .constantFrom(theta, sigma, alpha)
      .chain((s) =>
        fc.constantFrom(
          sqrt(s),
          pow(s, sub(alpha, one)),
          pow(s, neg(alpha)),
          pow(s, rational(-3, 2)),
          pow(s, rational(1, 3)),
          log(s),
          log(mul(two, s)),
        ),
      ),
    tie('expression').map((a) => elementwise('sin', a)),
    tie('expression').map((a) => exp(elementwise('tanh', a))),
  ),
}));

const names = new Map([
  ['\\theta', 0.7],
  ['\\sigma', 1.3],
  ['\\alpha', 2.1],
  ['m', -0.6],
  ['\\lambda', 0.4],
]);

/** The value by the structure of the graph alone. */
function graphValue(e: Expr): number {
  switch (e.kind) {
    case 'rational':
      return Number(e.value.n) / Number(e.value.d);
    case 'constant':
      return Math.PI;
    case 'symbol':
      return names.get(latexOfExpression(e)) ?? Number.NaN;
    case 'sum':
      return e.terms.reduce((v, t) => v + graphValue(t), 0);
    case 'product':
      return e.factors.reduce((v, f) => v * graphValue(f), 1);
    case 'power':
      return graphValue(e.base) ** graphValue(e.exponent);
    case 'apply': {
      const f = { exp: Math.exp, log: Math.log, sin: Math.sin, tanh: Math.tanh, abs: Math.abs }[e.fn as 'exp'];
      return f(graphValue(e.args[0] ?? one));
    }
    default:
      return Number.NaN;
  }
}

describe('names for parts', () => {
  it('stand for what they say, a root also for its square and other powers', () => {
    const s = add(square(theta), square(alpha));
    const I = (k: number): Expr => elementwise('besselI', rational(k), sqrt(s));
    const long = add(
      div(mul(theta, I(1)), mul(pow(s, rational(3, 2)), I(0))),
      div(mul(square(theta), square(I(1))), mul(s, square(I(0)))),
      mul(sub(square(theta), square(alpha)), pow(s, rational(-5, 2)), I(1), pow(I(0), rational(-1))),
      mul(alpha, pow(s, rational(-1, 2))),
    );
    const {
      mains: [main = long],
      parts,
    } = abbreviate([long]);
    const [[name, meaning] = [one, one]] = parts;
    expect(meaning).toBe(sqrt(s));
    expect(displayTerm(main, 60)).not.toMatch(/alpha\^2 \+ \\theta\^2|theta\^2 \+ \\alpha\^2/);
    const at = (e: Expr, w: number): number =>
      besselValue(
        e,
        new Map([
          [theta, 0.7],
          [alpha, 1.9],
          [name, w],
        ]),
      );
    expect(at(main, Math.hypot(0.7, 1.9))).toBeCloseTo(at(long, 0), 12);
  });
});

/** The value where Bessel functions stand for any function: their values need not be right, only the same. */
function besselValue(e: Expr, at: ReadonlyMap<Expr, number>): number {
  const value = (x: Expr): number => besselValue(x, at);
  const known = at.get(e);
  if (known !== undefined) return known;
  if (e.kind === 'rational') return Number(e.value.n) / Number(e.value.d);
  if (e.kind === 'sum') return e.terms.reduce((sum, t) => sum + value(t), 0);
  if (e.kind === 'product') return e.factors.reduce((product, f) => product * value(f), 1);
  if (e.kind === 'power') return value(e.base) ** value(e.exponent);
  if (e.kind === 'apply' && e.fn === 'besselI') return e.args.reduce((v, a, i) => v + (i + 1) * Math.cosh(value(a)), 0);
  return Number.NaN;
}

describe('printed formulas', () => {
  it('have the value of the expression when they are read back', () => {
    let compared = 0;
    fc.assert(
      fc.property(expression, (e) => {
        const value = graphValue(e);
        const tex = latexOfExpression(e);
        if (!Number.isFinite(value) || Math.abs(value) > 1e12 || tex.includes('vert')) return;
        compared++;
        const read = readLatex(tex, names);
        expect(Math.abs(read - value), `${tex}: ${read} instead of ${value}`).toBeLessThanOrEqual(
          1e-7 * (1 + Math.abs(value)),
        );
      }),
      { numRuns: 600, seed: 7 },
    );
    expect(compared).toBeGreaterThan(200);
  });

  it('are accepted by KaTeX, broken over lines or not', () => {
    fc.assert(
      fc.property(expression, (e) => {
        accepted(latexOfExpression(e));
        accepted(displayTerm(e, 6));
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('name the parts that return in a formula too long to read', () => {
    const part = exp(add(theta, mul(sigma, alpha), square(lambda)));
    const terms = Array.from({ length: 14 }, (_, i) => pow(add(part, rational(i + 1)), rational(-1)));
    const {
      mains: [main = one],
      parts,
    } = abbreviate([add(...terms)]);
    const [[name, meaning] = [one, one]] = parts;
    expect(meaning).toBe(part);
    expect(substitute(main, new Map([[name, meaning]]))).toBe(add(...terms));
    const tex = displayTerm(add(...terms), 30);
    expect(tex).toContain('\\text{with }w = ');
    expect(accepted(tex)).toContain('katex');
    expect(abbreviate([part])).toEqual({ mains: [part], parts: [] });
  });

  it('have one name for a part in all equations of a step, explained where it is first needed', () => {
    const part = (k: number): Expr => exp(add(theta, mul(rational(k), alpha), square(lambda)));
    const inverses = (k: number, from: number): readonly Expr[] =>
      Array.from({ length: 9 }, (_, i) => pow(add(part(k), rational(from + i)), rational(-1)));
    const equations = [
      [...inverses(1, 1), ...inverses(2, 1)],
      [...inverses(2, 11), ...inverses(3, 1)],
      [...inverses(3, 11), ...inverses(1, 11)],
    ].map((terms, i) => ({ left: real(`m_${i}`), relation: '=' as const, right: [add(...terms)] }));
    const shown = displaysOf(equations, 60);
    const explained = shown.map((tex) => [...tex.matchAll(/(w_\d) =/g)].map(([, name]) => name));
    expect(explained).toEqual([['w_1', 'w_2'], ['w_3'], []]);
    for (const tex of shown) expect(accepted(tex)).toContain('katex');
    const { mains, parts } = abbreviate(equations.flatMap(({ right }) => right));
    const meant = mains.map((e) => substitute(e, new Map<Expr, Expr>(parts)));
    expect(meant).toEqual(equations.flatMap(({ right }) => right));
  });

  it('say how wide they are: a longer sum is wider', () => {
    const sum = (n: number): Expr => add(...Array.from({ length: n }, (_, i) => real(`a${i}`)));
    expect(pieceOf(sum(9)).width).toBeGreaterThan(pieceOf(sum(5)).width + 6);
  });

  it('are broken into lines no wider than asked', () => {
    const sum = add(...Array.from({ length: 30 }, (_, i) => mul(real(`a${i}`), real(`b${i}`))));
    const rows = displayTerm(mul(theta, square(sum)), 20).split('\n');
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) expect((row.match(/[ab]_/g) ?? []).length).toBeLessThanOrEqual(12);
    expect(displayTerm(mul(theta, square(sum)), 20).match(/a_/g)).toHaveLength(30);
  });

  it('keep the brackets of a sum before another factor, whatever its signs', () => {
    const falling = add(mul(rational(-8), exp(theta)), mul(rational(-8), exp(neg(theta))));
    const wide = add(...Array.from({ length: 12 }, (_, i) => exp(mul(rational(i + 1), real(`a${i}`)))));
    const shown = displayTerm(mul(falling, pow(wide, rational(-3))), 20);
    expect(shown.split('\n')[1]).toMatch(/^&\\Bigl\(-8.*\\Bigr\)/);
  });

  it('say how long they are where nobody would read them', () => {
    const terms = Array.from({ length: 240 }, (_, i) => symbol(`x_${i}`, realLine));
    const shown = displayLatex({ left: m, relation: '=', right: [add(...terms)] }, 20);
    expect(shown).toContain('an expression of 241 parts');
    expect(displayLatex({ left: m, relation: '=', right: [add(...terms.slice(0, 20))] }, 20)).toContain('x_{19}');
  });
});

describe('a long product', () => {
  it('with a factor of negative terms begins with one sign', () => {
    const wide = neg(add(...['a', 'b', 'c', 'd', 'f'].map((n) => square(positive(`${n}_name`)))));
    const psi = (e: Expr): Expr => elementwise('digamma', add(e, alpha, beta, nu));
    const e = add(mul(psi(theta), psi(sigma), wide, lambda), psi(rho), psi(tau));
    for (const limit of [8, 12, 16, 24]) {
      const tex = displayTerm(e, limit);
      expect(tex).not.toMatch(/[+-]\s*-/);
      expect(tex).toContain('-');
    }
  });
});
