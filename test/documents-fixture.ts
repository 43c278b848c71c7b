// Two derivations written by hand, one scalar and one with matrices, as the documents print them.
import type { Claim, Road, Verdict } from '../src/derivation/claim.ts';
import type { Derivation } from '../src/derivation/derivation.ts';
import { type CheckedStep, equation, label, prose, type Step } from '../src/derivation/step.ts';
import { add, div, elementwise, exp, log, mul, neg, pow, sqrt, square, sub } from '../src/ir/build.ts';
import {
  type Expr,
  euler,
  half,
  integral,
  one,
  positiveLine,
  rational,
  realLine,
  type SymbolExpr,
  symbol,
  two,
} from '../src/ir/expr.ts';
import { inverse, logdet, matmul, trace, transpose } from '../src/ir/tensor.ts';

const claim = (text: string, left: Expr = one, right: Expr = one): Claim => ({
  kind: 'identity',
  text,
  live: true,
  left,
  right,
});
const verdict = (text: string, road: Road, worst: number, points = 64): Verdict => ({
  claim: claim(text),
  road,
  holds: true,
  points,
  worst,
  tolerance: 1e-9,
});
const checked = (step: Omit<Step, 'claims'>, ...verdicts: readonly Verdict[]): CheckedStep => ({
  ...step,
  claims: verdicts.map((v) => v.claim),
  verdicts,
});

const theta = symbol('θ', positiveLine);
const sigma = symbol('σ', positiveLine);
const lambda = symbol('λ', { kind: 'interval', upper: rational(0) });
const rho = symbol('ρ', positiveLine);
const tau = symbol('τ', positiveLine);
const force = symbol('G', realLine);
const kernel = mul(theta, exp(mul(lambda, square(theta))));
const density = mul(div(theta, square(sigma)), exp(neg(div(square(theta), mul(two, square(sigma))))));

const named = (name: string, left: Parameters<typeof equation>[0], ...right: Parameters<typeof equation>[1][]) => ({
  ...equation(left, ...right),
  name,
});

const logarithm = checked(
  {
    theorem: 'logarithm',
    title: 'Take logarithms',
    statement: [prose`A product becomes a sum.`],
    body: [
      equation(
        label('logDensity', { of: [theta, sigma] }),
        sub(sub(log(theta), mul(two, log(sigma))), div(square(theta), mul(two, square(sigma)))),
      ),
    ],
    source: { key: 'brown', place: 'section 1.1' },
    discharged: [prose`${density} is positive on the whole domain`],
    left: [],
  },
  verdict('log q is the logarithm of the declared density', 'evaluation', 3e-16),
);

const separation = checked(
  {
    theorem: 'separation',
    title: 'Separate θ from σ',
    statement: [
      prose`An exponential family is a density whose logarithm is a sum of products of natural parameters with statistics, plus a part free of the parameters, less the log-partition function ${label('logPartition')}.`,
    ],
    body: [
      prose`Only one term holds both ${theta} and ${sigma}. The statistic is not constant on the support, so the form is minimal.`,
      named('natural', label('natural'), div(rational(-1), mul(two, square(sigma)))),
      equation(label('statistic', { of: [theta] }), square(theta)),
      equation(label('logBaseMeasure', { of: [theta] }), log(theta)),
    ],
    source: { key: 'wainwright-jordan', place: 'section 3.2' },
    discharged: [prose`the statistic ${square(theta)} is not constant`],
    left: [],
  },
  verdict('log q is the sum of its parts', 'evaluation', 3e-16),
  verdict('the form is minimal', 'rank', 0, 12),
);

const partition = checked(
  {
    theorem: 'log-partition',
    title: 'Log-partition function',
    statement: [
      equation(label('logPartition', { of: [lambda] }), log(integral(theta, exp(mul(lambda, symbol('T', realLine)))))),
    ],
    body: [
      { kind: 'equation', left: label('naturalDomain'), relation: '∈', right: [lambda] },
      { kind: 'equation', left: lambda, relation: '<', right: [rational(0)] },
      equation(integral(theta, kernel), div(rational(-1), mul(two, lambda))),
      named('logPartition', label('logPartition', { of: [lambda] }), neg(log(mul(rational(-2), lambda)))),
      named(
        'mean',
        label('mean'),
        label('expectation', { of: [square(theta)] }),
        label('logPartition', { of: [lambda], updated: true }),
        neg(div(one, lambda)),
        mul(two, square(sigma)),
      ),
      named('fisher', label('fisher', { of: [sigma] }), div(rational(4), square(sigma))),
      named('entropy', label('entropy'), add(one, log(div(sigma, sqrt(two))), mul(half, euler))),
    ],
    source: { key: 'gradshteyn-ryzhik', place: '3.326' },
    discharged: [prose`the integral is finite exactly for ${lambda} < 0`],
    left: [prose`the mean of ${label('expectation', { of: [log(theta)] })} is finite`],
  },
  verdict('log ∫ h exp(λT) = A', 'quadrature', 5e-15, 4),
  verdict('E[T] = μ', 'quadrature', 4e-15, 4),
);

