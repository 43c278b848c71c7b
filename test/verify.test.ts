// Claims of every kind: true ones hold by their road, wrong ones fail and show where, and nothing passes untried.
import { describe, expect, it, test } from 'vitest';
import type { Claim } from '../src/derivation/claim.ts';
import { verifier, verify, verifyInOrder } from '../src/derivation/verify.ts';
import { add, div, elementwise, exp, log, mul, neg, pow, square, sub } from '../src/ir/build.ts';
import { derivative } from '../src/ir/differentiate.ts';
import {
  type Domain,
  dimension,
  type Expr,
  half,
  minusOne,
  one,
  pi,
  positiveLine,
  rational,
  realLine,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../src/ir/expr.ts';
import { inverse, logdet, matmul, total, trace, transpose } from '../src/ir/tensor.ts';
import { dimensionsOf, sizesFor } from '../src/numeric/points.ts';

type Statement = Claim extends infer C ? (C extends Claim ? Omit<C, 'text' | 'live'> : never) : never;
const claim = (statement: Statement, live = true): Claim => ({ ...statement, text: statement.kind, live }) as Claim;
const lgamma = (e: Expr): Expr => elementwise('lgamma', e);
const digamma = (e: Expr): Expr => elementwise('digamma', e);
const trigamma = (e: Expr): Expr => elementwise('polygamma', one, e);
const noSizes = { sizes: [new Map<string, number>()], seed: 7 };
const scalarContext = { ...noSizes, spelling: new Map<SymbolExpr, string>() };

/** Sizes 1, 2 and 3 of the dimensions that occur. */
function context(symbols: readonly SymbolExpr[], sizes: readonly number[] = [1, 2, 3]) {
  const { names, counts } = dimensionsOf(symbols);
  return { sizes: sizes.map((p) => sizesFor(names, p, counts)), seed: 7, spelling: new Map<SymbolExpr, string>() };
}

const x = symbol('θ', positiveLine);
const a = symbol('α', positiveLine);
const b = symbol('β', positiveLine);
const kernel = sub(mul(sub(a, one), log(x)), mul(b, x));
const partition = sub(lgamma(a), mul(a, log(b)));
const density = sub(kernel, partition);
const scores = [derivative(density, a), derivative(density, b)] as const;
const expectation = (of: Expr, value: Expr): Claim =>
  claim({ kind: 'expectation', of, logDensity: density, variable: x, value });

const scalarClaims: readonly Claim[] = [
  claim({ kind: 'identity', left: density, right: add(mul(a, log(b)), neg(lgamma(a)), kernel) }),
  claim({ kind: 'identity', left: trigamma(a), right: add(trigamma(add(a, one)), pow(a, rational(-2))) }),
  claim({ kind: 'identity', left: digamma(add(a, one)), right: add(digamma(a), pow(a, minusOne)) }),
  claim({ kind: 'normaliser', logIntegrand: kernel, variable: x, value: partition }),
  expectation(log(x), sub(digamma(a), log(b))),
  expectation(x, div(a, b)),
  expectation(scores[0], zero),
  expectation(square(scores[0]), trigamma(a)),
  expectation(mul(...scores), neg(pow(b, minusOne))),
  expectation(square(scores[1]), div(a, square(b))),
  expectation(neg(density), add(a, neg(log(b)), lgamma(a), mul(sub(one, a), digamma(a)))),
  claim({ kind: 'derivative', of: partition, in: a, value: sub(digamma(a), log(b)) }),
  claim({ kind: 'derivative', of: partition, in: b, value: neg(div(a, b)) }),
  claim({ kind: 'positive', value: trigamma(a) }),
  claim({ kind: 'positive', value: sub(mul(a, trigamma(a)), one) }),
];

describe('true claims about a scalar density', () => {
  it.each(scalarClaims.map((c, i) => [`${i} ${c.kind}`, c] as const))('%s holds', (_, c) => {
    const [verdict] = verify([c], scalarContext);
    expect(verdict).toMatchObject({ holds: true });
    expect(verdict?.points).toBeGreaterThanOrEqual(4);
    expect(verdict?.worst).toBeLessThanOrEqual(verdict?.tolerance ?? -1);
  });

  it('are tried by the roads that the design names, at as many points', () => {
    const verdicts = verify(scalarClaims, scalarContext);
    expect(verdicts.map((v) => `${v.road} ${v.points}`)).toEqual([
      ...Array(3).fill('evaluation 64'),
      ...Array(8).fill('quadrature 4'),
      ...Array(2).fill('difference 12'),
      ...Array(2).fill('evaluation 64'),
    ]);
  });

  it('meet at the same points on every run, and at others with another seed', () => {
    const at = (seed: number): unknown => verify(scalarClaims.slice(4, 5), { ...scalarContext, seed })[0]?.at;
    expect(at(7)).toEqual(at(7));
    expect(at(7)).not.toEqual(at(8));
  });
});

describe('wrong claims', () => {
  const offset = rational(1, 10_000_000);
  const wrong: readonly Claim[] = [
    claim({ kind: 'identity', left: add(density, offset), right: density }),
    claim({ kind: 'identity', left: mul(partition, add(one, offset)), right: partition }),
    claim({ kind: 'identity', left: exp(neg(a)), right: mul(exp(neg(a)), add(one, offset)) }),
    claim({ kind: 'identity', left: elementwise('abs', sub(a, two)), right: sub(a, two) }),
    claim({ kind: 'normaliser', logIntegrand: kernel, variable: x, value: add(partition, offset) }),
    expectation(log(x), digamma(a)),
    expectation(square(scores[0]), div(one, a)),
    claim({ kind: 'derivative', of: partition, in: a, value: digamma(a) }),
    claim({ kind: 'derivative', of: partition, in: b, value: add(neg(div(a, b)), offset) }),
    claim({ kind: 'positive', value: sub(mul(a, trigamma(a)), two) }),
  ];
  it.each(wrong.map((c, i) => [`${i} ${c.kind}`, c] as const))('%s fails and shows the point', (_, c) => {
    const spelling = new Map([[a, 'alpha']]);
    const [verdict] = verify([c], { ...scalarContext, spelling });
    expect(verdict?.holds).toBe(false);
    expect(verdict?.points).toBeGreaterThan(0);
    expect(Object.keys(verdict?.at ?? {})).toContain('alpha');
  });
});

describe('coefficients wrong by a millionth', () => {
  const off = rational(1_000_001, 1_000_000);
  const wrong: readonly Claim[] = [
    claim({ kind: 'identity', left: density, right: add(mul(off, a, log(b)), neg(lgamma(a)), kernel) }),
    claim({ kind: 'identity', left: trigamma(a), right: add(trigamma(add(a, one)), mul(off, pow(a, rational(-2)))) }),
    claim({ kind: 'normaliser', logIntegrand: kernel, variable: x, value: sub(lgamma(a), mul(off, a, log(b))) }),
    claim({ kind: 'normaliser', logIntegrand: kernel, variable: x, value: sub(mul(off, lgamma(a)), mul(a, log(b))) }),
    expectation(log(x), sub(digamma(a), mul(off, log(b)))),
    expectation(x, mul(off, div(a, b))),
    expectation(square(scores[0]), mul(off, trigamma(a))),
    expectation(mul(...scores), neg(mul(off, pow(b, minusOne)))),
    claim({ kind: 'derivative', of: partition, in: a, value: sub(digamma(a), mul(off, log(b))) }),
    claim({ kind: 'derivative', of: partition, in: b, value: neg(mul(off, div(a, b))) }),
  ];
  it.each(wrong.map((c, i) => [`${i} ${c.kind}`, c] as const))('%s fails', (_, c) => {
    const [verdict] = verify([c], scalarContext);
    expect(verdict?.holds).toBe(false);
    expect(verdict?.points).toBeGreaterThan(0);
  });
});

describe('claims under conditions', () => {
  const t = symbol('t', realLine);
  const positive = { value: t, relation: '>' } as const;
  const absolute = elementwise('abs', t);
  const never = { value: sub(zero, square(t)), relation: '>' } as const;

  it('are tried only where these hold, at as many points', () => {
    const [under, everywhere] = verify(
      [
        claim({ kind: 'identity', left: absolute, right: t, given: [positive] }),
        claim({ kind: 'identity', left: absolute, right: t }),
      ],
      scalarContext,
    );
    expect(under).toMatchObject({ holds: true, points: 64 });
    expect(everywhere?.holds).toBe(false);
  });

  it('fail where they are wrong under the conditions too', () => {
    const wrong = claim({
      kind: 'identity',
      left: absolute,
      right: mul(rational(1_000_001, 1_000_000), t),
      given: [positive],
    });
    expect(verify([wrong], scalarContext)[0]?.holds).toBe(false);
  });

  it('fail where the conditions hold nowhere', () => {
    const [verdict] = verify([claim({ kind: 'identity', left: t, right: t, given: [never] })], scalarContext);
    expect(verdict).toMatchObject({ holds: false, points: 0 });
    expect(verdict?.note).toContain('conditions');
  });

  it('are looked for nearer zero where long steps leave the domain', () => {
    const near = { value: sub(rational(1, 10), square(t)), relation: '>' } as const;
    const [verdict] = verify([claim({ kind: 'identity', left: t, right: t, given: [near] })], scalarContext);
    expect(verdict).toMatchObject({ holds: true, points: 64 });
  });

  it('may ask for a definite matrix', () => {
    const m = symbol('M', { kind: 'symmetric' }, ['P', 'P']);
    const definite = { value: m, relation: 'positive-definite' } as const;
    const claims = [
      claim({ kind: 'identity', left: logdet(m), right: neg(logdet(inverse(m))), given: [definite] }),
      claim({ kind: 'identity', left: logdet(m), right: logdet(inverse(m)), given: [definite] }),
    ];
    expect(verify(claims, context([m])).map((v) => v.holds)).toEqual([true, false]);
  });
});

describe('values beyond double precision', () => {
  const t = symbol('t', realLine);
  const far = mul(rational(1000), t);

  it('are judged with more digits', () => {
    const ratio = div(exp(far), add(one, exp(far)));
    const [right, wrong] = verify(
      [
        claim({ kind: 'identity', left: ratio, right: pow(add(one, exp(neg(far))), minusOne) }),
        claim({ kind: 'identity', left: ratio, right: pow(add(one, exp(neg(mul(two, far)))), minusOne) }),
      ],
      scalarContext,
    );
    expect(right?.holds).toBe(true);
    expect(wrong?.holds).toBe(false);
  });

  it('that underflow keep their sign', () => {
    const [positive, negative] = verify(
      [claim({ kind: 'positive', value: exp(neg(far)) }), claim({ kind: 'positive', value: neg(exp(neg(far))) })],
      scalarContext,
    );
    expect(positive?.holds).toBe(true);
    expect(negative?.holds).toBe(false);
  });
});

describe('rounding', () => {
  it('is not blamed where terms cancel', () => {
    const big = mul(rational(10n ** 12n), a);
    const left = sub(square(add(big, one)), square(big));
    const [verdict] = verify([claim({ kind: 'identity', left, right: add(one, mul(two, big)) })], scalarContext);
    expect(verdict?.holds).toBe(true);
  });

  it('does not excuse what cancellation hides', () => {
    const big = mul(rational(10n ** 12n), a);
    const left = sub(square(add(big, one)), square(big));
    const right = add(two, mul(two, big));
    const difference = claim({ kind: 'identity', left: sub(left, mul(two, big)), right: sub(right, mul(two, big)) });
    expect(verify([difference], scalarContext)[0]?.holds).toBe(false);
  });
});

describe('a claim that tried no point', () => {
  it('fails, and says why', () => {
    const undefinedClaim = claim({ kind: 'identity', left: log(neg(a)), right: log(neg(a)) });
    const elsewhere = claim({
      kind: 'computed',
      road: 'rank',
      tolerance: 1,
      points: 3,
      error: () => undefined,
    });
    for (const verdict of verify([undefinedClaim, elsewhere], scalarContext)) {
      expect(verdict).toMatchObject({ holds: false, points: 0 });
      expect(verdict.note).toBeTruthy();
    }
  });

  it('fails also when the integral diverges', () => {
    const diverging = claim({ kind: 'normaliser', logIntegrand: neg(log(x)), variable: x, value: one });
    expect(verify([diverging], scalarContext)[0]?.holds).toBe(false);
  });
});

describe('a claim with a computation of its own', () => {
  it('reports its worst error', () => {
    const error = (seed: number) => ({ error: seed === 8 ? 0.5 : 0.1, at: { seed } });
    const computed = claim({ kind: 'computed', road: 'replay', tolerance: 0.2, points: 3, error });
    expect(verify([computed], scalarContext)[0]).toMatchObject({
      holds: false,
      worst: 0.5,
      at: { seed: 8 },
      road: 'replay',
    });
  });

  it('that throws is not tried', () => {
    const error = (): never => {
      throw new Error('the solver left the domain');
    };
    const computed = claim({ kind: 'computed', road: 'replay', tolerance: 0.2, points: 3, error });
    expect(verify([computed], scalarContext)[0]).toMatchObject({ holds: false, note: 'the solver left the domain' });
  });
});

describe('the live set', () => {
  it('leaves the other claims out', () => {
    const slow = claim({ kind: 'positive', value: a }, false);
    expect(verify([slow, ...scalarClaims.slice(0, 2)], { ...scalarContext, only: 'live' })).toHaveLength(2);
    expect(verify([slow], { ...scalarContext, only: 'all' })).toHaveLength(1);
  });
});

describe('other domains', () => {
  const holds = (claims: readonly Claim[], symbols: readonly SymbolExpr[], sizes?: readonly number[]): string[] =>
    verify(claims, context(symbols, sizes)).map((v) => `${v.holds ? 'holds' : 'fails'} ${v.road}`);

  it('columns and matrices, at sizes 1, 2 and 3', () => {
    const t = symbol('θ', realLine, ['P']);
    const m = symbol('m', realLine, ['P']);
    const S = symbol('S', { kind: 'spd' }, ['P', 'P']);
    const quadratic = mul(rational(-1, 2), matmul(transpose(sub(t, m)), S, sub(t, m)));
    const value = sub(mul(half, dimension('P'), log(mul(two, pi))), mul(half, logdet(S)));
    const logDensity = sub(quadratic, value);
    const second = matmul(t, transpose(t));
    const claims = [
      claim({ kind: 'normaliser', logIntegrand: quadratic, variable: t, value }),
      claim({
        kind: 'expectation',
        of: second,
        logDensity,
        variable: t,
        value: add(inverse(S), matmul(m, transpose(m))),
      }),
      claim({ kind: 'expectation', of: second, logDensity, variable: t, value: inverse(S) }),
      claim({
        kind: 'identity',
        left: mul(rational(-2), quadratic),
        right: add(trace(S, t, transpose(t)), mul(rational(-2), trace(S, m, transpose(t))), trace(S, m, transpose(m))),
      }),
    ];
    expect(holds(claims, [t, m, S])).toEqual([
      'holds quadrature',
      'holds quadrature',
      'fails quadrature',
      'holds evaluation',
    ]);
  });

  it('the simplex', () => {
    const p = symbol('p', { kind: 'simplex' }, ['K']);
    const c = symbol('c', positiveLine, ['K']);
    const logIntegrand = total(mul(sub(c, one), log(p)));
    const value = sub(total(lgamma(c)), lgamma(total(c)));
    const logDensity = sub(logIntegrand, value);
    const claims = [
      claim({ kind: 'normaliser', logIntegrand, variable: p, value }),
      claim({ kind: 'expectation', of: log(p), logDensity, variable: p, value: sub(digamma(c), digamma(total(c))) }),
      claim({
        kind: 'expectation',
        of: log(p),
        logDensity,
        variable: p,
        value: sub(digamma(c), digamma(total(square(c)))),
      }),
    ];
    expect(holds(claims, [p, c], [1, 2])).toEqual(['holds quadrature', 'holds quadrature', 'fails quadrature']);
  });

  it('positive definite matrices: quadrature for 2×2, weighted samples for 3×3', () => {
    const X = symbol('X', { kind: 'spd' }, ['P', 'P']);
    const V = symbol('V', { kind: 'spd' }, ['P', 'P']);
    const P = dimension('P');
    const n = symbol('ν', { kind: 'interval', lower: sub(P, one) });
    const logIntegrand = sub(mul(half, sub(n, add(P, one)), logdet(X)), mul(half, trace(inverse(V), X)));
    const partitionAt = (p: number): Expr =>
      add(
        mul(half, n, rational(p), log(two)),
        mul(half, n, logdet(V)),
        mul(rational(p * (p - 1), 4), log(pi)),
        ...Array.from({ length: p }, (_, j) => lgamma(mul(half, sub(n, rational(j))))),
      );
    const claimsAt = (p: number): readonly Claim[] => [
      claim({ kind: 'normaliser', logIntegrand, variable: X, value: partitionAt(p) }),
      claim({
        kind: 'expectation',
        of: X,
        logDensity: sub(logIntegrand, partitionAt(p)),
        variable: X,
        value: mul(n, V),
      }),
      claim({
        kind: 'expectation',
        of: X,
        logDensity: sub(logIntegrand, partitionAt(p)),
        variable: X,
        value: mul(rational(11, 10), n, V),
      }),
    ];
    expect(holds(claimsAt(2), [X, V], [2])).toEqual(['holds quadrature', 'holds quadrature', 'fails quadrature']);
    expect(holds(claimsAt(3), [X, V], [3])).toEqual(['holds monte-carlo', 'holds monte-carlo', 'fails monte-carlo']);
    expect(verify(claimsAt(3).slice(0, 1), context([X, V], [3]))[0]?.note).toContain('5 standard errors');
  });

  it('inverses of positive definite matrices, whose tails are heavy', () => {
    const X = symbol('X', { kind: 'spd' }, ['P', 'P']);
    const W = symbol('W', { kind: 'spd' }, ['P', 'P']);
    const P = dimension('P');
    const n = symbol('ν', { kind: 'interval', lower: sub(P, one) });
    const logIntegrand = sub(mul(rational(-1, 2), add(n, P, one), logdet(X)), mul(half, trace(W, inverse(X))));
    const partitionAt = (p: number, factor: Expr): Expr =>
      add(
        mul(half, n, rational(p), log(two)),
        mul(rational(-1, 2), factor, n, logdet(W)),
        mul(rational(p * (p - 1), 4), log(pi)),
        ...Array.from({ length: p }, (_, j) => lgamma(mul(half, sub(n, rational(j))))),
      );
    const claimsAt = (p: number, off: Expr): readonly Claim[] => [
      claim({ kind: 'normaliser', logIntegrand, variable: X, value: partitionAt(p, one) }),
      claim({ kind: 'normaliser', logIntegrand, variable: X, value: partitionAt(p, off) }),
      claim({
        kind: 'expectation',
        of: inverse(X),
        logDensity: sub(logIntegrand, partitionAt(p, one)),
        variable: X,
        value: mul(n, inverse(W)),
      }),
      claim({
        kind: 'expectation',
        of: inverse(X),
        logDensity: sub(logIntegrand, partitionAt(p, one)),
        variable: X,
        value: mul(rational(6, 5), n, inverse(W)),
      }),
    ];
    const millionth = rational(1_000_001, 1_000_000);
    const thousandth = rational(1001, 1000);
    const outcome = (road: string): readonly string[] =>
      ['holds', 'fails', 'holds', 'fails'].map((word) => `${word} ${road}`);
    expect(holds(claimsAt(1, millionth), [X, W], [1])).toEqual(outcome('quadrature'));
    expect(holds(claimsAt(2, thousandth), [X, W], [2])).toEqual(outcome('quadrature'));
    expect(holds(claimsAt(3, rational(2)), [X, W], [3])).toEqual(outcome('monte-carlo'));
  });

  it('samples too few to say anything count as untried, and are spoken of', () => {
    const v = symbol('v', realLine, ['P']);
    const narrow = add(one, total(square(v)));
    const logIntegrand = mul(rational(-1, 2), sub(dimension('P'), rational(-1, 10)), log(narrow));
    const [verdict] = verify(
      [claim({ kind: 'normaliser', logIntegrand, variable: v, value: zero })],
      context([v], [6]),
    );
    expect(verdict).toMatchObject({ holds: false, points: 0 });
    expect(verdict?.note).toContain('samples');
  });

  it('counts, one or several, classes, signs and angles', () => {
    const counts: Domain = { kind: 'integers', lower: zero };
    const k = symbol('k', counts, ['P']);
    const rate = symbol('r', positiveLine, ['P']);
    const mass = total(sub(sub(mul(k, log(rate)), rate), lgamma(add(k, one))));
    const h = symbol('h', { kind: 'onehot' }, ['K']);
    const p = symbol('p', { kind: 'simplex' }, ['K']);
    const s = symbol('s', { kind: 'set', values: [minusOne, one] });
    const l = symbol('l', realLine);
    const angle = symbol('φ', { kind: 'circle' });
    const centre = symbol('c', { kind: 'circle' });
    const turning = mul(a, elementwise('cos', sub(angle, centre)));
    const onCircle = add(log(mul(two, pi)), log(elementwise('besselI', zero, a)));
    const claims = [
      claim({ kind: 'normaliser', logIntegrand: mass, variable: k, value: zero }),
      claim({ kind: 'expectation', of: k, logDensity: mass, variable: k, value: rate }),
      claim({ kind: 'expectation', of: h, logDensity: total(mul(h, log(p))), variable: h, value: p }),
      claim({ kind: 'normaliser', logIntegrand: mul(s, l), variable: s, value: log(mul(two, elementwise('cosh', l))) }),
      claim({ kind: 'normaliser', logIntegrand: turning, variable: angle, value: onCircle }),
    ];
    expect(holds(claims, [k, rate, h, p], [1, 2])).toEqual([...Array(4).fill('holds summation'), 'holds quadrature']);
  });

  it('bounds that name other symbols', () => {
    const n = symbol('n', { kind: 'integers', lower: one });
    const k = symbol('k', { kind: 'integers', lower: zero, upper: n });
    const q = symbol('q', { kind: 'interval', lower: zero, upper: one });
    const choose = sub(sub(lgamma(add(n, one)), lgamma(add(k, one))), lgamma(add(one, sub(n, k))));
    const mass = add(choose, mul(k, log(q)), mul(sub(n, k), log(sub(one, q))));
    const claims = [
      claim({ kind: 'normaliser', logIntegrand: mass, variable: k, value: zero }),
      claim({ kind: 'expectation', of: k, logDensity: mass, variable: k, value: mul(n, q) }),
    ];
    expect(holds(claims, [], [1])).toEqual(['holds summation', 'holds summation']);
  });
});

test('claims after one that fails are not tried: they stand on it', () => {
  const tried: string[] = [];
  const computed = (text: string, error: number): Claim => ({
    ...claim({
      kind: 'computed',
      road: 'rank',
      tolerance: 0.5,
      points: 1,
      error: () => {
        tried.push(text);
        return { error, at: {} };
      },
    }),
    text,
  });
  const claims = [computed('holds', 0), computed('fails', 1), computed('stands on it', 0)];
  const verdicts = verifyInOrder(claims, scalarContext, verifier(scalarContext));
  expect(verdicts.map((v) => [v.claim.text, v.holds])).toEqual([
    ['holds', true],
    ['fails', false],
  ]);
  expect(tried).toEqual(['holds', 'fails']);
});
