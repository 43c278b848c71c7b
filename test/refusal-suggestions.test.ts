// What a refusal proposes instead can be written: the fixed density is normalised as the given one was, the rest parses.
import { describe, expect, it } from 'vitest';
import { parse } from '../grammar/parse.ts';
import { compile } from '../src/compile.ts';

const refusalOf = (text: string) => {
  const { diagnostics } = compile(text);
  expect(diagnostics.map((d) => d.code)).toEqual(['not-exponential']);
  return diagnostics[0] ?? { notes: [], hint: '' };
};

const proposed = (hint: string): string => hint.split('\n').slice(1, -1).join('\n').replaceAll('…', '4');

const locationScale = [
  ['1/(pi*g*(1 + ((θ-m)/g)^2))', 'm in Real, g in Positive', 'branch points θ = m ± i*g'],
  ['exp(-abs(θ-m)/g)/(2 g)', 'm in Real, g in Positive', 'kink at θ = m'],
  ['exp(-(θ-m)/g - exp(-(θ-m)/g))/g', 'm in Real, g in Positive', 'different rates'],
  ['exp(-(θ-m)/g)/(g*(1 + exp(-(θ-m)/g))^2)', 'm in Real, g in Positive', 'no way was found'],
] as const;

describe('a location-scale density that is no exponential family', () => {
  it.each(locationScale)('%s', (density, parameters, reason) => {
    const { notes, hint } = refusalOf(`family Moved { variable θ in Real parameter ${parameters} density ${density} }`);
    expect(notes?.[0]).toContain(reason);
    const text = proposed(hint ?? '');
    expect(parse(text).diagnostics).toEqual([]);
    const base = compile(text.split('\n')[0] ?? '');
    expect(base.diagnostics.map((d) => d.code)).not.toContain('syntax');
    expect(base.diagnostics.map((d) => d.code)).not.toContain('not-normalised');
    expect(text).toContain('action θ in Real -> a*θ + b');
  });

  it('scales only, on the half-line', () => {
    const { hint } = refusalOf(
      'family W { variable x in Positive parameter g in Positive, k in Positive density k/g*(x/g)^(k-1)*exp(-(x/g)^k) }',
    );
    expect(hint).toContain('constant k in Positive');
    expect(hint).toContain('action x in Positive -> a*x');
    expect(parse(proposed(hint ?? '')).diagnostics).toEqual([]);
  });

  it('is not proposed where nothing moves', () => {
    const { hint } = refusalOf(
      'family K { variable θ in Unit parameter a in Positive, b in Positive density a*b*θ^(a-1)*(1-θ^a)^(b-1) }',
    );
    expect(hint).not.toContain('orbit');
  });
});

describe('what is to be declared as known', () => {
  const hintOf = (text: string): string => refusalOf(text).hint ?? '';

  it.each([
    ['x in Real', 'm in Real, s in Positive', 'exp(-s abs(x - m)^3)', 'declare m as a `constant` if it is known'],
    ['x in Positive', 'a in Positive, b in Positive', 'x^(b-1)/(1+(x/a)^b)^2', 'declare a and b as `constant`s of a'],
    [
      'x in Positive',
      'a in Positive, b in Positive',
      'exp(b x - a exp(b x))',
      'declare b as a `constant` if it is known, or',
    ],
    [
      'k in Integer',
      'a in Positive, b in Positive',
      '(a/b)^(k/2) besselI(k, 2 sqrt(a b))',
      'declare a and b as `constant`s of',
    ],
  ])('leaves a family of %s: %s', (variable, parameters, density, hint) => {
    expect(hintOf(`family K { variable ${variable} parameter ${parameters} density ∝ ${density} }`)).toContain(hint);
  });

  it('speaks of no group on counts, nor of a family without parameters', () => {
    const text = 'family D { variable k in Natural parameter b in Positive density ∝ exp(-abs(k - b)) }';
    expect(hintOf(text)).toBe('declare b as a `constant` of a `distribution` if it is known');
  });

  it('keeps its domain in what is proposed', () => {
    const hint = hintOf(
      'family L { variable x in Real parameter m in Real, k in Real > 2 density ∝ (1+(x-m)^2)^(-k) }',
    );
    expect(hint).toContain('constant k in Real > 2');
  });
});

