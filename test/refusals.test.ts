// Every specification in test/errors is refused with the code that its first line expects, in words and at a place.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';

const folder = new URL('./errors/', import.meta.url);
const files = readdirSync(folder)
  .filter((f) => f.endsWith('.blr'))
  .sort();

it('has specifications to refuse', () => {
  expect(files.length).toBeGreaterThan(50);
});

describe.each(files)('%s', (file) => {
  it('is refused as it expects', { timeout: 60_000 }, () => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const expected = /^\/\/ expect: (\S+)/.exec(text)?.[1];
    const { ok, diagnostics } = compile(text, { file });
    const [first] = diagnostics.filter((d) => d.severity === 'error');
    expect(ok).toBe(false);
    expect(first?.code).toBe(expected);
    expect(first?.message).not.toMatch(/internal error|\bNaN\b/);
    expect(first?.span.start).toBeLessThan(text.length);
  });
});

describe('a refusal', () => {
  const first = (text: string) => compile(text).diagnostics[0];
  const family = (density: string): string =>
    `family D { variable x in Positive parameter a in Real, b in Positive density ∝ ${density} }`;

  it('says what a division by zero wants', () => {
    expect(first(family('exp(-b x/0)'))).toMatchObject({
      message: 'division by zero',
      hint: expect.stringMatching(/not zero/),
    });
  });

  it('says that a range may hold one integer, and how to declare two', () => {
    const spread = (b: string) =>
      `family S { constant b in ${b} variable k in Integer(2..b) parameter t in Real density ∝ exp(t k) }`;
    expect(first(spread('Integer(2..inf)'))).toMatchObject({
      code: 'not-identifiable',
      message: 'the range 2..b may hold one integer only',
      label: 'at b = 2 there is one value',
      hint: expect.stringContaining('`constant b in Integer(3..inf)`'),
    });
    expect(first(spread('Integer(3..inf)'))).toBeUndefined();
    const between = (b: string) =>
      `family S { constant a in Integer, b in ${b} variable k in Integer(a..b) parameter t in Real density ∝ exp(t k) }`;
    expect(first(between('Integer(a..inf)'))?.hint).toContain('`constant b in Integer(a + 1..inf)`');
    expect(first(between('Integer(a+1..inf)'))).toBeUndefined();
  });

  it('says from where on a sum converges', () => {
    const zeta = (k: string): string => `family Z { variable k in ${k} parameter s in Positive density ∝ k^(-s) }`;
    expect(first(zeta('Integer(1..inf)'))).toMatchObject({
      code: 'not-integrable',
      hint: expect.stringContaining('finite where s > 1,'),
    });
  });

  it('names the parameters that move the support, and no others', () => {
    const pareto =
      'variable x in Positive parameter a in Positive, s in Positive density a s^a * x^(-a-1) * (1 + sign(x - s))/2';
    expect(first(`family P { ${pareto} }`)?.message).toBe('the support of P moves with s');
    const window =
      'variable x in Positive parameter a in Positive, b in Positive, c in Positive density ∝ exp(-a x) (1 + sign(b - abs(x - c)))/2';
    expect(first(`family W { ${window} }`)?.message).toBe('the support of W moves with b and c');
  });

  it('tells a condition on a parameter, not on its logarithm', () => {
    const counts = 'family C { variable k in Natural parameter r in Positive density ∝ r^k }';
    expect(first(counts)).toMatchObject({
      code: 'not-integrable',
      notes: expect.arrayContaining(['the integral is finite exactly when r < 1']),
      hint: 'declare the parameters so that r < 1',
    });
  });

  it.each([
    ['x in Positive', 'exp(-1/(a sqrt(x)))', /the integral over x diverges at its upper end/],
    ['x in Real, y in Real', 'exp(-a (x - y)^2)', /the integral over x, after that over y, diverges at its upper end/],
    ['x in Positive, y in Positive', 'exp(-a x/y)/y', /the integral over y, after that over x, diverges/],
    ['x in Real, y in Real, z in Real', 'exp(-a (x - y)^2 - (y - z)^2)', /after that over y, z, diverges/],
  ])('of %s with density %s says that what is left of one variable is infinite', (variables, density, note) => {
    const text = `family D { variable ${variables} parameter a in Positive density ∝ ${density} }`;
    expect(first(text)).toMatchObject({
      code: 'not-integrable',
      message: 'D does not integrate for any declared parameter',
      notes: expect.arrayContaining([expect.stringMatching(note)]),
    });
  });

  it('holds the entropy of several variables against what was derived', () => {
    const claimed = (claim: string): string =>
      `family D { variable x in Positive, k in Natural parameter a in Positive density a exp(-a x) exp(-x) x^k/factorial(k) claim ${claim} }`;
    const pair = (claim: string): string =>
      `family D { variable x in Positive, y in Positive parameter a in Positive, b in Positive density a b exp(-a x - b y) claim ${claim} }`;
    expect(first(pair('entropy = 2 - log(a b)'))).toBeUndefined();
    expect(first(pair('entropy = 2 + log(a b)'))).toMatchObject({ code: 'wrong-claim' });
    expect(first(claimed('entropy = 1 - log(a)'))).toMatchObject({
      code: 'wrong-claim',
      notes: expect.arrayContaining([expect.stringMatching(/^checked by \w+ at \d+ points?, /)]),
    });
    expect(first(pair('mean = 1/a'))).toMatchObject({ code: 'not-derivable', hint: expect.stringMatching(/entropy/) });
  });

  it.each([
    ['a x[1]^2', 'entry(x, 1)'],
    ['dot(x, x) - a X[1, 2]', 'entry(X, 1, 2)'],
  ])('reads %s as a product, and says what an index is', (exponent, hint) => {
    const text = `family V { variable x in Real^3 constant X in Matrix(3,3) parameter a in Positive density ∝ exp(-(${exponent})) }`;
    expect(first(text)).toMatchObject({ code: 'shape-mismatch', hint: expect.stringContaining(hint) });
  });

  it('calls no gauge what double precision does not tell apart', () => {
    const powers = Array.from({ length: 20 }, (_, i) => i + 1);
    const parameters = powers.map((n) => `a${n} in Real`).join(', ');
    const exponent = powers.map((n) => `a${n} x^${n}`).join(' + ');
    const d = first(`family M { variable x in Unit parameter ${parameters} density ∝ exp(${exponent}) }`);
    expect(d).toMatchObject({ code: 'not-derivable', message: expect.stringContaining('too nearly dependent') });
  });

  it('calls no family curved whose natural parameters fill a plane', () => {
    const text = `family C { variable y in Real^3 constant u in Real^3 parameter a in Positive, b in Positive
      density ∝ exp(-y' inv(a I + b u u') y/2) }`;
    expect(first(text)).toMatchObject({ code: 'not-derivable', message: expect.stringContaining('were not found') });
  });

  it('gives the deeper of two reasons: no exponential family, with a gauge besides', () => {
    const text =
      'family S(K) { variable p in Simplex(K) parameter a in Positive^K, b in Positive^K density ∝ prod(p^(a-1)) * dot(b, p)^(-sum(a)) }';
    const d = first(text);
    expect(d?.code).toBe('not-exponential');
    expect(d?.notes?.join('\n')).toMatch(/6 free coordinates allow at most 6.*besides, b is not identifiable/s);
  });

  it('does not ask to remove a matrix for one gauge among its entries', () => {
    const text =
      "family G { variable x in OneHot(3), y in OneHot(2) parameter J in Matrix(3,2) density ∝ exp(x' J y) }";
    expect(first(text)).toMatchObject({
      label: 'some motion of its entries together leaves the density unchanged',
      hint: expect.stringContaining('one of the entries of J'),
    });
  });

  it('says of two quartic numbers tied by their product that they are exponential, and what can be derived', () => {
    const text = `family S { variable s in Real, t in Real parameter a in Real, b in Real, c in Real
      density ∝ exp(-s^4 - t^4 + a s + b t + c s t) }`;
    expect(first(text)).toMatchObject({
      code: 'not-derivable',
      notes: [expect.stringContaining('S is an exponential family, with 3 blocks'), expect.anything()],
      hint: expect.stringContaining('declare t as `constant`'),
    });
    const given = `family S { variable s in Real constant t in Interval(0, 1) parameter a in Real
      density ∝ exp(-s^4 + a s + s t) }`;
    expect(first(given)).toBeUndefined();
  });

  it.each(['exp(-a x^2 - x^1.5)', 'exp(-a x^x)', 'exp(-a x^2) exp(sqrt(x))'])(
    'says where an exponent is no real number: %s',
    (density) => {
      const text = `family U { variable x in Real parameter a in Positive density ∝ ${density} }`;
      expect(first(text)).toMatchObject({
        code: 'negative-density',
        message: 'U is undefined somewhere',
        label: expect.stringMatching(/^no real number at x = -/),
      });
    },
  );

  it.each([
    ['Real', 'log(x + 30) exp(-a x^2)'],
    ['Positive', 'sqrt(x - 0.001) exp(-a x)'],
    ['Unit', 'sqrt(0.9999 - x) x^a'],
    ['Real', 'exp(-a x^2 + atanh(x / 30))'],
  ])('says where it is no real number, far from where it is large: %s', (domain, density) => {
    const text = `family U { variable x in ${domain} parameter a in Positive density ∝ ${density} }`;
    expect(first(text)).toMatchObject({ code: 'negative-density', message: 'U is undefined somewhere' });
  });

  it('looks for such places within the declared domain only', () => {
    const text = `distribution U { variable x in Interval(0, 1), y in Interval(x, 1) density ∝ sqrt(y - x) sqrt(1 - y) }`;
    expect(first(text)).toBeUndefined();
  });

  it('shows what was derived beside a wrong claim about a group, and no place where nothing varies', () => {
    const group = (claim: string): string => `group G { element b in Real action x in Real -> x + b claim ${claim} }`;
    expect(first(group('identity = 1'))).toMatchObject({
      code: 'wrong-claim',
      label: 'off by 1.00',
      notes: [expect.stringMatching(/the worst error is 1\.00$/), 'derived: identity = 0'],
    });
    expect(first(group('inverse = b'))?.notes).toContain('derived: inverse = -b');
  });

  it('names what a group may declare', () => {
    const text = 'group G { element b in Real action x in Real -> x + b + c }';
    expect(first(text)?.hint).toContain('declare `c` as an element or constant');
  });

  it('counts one column as one', () => {
    const text = 'family A(P) { variable x in Real^P parameter m in Real^P density ∝ exp(-x x/2 + x m) }';
    expect(first(text)?.label).toBe('1 column meets P rows');
  });

  it('names the parameter that parts where an open integral is finite, and the bound between the places tried', () => {
    expect(first(family('x^a exp(-b x) (1 + sin(x)^2)'))?.hint).toMatch(
      /^narrow the domain of a: .* finite where a > −1,/,
    );
  });

  it('says so where no single parameter parts the places', () => {
    const text =
      'family D { variable x in Positive constant c in Real parameter a in Real density ∝ x^(a+c) exp(-x) (1 + sin(x)^2) }';
    expect(first(text)).toMatchObject({
      code: 'not-integrable',
      hint: expect.stringContaining('no single parameter parts'),
    });
  });

  it('says of zero that it is zero, not that a variable is missing', () => {
    expect(first(family('0 exp(-a x^2)'))).toMatchObject({ code: 'not-normalised', message: 'D is zero everywhere' });
  });

  it('tells no condition that no parameter enters', () => {
    const two = (density: string) =>
      first(`family D { variable x in Positive, y in Positive parameter a in Positive density ∝ ${density} }`);
    expect(two('exp(-a x + x) exp(-x y)')?.notes?.[0]).toContain(
      'the integral over x, after that over y, diverges at its',
    );
    const matrix = 'family W(P) { variable X in SPD(P) parameter S in SPD(P) density ∝ det(X)^(-1) exp(-tr(S X)) }';
    expect(first(matrix)?.notes).toEqual(['no parameter enters what makes the integral infinite']);
  });

  it('says of a mean of several variables that it cannot be claimed', () => {
    const two = `family D { variable x in Real, y in Real parameter a in Positive density ∝ exp(-a x^2 - y^2)
      claim mean = [0, 0] }`;
    expect(first(two)).toMatchObject({ code: 'not-derivable', hint: expect.stringContaining('claim meanParameters') });
  });

  it('writes what was derived with the range of a sum', () => {
    const matrix = `family W(P) { variable X in SPD(P) parameter n in Interval(P-1, inf)
      density ∝ det(X)^((n-P-1)/2) exp(-tr(X)) claim logDensity = 3 }`;
    expect(first(matrix)?.notes?.[1]).toMatch(/Σ lgamma\(.*\) over j = 1\.\.P$/);
  });
});
