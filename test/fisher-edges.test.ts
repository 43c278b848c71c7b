// Bases that vanish at an edge which the group moves, or inside their support: there the score grows while the density falls.
// Of zᵏ e^(−z) the form is [[k + 1, 1], [1, 1/(k − 1)]], of (1 − z²)² diag(5, 10), of z² e^(−z²/2) it is diag(6, 3)
// (mpmath, by quadrature at 30 digits); with k at 1 or below it is infinite.
import { describe, expect, it } from 'vitest';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import { mul } from '../src/ir/build.ts';
import { rational } from '../src/ir/expr.ts';
import { flowClaims } from '../src/theorems/lie/fisher/flow-over-edges.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

const never = (): never => {
  throw new Error('not found');
};

const orbitOn = (domain: string, density: string, constant = ''): string => `
distribution Base { ${constant}
  variable z in ${domain}
  density ∝ ${density}
}
group Affine {
  element a in Positive, b in Real
  action  z in Real -> a z + b
}
orbit Moved { ${constant}
  group Affine
  base  Base${constant ? '(k = k)' : ''}
}`;

const verified = (text: string) => declarationOf(compiledText(text, 'families/orbits', 'all'), 'Moved');

const formOf = (text: string, at: Readonly<Record<string, number>> = {}): readonly number[] =>
  (numbersAt(verified(text), at).fisherForm as readonly (readonly number[])[]).flat();

const close = (got: readonly number[], want: readonly number[]): void => {
  expect(got.length).toBe(want.length);
  got.forEach((x, i) => {
    expect(Math.abs(x - (want[i] ?? Number.NaN))).toBeLessThan(1e-12 * Math.max(1, ...want));
  });
};

describe('a base that vanishes at an edge the group moves', () => {
  it.each([
    ['Positive', 'z^2 exp(-z)', [3, 1, 1, 1]],
    ['Positive', 'z^1.5 exp(-z)', [2.5, 1, 1, 2]],
    ['Positive', 'z^1.1 exp(-z)', [2.1, 1, 1, 10]],
    ['Positive', 'z^1.02 exp(-z)', [2.02, 1, 1, 50]],
    ['Real', 'z^2 exp(-z^2/2)', [6, 0, 0, 3]],
    ['Interval(-1, 1)', '(1 - z^2)^2', [5, 0, 0, 10]],
    ['Interval(-1, 1)', '(1 - z^2)^1.3', [12, 0, 0, 15.6]],
    ['Interval(-1, 1)', '(1 - z^2)^1.02', [152, 0, 0, 155.04]],
  ] as const)('%s: %s', (domain, density, want) => {
    close(formOf(orbitOn(domain, density)), want);
  });

  it('keeps a constant that says how fast it vanishes', () => {
    const text = orbitOn('Positive', 'z^k exp(-z)', 'constant k in Real > 2');
    close(formOf(text, { k: 2.5 }), [3.5, 1, 1, 1 / 1.5]);
  });
});

describe('a base whose score has no second moment', () => {
  it.each([
    ['Positive', 'z exp(-z)', '', 'near the edge $0$'],
    ['Positive', 'z^0.5 exp(-z)', '', 'near the edge $0$'],
    ['Interval(-1, 1)', '1 - z^2', '', 'near the edge $-1$'],
    ['Real', 'abs(z) exp(-z^2/2)', '', 'near 0, inside the support'],
    ['Positive', 'z^k exp(-z)', 'constant k in Positive', 'for some values of $k$'],
  ])('%s: %s %s', (domain, density, constant, reason) => {
    const orbit = verified(orbitOn(domain, density, constant));
    const step = orbit.derivation?.steps.find((s) => s.theorem === 'fisher-form');
    expect(step?.claims).toEqual([]);
    const page = orbit.derivation ? markdownDocument(orbit.derivation) : '';
    expect(page).toContain('The Fisher form is infinite: ');
    expect(page).toContain(reason);
    expect(orbit.orbit?.fisherForm).toBeUndefined();
    expect(orbit.orbit?.natural?.metric).not.toBe('fisher');
  });
});

