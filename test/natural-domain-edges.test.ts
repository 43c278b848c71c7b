// Which edges of a natural domain belong to it, by hand: x^(s−1) e^(−ax) at b = 0 is integrable near 0 exactly where s > 0, x^(s−1)
// e^(−b/x) at a = 0 far out exactly where s < 0; e^(ax) on x > 0 exactly where a < 0. An end of a declared domain is a member too.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { add } from '../src/ir/build.ts';
import { zero } from '../src/ir/expr.ts';
import { plainText } from '../src/notation/label.ts';
import { plainProse } from '../src/notation/prose.ts';
import { pairing } from '../src/theorems/log-partition.ts';
import { claimsOfEdges } from '../src/theorems/natural-domain-edges.ts';
import { stepOf } from './theorems-fixture.ts';

const inverse = (s: string, constants = ''): string =>
  `family I { variable x in Positive ${constants} parameter a in Positive, b in Positive density ∝ x^(${s} - 1) exp(-a x - b/x) }`;

/** What the step on the log-partition says of the domain, line by line. */
function domainOf(text: string): readonly string[] {
  const lines = stepOf(text, 'log-partition').body.map((l) =>
    l.kind === 'prose' ? plainProse(l) : [l.left, ...l.right].map(plainText).join(` ${l.relation} `),
  );
  return lines.slice(lines.findIndex((l) => l.startsWith('The integral is finite')));
}

/** The errors that the claims of its edges find, one a place. */
const errorsOf = (text: string) =>
  stepOf(text, 'log-partition').claims.flatMap((c) =>
    c.kind === 'computed' ? [[0, 1, 2, 3].map((seed) => c.error(seed)?.error)] : [],
  );

const told = (text: string) => compile(text).diagnostics[0];
const family = (domain: string, density: string, variable = 'x in Positive'): string =>
  `family D { variable ${variable} parameter a in ${domain} density ∝ ${density} }`;

describe('an edge of a natural domain', () => {
  it('is printed as part of it where it is', () => {
    expect(domainOf(inverse('-1/2')).slice(1)).toEqual(['λ₁ ≤ 0', 'λ₂ < 0']);
    expect(domainOf(inverse('1/2')).slice(1)).toEqual(['λ₁ < 0', 'λ₂ ≤ 0']);
    expect(domainOf(inverse('0')).slice(1)).toEqual(['λ₁ < 0', 'λ₂ < 0']);
    const cut =
      'family C(P) { variable x in Positive^P parameter m in Real^P, s in Positive density ∝ exp(-s sum((x-m)^2)) }';
    const some = domainOf(cut);
    expect(some[0]).toContain('inside the natural domain, exactly where');
    expect(some.slice(1)).toEqual(['λ₂ < 0', expect.stringContaining('belong, too,'), 'λ₂ = 0', 'where', 'λ₁ < 0']);
  });

  it('is none where two conditions end together', () => {
    expect(domainOf(family('Positive', 'x^(-3/2) exp(-a (x + 1/x))')).slice(1)).toEqual(['λ < 0']);
  });

  it('is tried by slopes', () => {
    const right = [0, 0, 0, 0];
    expect(errorsOf(inverse('-1/2'))).toEqual([right, right]);
    expect(errorsOf(family('Positive', 'x^2 exp(-a x)'))).toEqual([right]);
    // Next to a place that rounds, exponents are not told from −1.
    const between = `family B { constant r in Positive variable x in Interval(0, r) parameter a in Positive, b in Positive
      density ∝ x^(a-1) (r-x)^(b-1) }`;
    expect(errorsOf(between)).toEqual([]);
    const { separation, partition } = compile(inverse('-1/2'), { verify: 'none' }).declarations[0]?.findings ?? {};
    const open = partition?.domain.map(({ value, relation }) => ({ value, relation })) ?? [];
    const log = add(pairing(separation?.blocks ?? []), separation?.logBaseMeasure ?? zero);
    const errors = separation && claimsOfEdges(separation, open, log).map((c) => c.error(0)?.error);
    expect(errors).toEqual([1, 0]);
  });
});

describe('an end that belongs to a declared domain', () => {
  it.each([
    [family('NonNegative', 'exp(-a x)'), 'not-integrable', 'infinite at a = 0'],
    [family('NonNegative', 'x^(-3/2) exp(-a x - 1/x)'), 'not-derivable', 'on the edge of the natural domain at a = 0'],
    [
      family('NonNegative', 'exp(-a k)/k^3', 'k in Integer(1..inf)'),
      'not-derivable',
      'on the edge of the natural domain at a = 0',
    ],
    [family('NonNegative', 'exp(-x^2/(2 a^2))', 'x in Real'), 'not-normalised', 'no mass at a = 0'],
  ])('is refused where it is no member in full: %s', (text, code, label) => {
    expect(told(text)).toMatchObject({ code, label, hint: 'declare a in Positive' });
  });

  it('is a member like others inside the natural domain', () => {
    expect(told(family('NonNegative', 'exp(-a x)', 'x in Unit'))).toBeUndefined();
  });
});
