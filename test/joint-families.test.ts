// Laws of several numbers with their normaliser, or coupled as one vector: `eval` and `step` against sums over a grid of the
// density alone (oracles/generate/joint.py), and what is said of a normaliser that is wrong.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import { compile } from '../src/compile.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';
import { declared, type Entries, type Point, type Step } from './emitted-families.ts';
import { compare, missesAt, missText } from './oracle-comparison.ts';
import { stepOf, wordsOf } from './theorems-fixture.ts';

interface Numbers {
  readonly points: readonly Point[];
  readonly steps: readonly (Omit<Step, 'expected'> & { readonly natural: readonly number[] })[];
}
const read = (name: string): Numbers =>
  JSON.parse(readFileSync(new URL(`oracles/${name}.json`, import.meta.url), 'utf8')) as Numbers;
/** The second: variables whose domain, or scale, another one sets (oracles/generate/in_turn.py). */
const files = ['joint-families', 'in-turn-families'].map(read);
const [points, steps] = [files.flatMap((f) => f.points), files.flatMap((f) => f.steps)];

describe.each(points)('$name', (point) => {
  it('has the numbers of the density', { timeout: 120_000 }, () => {
    expect(Object.keys(point.expected)).toContain('fisherParameters');
    expect(missesAt(point).map(missText)).toEqual([]);
  });
});

// Taking a factor out of a sum that keeps it never came to an end.
describe.each(['SharesOfAShare', 'DirectionInAngles'])('the page of %s', (name) => {
  it('is printed', { timeout: 120_000 }, () => {
    const { derivation } = declared('test/oracles/joint-families.blr', name);
    expect(derivation && markdownDocument(derivation)).toContain('Second-order retraction');
  });
});

describe.each(steps)('$name', ({ file, name, natural, ...query }) => {
  it('steps as its covariances say', { timeout: 120_000 }, () => {
    const answer = stepAt(declared(file, name), query);
    const found = answer.ok ? (answer.value['natural'] as readonly number[]) : [];
    expect(compare('natural', name, found, natural).map(missText)).toEqual([]);
  });
});

const sticks = (normaliser: string): string => `family Sticks { variable p in Simplex(3)
  parameter a in Positive, b in Positive, c in Positive, d in Positive
  density entry(p,1)^(a-1) * (1-entry(p,1))^(b-c-d) * entry(p,2)^(c-1) * entry(p,3)^(d-1) / (${normaliser}) }`;

it('refuses another normaliser by what the density integrates to', () => {
  const [d] = compile(sticks('beta(a,b) * beta(c,d+1)')).diagnostics;
  expect(d?.code).toBe('not-normalised');
  expect(d?.notes?.join()).toMatch(/integrates to \d+\.\d+/);
});

it('breaks a stick where no normaliser is given, in the order in which its pieces are independent', () => {
  const step = stepOf(
    `family Shares { variable p in Simplex(4)
    parameter a in Positive, b in Positive, c in Positive, u in Positive, v in Positive
    density ∝ entry(p,1)^(a-1) * entry(p,2)^(b-1) * entry(p,3)^(c-1) * (1-entry(p,4))^(u-a-b-c) * entry(p,4)^(v-1) }`,
    'log-partition',
  );
  expect(wordsOf(step)).toContain('broken off a stick');
});

it('compares over all variables where they are several', { timeout: 60_000 }, () => {
  const text = `family RoundHill { variable x in Positive, y in Positive
    parameter a in Positive
    density 8 * sqrt(a) * pi^(-3/2) * exp(-a (x^2 + y^2)^2) }`;
  const { declarations, diagnostics } = compile(text);
  expect(diagnostics).toEqual([]);
  const claims = declarations[0]?.derivation?.steps.flatMap((s) => s.verdicts) ?? [];
  expect(wordsOf(stepOf(text, 'log-partition'))).toContain('written with its normaliser');
  const whole = claims.find(({ claim }) => claim.text === 'the integral over all variables');
  expect(whole?.holds && whole.points).toBe(3);
});