// Of (1 − z)^1.3 (1 + z)² on (−1, 1) the form is [[11.0725, 8.2775], [8.2775, 15.3725]], of (3 − z)^1.3 e^z below 3 it is
// [[26.3, 9], [9, 10/3]] (mpmath, in the distance from the edge, at 60 digits).
describe('a base that vanishes slowly at an edge which is not 0', () => {
  it.each([
    ['Interval(-1, 1)', '(1 - z)^1.3 (1 + z)^2', [11.0725, 8.2775, 8.2775, 15.3725]],
    ['Real < 3', '(3 - z)^1.3 exp(z)', [26.3, 9, 9, 10 / 3]],
  ] as const)('%s: %s', (domain, density, want) => {
    close(formOf(orbitOn(domain, density)), want);
  });

  it('in vectors, whose products have finitely many places', () => {
    const text = `import "../groups/translation.blr"
      distribution Base { variable z in Interval(-1, 1)  density ∝ (1 - z)^1.3 (1 + z)^2 }
      orbit Moved(P) { group Translation(P)  base Base^P }`;
    close((numbersAt(verified(text), { P: 1 }).fisherForm as readonly (readonly number[])[]).flat(), [15.3725]);
  });
});

describe('a score whose mean is not zero', () => {
  const verifiedJoint = () =>
    declarationOf(
      compiledText(
        `distribution Base { variable x in Positive, y in Positive  density ∝ x^3 exp(-x - x y) }
         group Shift { element b in Real  action (x, y) in Real^2 -> (x, y + b) }
         orbit Moved { group Shift  base Base }`,
        'families/orbits',
        'all',
      ),
      'Moved',
    );

  it('is confirmed by what flows over the edges', () => {
    const page = markdownDocument(verifiedJoint().derivation ?? never());
    expect(page).toContain('The mean of the score is $3X_b$, not zero');
    expect(page).toContain('✓ the mean of the score is what flows in over the edges of the support');
  });

  it('fails its claim where it is another', async () => {
    const known = verifiedJoint().orbit ?? never();
    const [X = never()] = known.group.model.algebra;
    const errors = [3, 3.01].map((mean) => flowClaims(known, mul(rational(mean * 100, 100), X))[0]?.error(1));
    expect(errors[0]?.error).toBeLessThan(1e-9);
    expect(errors[1]?.error).toBeGreaterThan(1e-4);
  });
});

describe('a form that does not pass its check', () => {
  it('is not shown by the quick commands either', () => {
    const text = orbitOn('Interval(-1, 1)', 'cos(pi*z/2)^1.05');
    const { ok, declarations } = compiledText(text, 'families/orbits', 'live');
    expect(ok).toBe(false);
    expect(declarations.at(-1)?.diagnostics[0]?.message).toContain('the mean of score times score');
    expect(declarations.at(-1)?.orbit).toBeUndefined();
  });
});

// Under N(0, 1) × N(1, precision 2) × N(0, 1) the score of the Heisenberg group is X_a x + 2 X_b (y − 1) + (X_c + X_a y) z; of Sol
// on three Gumbel laws the last entry is 2 (π²/6 + (1 − γ)²) + 1. By hand, from moments.
describe('a solvable group of three scalars that moves three draws of their own', () => {
  const formsOf = (action: string, base: string): readonly number[] => {
    const text = `import "../exponential/normal.blr"
      import "../distributions/gumbel.blr"
      group Moves { element a in Real, b in Real, c in Real  action (x, y, z) in Real^3 -> ${action} }
      orbit Moved { group Moves  base ${base} }`;
    return (numbersAt(verified(text), {}).fisherForm as readonly (readonly number[])[]).flat();
  };
  const normals = 'Normal(m = 0, s = 1) * Normal(m = 1, s = 2) * Normal(m = 0, s = 1)';
  it.each([
    ['(x + a, y + b, z + c + a y)', normals, [2.5, 0, 1, 0, 2, 0, 1, 0, 1]],
    ['(exp(c) x + a, exp(-c) y + b, z + c)', normals, [1, 0, 0, 0, 2, -2, 0, -2, 7]],
    [
      '(exp(c) x + a, exp(-c) y + b, z + c)',
      'StandardGumbel * StandardGumbel * StandardGumbel',
      [
        1, 0, -0.42278433509846713, 0, 1, 0.42278433509846713, -0.42278433509846713, 0.42278433509846713,
        4.64736132170576,
      ],
    ],
  ])('%s on %s', (action, base, want) => {
    close(formsOf(action, base), want);
  });
});
