// `F^P`: independent coordinates of a density of numbers, derived as vectors, checked, printed and emitted under that name.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

const normal = `family Normal {
  variable  θ in Real
  constant  c in Positive
  parameter m in Real, s in Positive
  density   sqrt(s/(2 pi c)) * exp(-s*(θ-m)^2/(2 c))
  claim     entropy = (1 + log(2 pi c) - log(s))/2
  claim     mean = m
  claim     logDensity = log(s/(2 pi c))/2 - s*(θ-m)^2/(2 c)
  claim     variance = c/s
}
`;

const lifted = (text: string, power: string) => compile(text, { power, choose: ([first]) => first?.name });

describe('a power of a scalar density', () => {
  const compilation = lifted(normal, 'P');
  const [compiled] = compilation.declarations;

  it('is derived as one of vectors, and checked', () => {
    expect(compilation.diagnostics).toEqual([]);
    expect(compiled?.name).toBe('Normal');
    expect(compiled?.derivation?.name).toBe('Normal^P');
    const { variables = [], parameters = [], constants = [] } = compiled?.findings?.model ?? {};
    expect([...variables, ...parameters].map(({ shape }) => shape)).toEqual([['P'], ['P'], ['P']]);
    expect(constants.map(({ shape }) => shape)).toEqual([[]]);
    const claimed = compiled?.derivation?.steps.filter(({ theorem }) => theorem === 'author-claim') ?? [];
    expect(claimed.map(({ title }) => title)).toEqual([
      'The author’s claim: entropy',
      'The author’s claim: mean',
      'The author’s claim: logDensity',
    ]);
    expect(claimed.flatMap(({ verdicts }) => verdicts.map(({ holds }) => holds))).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it('has the numbers that its coordinates have one by one', () => {
    const at = { m: [1, -2, 0.3], s: [1, 2, 5], c: 1.5, θ: [0.1, 0.2, 0.3] };
    const [scalar] = compile(normal, { verify: 'none' }).declarations;
    if (!scalar || !compiled) throw new Error('nothing was compiled');
    const [apart, together] = [evaluateAt(scalar, { at: { ...at, c: [1.5, 1.5, 1.5] } }), evaluateAt(compiled, { at })];
    if (!apart.ok || !together.ok) throw new Error('no numbers');
    for (const key of ['natural', 'mean', 'logPartition', 'entropy', 'fisherParameters', 'logDensity']) {
      const [a, b] = [apart.value[key], together.value[key]].map((x) => [x].flat(2) as number[]);
      expect(a?.length).toBe(b?.length);
      for (const [i, x] of (a ?? []).entries()) expect(b?.[i], key).toBeCloseTo(x, 12);
    }
  });

  it('is checked where its coordinates have a corner away from the middle', () => {
    const laplace =
      'family L { variable x in Real constant m in Real parameter b in Positive density exp(-abs(x-m)/b)/(2 b) }';
    const { diagnostics, declarations } = lifted(laplace, 'P');
    expect(diagnostics).toEqual([]);
    expect(declarations[0]?.derivation?.steps.flatMap(({ verdicts }) => verdicts).every(({ holds }) => holds)).toBe(
      true,
    );
  });

  it('is emitted under its name, which the head gives back to a shell', () => {
    if (!compiled?.findings) throw new Error('nothing was found');
    const { js } = emitJs(programOf(compiled.findings), { source: 'a b.blr', version: '1', numbered: true });
    expect(js).toContain("npx blrc derive 'a b.blr' --name 'Normal^P' --to html");
    expect(js).toContain("npx blrc compile 'a b.blr' --name 'Normal^P' --target js");
  });

  it.each([
    ['a letter that has a meaning', normal, 's', 'syntax', /`s` has a meaning in Normal/],
    ['a size beyond what is tried', normal, '401', 'too-large', /401 entries/],
    [
      'a density of vectors',
      'family V(K) { variable x in Real^K parameter m in Real^K density ∝ exp(-sum((x-m)^2)) }',
      'P',
      'shape-mismatch',
      /only a density of numbers/,
    ],
    ['a group', 'group G { element a in Real action x in Real -> x + a }', 'P', 'shape-mismatch', /only a family/],
  ])('is refused for %s', (_, text, power, code, message) => {
    const { diagnostics } = lifted(text, power);
    expect(diagnostics.map((d) => d.code)).toEqual([code]);
    expect(diagnostics[0]?.message).toMatch(message);
  });
});