// log ∫₀^∞ exp(−s(x−m)²/2) by erfc, its slopes by differences (mpmath 1.3, 60 digits); the numbers are sums over two coordinates.
it.each([
  [
    [-2, 0.5],
    [1, 1],
    -0.18925368256134287,
    [0.37321553282284087, 1.0091604338370335, 0.25356893435431827, 1.5045802169185167],
  ],
  [
    [-20, 0.5],
    [4, 1],
    -3.707658543193044,
    [0.012484423603631861, 1.0091604338370335, 0.00031152792736276755, 1.5045802169185167],
  ],
])('cuts a normal vector with independent coordinates: m = %j, s = %j', (m, s, partition, mean) => {
  const text = `family Cut(P) { variable x in Positive^P
    parameter m in Real^P, s in Positive^P
    density ∝ exp(-sum(s*(x-m)^2)/2) }`;
  const { declarations, diagnostics } = compile(text, { verify: 'live' });
  expect(diagnostics).toEqual([]);
  const found = declarations[0] && evaluateAt(declarations[0], { at: { m, s } });
  const value = found?.ok ? (found.value as Entries) : {};
  const misses = [
    ...compare('logPartition', 'Cut', value['logPartition'], partition),
    ...compare('mean', 'Cut', value['mean'], mean),
  ];
  expect(misses.map(missText)).toEqual([]);
});

// Independent parts have what each has alone, and a unit normal vector an entropy of log(2πe)/2 a coordinate.
it('lets a vector stand beside two numbers whose integrals stay open', { timeout: 60_000 }, () => {
  const parts = { Count: ['variable k in Integer(0..3)', 'a k^2'], Share: ['variable t in Unit', 'b t^2'] } as const;
  const alone = Object.entries(parts).map(([name, [variable, exponent]]) => {
    const letter = exponent[0] ?? '';
    const text = `family ${name} { ${variable} parameter ${letter} in Real density ∝ exp(${exponent}) }`;
    return valuesOf(text, { [letter]: 0.5 });
  });
  const whole = valuesOf(
    `family Beside(P) { variable x in Real^P, k in Integer(0..3), t in Unit
    parameter m in Real^P, a in Real, b in Real
    density ∝ exp(m' x - norm2(x)/2 + a k^2 + b t^2) }`,
    { m: [0.25, -1], a: 0.5, b: 0.5 },
  );
  const [count, share] = alone.map((v) => Number(v['entropy']));
  expect(whole['entropy']).toBeCloseTo(Math.log(2 * Math.PI * Math.E) + (count ?? 0) + (share ?? 0), 11);
  const [c, s] = alone.map((v) => (v['fisherNatural'] as readonly (readonly number[])[]).flat()[0] ?? 0);
  const metric = (whole['fisherNatural'] as readonly (readonly number[])[]).map((row, i) => row[i] ?? 0);
  expect(metric).toEqual([1, 1, c, s].map((x) => expect.closeTo(x ?? 0, 11)));
});

// ∫₀^∞ e^{−p x} dx = 1/p for each class, by hand.
it('integrates a number at the rate of its class, and asks that every rate be positive', () => {
  const law = (rates: string): string =>
    `family Rates { variable y in OneHot(2), x in Positive parameter p in ${rates}^2 density ∝ exp(-x (p' y)) }`;
  expect(valuesOf(law('Positive'), { p: [0.5, 4] })['logPartition']).toBeCloseTo(Math.log(2 + 0.25), 12);
  const [found] = compile(law('Real')).diagnostics;
  expect(found?.code).toBe('not-integrable');
  expect(found?.notes?.join()).toContain('> 0 for every y');
});

function valuesOf(text: string, at: Readonly<Record<string, number | readonly number[]>>) {
  const { declarations, diagnostics } = compile(text);
  expect(diagnostics).toEqual([]);
  const [first] = declarations;
  const answer = first && evaluateAt(first, { at });
  return answer?.ok ? answer.value : {};
}