describe('the term that mixes', () => {
  const underlined = (text: string): string => {
    const { span } = compile(text).diagnostics[0] ?? {};
    return text.slice(span?.start, span?.end);
  };
  const moved = 'family L { variable x in Real parameter m in Real, b in Positive density ';

  it.each([
    ['exp(-max(x-m, m-x)/b)/(2 b)', 'max(x-m, m-x)', 'its kink at x = m moves'],
    ['exp(-(x-m)*sign(x-m)/b)/(2 b)', 'sign(x-m)', 'its jump at x = m moves'],
  ])('is underlined, not what stands in it: %s', (density, term, reason) => {
    const text = `${moved}${density} }`;
    expect(underlined(text)).toBe(term);
    expect(refusalOf(text).notes?.[0]).toContain(reason);
  });

  it('is written in letters that the declaration leaves free', () => {
    const text =
      'family G { variable x in Positive parameter a in Positive, b in Positive density ∝ exp(b x - a*exp(b x)) }';
    expect(underlined(text)).toBe('exp(b x)');
    expect(refusalOf(text).notes?.[0]).toContain('no finite sum of products c(b) · d(x)');
  });
});

describe('diagnostics', () => {
  it('are not repeated', () => {
    const { diagnostics } = compile('family F { variable θ in Real parameter v in Positive density ∝ exp(-θ^2/2 v) }');
    expect(diagnostics).toHaveLength(1);
  });

  it('do not miss a density that could not be read', () => {
    const { diagnostics } = compile(
      'family F { variable θ in Positive parameter β in Positive\n density ∝ exp(-β*θ\n}',
    );
    expect(diagnostics.map((d) => d.message).join()).not.toContain('no density');
  });

  it('say of a claim without a value that it has none', () => {
    const { diagnostics } = compile(
      'family F { variable θ in Positive parameter β in Positive density ∝ exp(-β θ) claim entropy = log(-β) }',
    );
    expect(diagnostics[0]?.label).toMatch(/^no real number at β/);
    expect(JSON.stringify(diagnostics)).not.toContain('NaN');
  });

  it('show the derived value beside a wrong claim', () => {
    const { diagnostics } = compile(
      'family F { variable θ in Positive parameter β in Positive density ∝ exp(-β θ) claim entropy = log(β) }',
    );
    expect(diagnostics[0]?.notes?.join()).toContain('derived: entropy = 1 - log(β)');
  });
});

describe('a quotient beside a product in parentheses', () => {
  const family = (density: string): string =>
    `family F { variable x in Unit parameter k in Positive constant s in Positive density ∝ ${density} }`;

  it.each(['k/s (x/s)^(k-1)', 'k/x (x/k)/2'])('both readings proposed for %s are texts with one reading', (density) => {
    const [found] = compile(family(density)).diagnostics;
    expect(found?.code).toBe('syntax');
    const readings = (found?.hint ?? '').replace('write ', '').split(' or ');
    expect(new Set(readings).size).toBe(2);
    for (const reading of readings)
      expect(compile(family(reading)).diagnostics.map((d) => d.code)).not.toContain('syntax');
  });
});

describe('a sum over a power of a square matrix', () => {
  const text = (square: string): string =>
    `family F(P) { variable X in Symmetric(P) parameter M in Symmetric(P) density ∝ exp(sum(X * M) - ${square}/2) }`;

  it('is told from squares of the entries', () => {
    const [found] = compile(text('sum(X^2)')).diagnostics;
    expect(found?.notes?.join()).toContain('entry by entry are `sum(X * X)`');
  });

  it.each(['sum(X * X)', 'trace(X X)', 'trace(X^2)'])('%s derives', (square) =>
    expect(compile(text(square)).diagnostics).toEqual([]),
  );
});

describe('a base measure whose mean is out of reach', () => {
  it('is told to need fewer coupled variables', () => {
    const text =
      "family F(P) { variable x in Unit^P parameter m in Real^P, S in SPD(P) density ∝ exp(-(logit(x) - m)' S (logit(x) - m)/2)/prod(x*(1 - x)) }";
    const [found] = compile(text).diagnostics;
    expect(found?.message).toContain('the mean of the base measure');
    expect(found?.hint).toContain('couples the variables');
  });

  it('is followed where coordinates have parameters of their own, share a vector, or belong to a class', () => {
    const texts = [
      'family F(P) { variable k in Natural^P parameter r in Positive^P density ∝ prod(r^k/factorial(k)) }',
      "family F(N, P) { variable y in Natural^N constant X in Matrix(N, P) parameter w in Real^P density ∝ exp(y' X w)/prod(factorial(y)) }",
      "family F(K) { variable y in OneHot(K), k in Natural parameter r in Positive^K, p in Simplex(K) density ∝ prod(p^y) (r' y)^k exp(-r' y)/factorial(k) }",
    ];
    expect(texts.flatMap((text) => compile(text).diagnostics)).toEqual([]);
  });
});