const gradient = label('expectedLoss', { gradientIn: label('mean') });
const update = checked(
  {
    theorem: 'bayesian-learning-rule',
    title: 'Bayesian learning rule',
    statement: [
      prose`A natural-gradient step is a plain step in the mean parameter: ${label('naturalGradient', { of: [lambda] })} is ${gradient}.`,
    ],
    body: [
      named(
        'updateNatural',
        label('natural', { updated: true }),
        add(mul(sub(one, mul(half, rho, tau)), lambda), neg(mul(rho, force))),
      ),
      named(
        'update',
        symbol('σ′', positiveLine),
        mul(sigma, pow(add(one, mul(half, rho, sub(mul(sigma, force), tau))), rational(-1, 2))),
      ),
      {
        kind: 'equation',
        left: add(one, mul(half, rho, sub(mul(sigma, force), tau))),
        relation: '>',
        right: [rational(0)],
      },
    ],
    source: { key: 'khan-rue', place: 'eq. 3' },
    discharged: [],
    left: [prose`the loss is locally absolutely continuous`],
  },
  verdict('one step in λ and one in σ agree', 'replay', 2e-15),
);

const source = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** The example of a one-parameter family on the half-line. */
export const scalarDerivation: Derivation = {
  name: 'Rayleigh',
  kind: 'family',
  doc: ['Rayleigh distribution with scale σ.', 'Its base measure θ is not constant.'],
  sourceText: source([
    '/// Rayleigh distribution with scale σ.',
    'family Rayleigh {',
    '  variable  θ in Positive',
    '  parameter σ in Positive',
    '  density   θ/σ^2 * exp(-θ^2/(2 σ^2))',
    '}',
  ]),
  file: 'rayleigh.blr',
  steps: [logarithm, separation, partition, update],
  span: { start: 0, end: 1 },
};

const matrix = (name: string): SymbolExpr => symbol(name, { kind: 'spd' }, ['P', 'P']);
const vector = (name: string): SymbolExpr => symbol(name, realLine, ['P']);
const [x, m, S, other, shift] = [vector('θ'), vector('m'), matrix('S'), matrix('S₂'), vector('m₂')];
const difference = sub(shift, m);
const divergence = mul(
  half,
  add(
    trace(other, inverse(S)),
    matmul(transpose(difference), other, difference),
    logdet(S),
    neg(logdet(other)),
    neg(symbol('κ', positiveLine)),
  ),
);
const longSum = add(
  ...Array.from({ length: 14 }, (_, i) =>
    mul(symbol(`a${i}`, realLine), elementwise('digamma', add(symbol(`b${i}`, positiveLine), one))),
  ),
);

/** The example with matrices, and with equations longer than a line. */
export const matrixDerivation: Derivation = {
  name: 'FullGaussian',
  kind: 'family',
  doc: ['Gaussian with mean m and precision S.'],
  sourceText: source(['family FullGaussian(P) {', "  density ∝ exp(-(θ-m)' S (θ-m) / 2)", '}']),
  file: 'full.blr',
  span: { start: 0, end: 1 },
  steps: [
    checked(
      {
        theorem: 'density',
        title: 'The density and its divergence',
        statement: [],
        body: [
          equation(
            label('density', { of: [x, m, S] }),
            exp(mul(rational(-1, 2), matmul(transpose(sub(x, m)), S, sub(x, m)))),
          ),
          equation(label('kl', { of: [m, S, shift, other] }), divergence),
          equation(label('natural', { index: [2] }), mul(rational(-1, 2), S)),
          equation(
            symbol('S′', { kind: 'spd' }, ['P', 'P']),
            add(mul(sub(one, mul(rho, tau)), S), mul(rho, symbol('H', { kind: 'symmetric' }, ['P', 'P']))),
          ),
          equation(
            symbol('m′', realLine, ['P']),
            sub(m, mul(rho, matmul(inverse(symbol('S′', { kind: 'spd' }, ['P', 'P'])), vector('g')))),
          ),
          equation(label('entropy'), longSum),
          equation(label('fisher', { index: [1, 2] }), mul(square(sigma), pow(longSum, rational(3, 2)), log(longSum))),
          equation(label('cumulant', { index: [3] }), div(longSum, add(one, longSum))),
        ],
        source: { key: 'magnus-neudecker' },
        discharged: [],
        left: [prose`a long formula inside a sentence, ${longSum}, is displayed`],
      },
      verdict('the two roads agree', 'monte-carlo', 2e-3, 1),
    ),
  ],
};

const hostileWord =
  '\\input{/etc/passwd} $x$ % & # _ ^ ~ {} <script>alert(1)</script> `"\' | ![x](http://e.example/y) 中文 \u202e';

/** A source that tries to speak to the document instead of the reader. */
export const hostileDerivation: Derivation = {
  ...scalarDerivation,
  name: hostileWord,
  doc: [
    hostileWord,
    '</style></pre>---',
    `${'x'.repeat(300)}`,
    '\\end{document}',
    '```',
    '$$\\href{javascript:alert(1)}{x}$$',
    '- # 1. list',
    '\\\\ \\write18{ls}',
  ],
  file: 'a&b<c>.blr',
  sourceText: source([
    '// ```',
    '// \\end{source}\\end{verbatim} </code></pre><script>',
    `// ${'long '.repeat(60)}`,
    '// \t中\u0007é ß Ł Ħ œ €',
    '// \u202e\u2066\u200f\u2028',
  ]),
  steps: scalarDerivation.steps.map((s) => ({
    ...s,
    title: hostileWord,
    left: [prose`${hostileWord} ${symbol(hostileWord, realLine)}`],
    verdicts: s.verdicts.map((v) => ({ ...v, holds: false, at: { [hostileWord]: hostileWord }, note: hostileWord })),
  })),
};
