// Orbits whose element does not tell how many coordinates a point has, and actions written as a vector entry by entry.
import { describe, expect, it } from 'vitest';
import { divergence } from '../src/theorems/lie/jacobian.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

const spread = (base: string): string => `
import "../exponential/normal.blr"
import "../exponential/exponential.blr"
group Shift(P) {
  element u in Real
  action  x in Real^P -> x + u
}
group Scale(P) {
  element A in Positive
  action  x in Positive^P -> A x
}
orbit Moved(P) {
  ${base}
}`;

const verified = (text: string) => declarationOf(compiledText(text, 'families/orbits', 'all'), 'Moved');

describe('one number that moves every coordinate', () => {
  it('shifts a normal vector: F = P s, and the density is that of P independent coordinates', () => {
    const moved = verified(spread('group Shift(P)  base Normal(m = 0, s = 2)^P'));
    const { fisherForm, logDensity } = numbersAt(moved, { u: 0.5, x: [0.1, 0.2, 0.3] });
    expect(fisherForm).toEqual([[6]]);
    const square = [0.1, 0.2, 0.3].reduce((sum, x) => sum + (x - 0.5) ** 2, 0);
    expect(logDensity).toBeCloseTo(1.5 * Math.log(1 / Math.PI) - square, 13);
  });

  it('scales an exponential vector: F = P', () => {
    const moved = verified(spread('group Scale(P)  base Exponential(β = 2)^P'));
    expect(numbersAt(moved, { A: 0.5, P: 4 }).fisherForm).toEqual([[4]]);
  });

  it('moves a point', () => {
    const moved = verified(spread('group Shift(P)  base Dirac(0)'));
    expect(moved.orbit?.fisherForm).toBeUndefined();
    expect(moved.orbit?.energy).toBeDefined();
  });

  it('asks for the number of coordinates where the form counts them', () => {
    const moved = verified(spread('group Shift(P)  base Normal(m = 0, s = 2)^P'));
    const answer = evaluateAt(moved, { at: { u: 0.5 } });
    expect(answer.ok ? [] : answer.diagnostics.map((d) => d.message)).toEqual([
      'the size P is not known from the values that were given',
    ]);
  });
});

describe('an action written as a vector of its entries', () => {
  it('has a divergence and a determinant, by entries', () => {
    const moved = verified(`
import "../exponential/normal.blr"
group Heisenberg {
  element g in Real, X in Real, u in Real
  action  v in Real^3 -> [entry(v, 1) + g, entry(v, 2) + X, entry(v, 3) + u + g entry(v, 2)]
}
orbit Moved {
  group Heisenberg
  base  Normal(m = 0, s = 1)^3
}`);
    const { logDensity } = numbersAt(moved, { g: 0.5, X: -1, u: 2, v: [0.7, -0.4, 1.1] });
    // The draw is (0.2, 0.6, 1.1 − 2 − 0.5·0.6), the determinant is 1.
    expect(logDensity).toBeCloseTo(-1.5 * Math.log(2 * Math.PI) - (0.04 + 0.36 + 1.44) / 2, 13);
  });
});

it('acts on positive definite matrices of any size', () => {
  const text = `import "../exponential/wishart.blr"
group Units(P) { element d in Positive^P  action S in SPD(P) -> diag(d) S diag(d) }
orbit Rescaled(P) { group Units(P) base Wishart(P)(V = I, ν = 6) }`;
  const compiled = compiledText(text, 'families/orbits', 'all');
  expect(compiled.diagnostics).toEqual([]);
  const { fisherForm, logDensity } = numbersAt(declarationOf(compiled), {
    d: [1, 2],
    S: [
      [5, 1],
      [1, 30],
    ],
  });
  // SciPy 1.17: wishart.logpdf of S at 6 degrees and the scale diag(1, 4).
  expect(logDensity).toBeCloseTo(-8.612041701758718, 12);
  // The score of d is W_ii − ν, and entries on the diagonal of W have variance 2 ν and are independent.
  expect(fisherForm).toEqual([
    [12, 0],
    [0, 12],
  ]);
});

it.each([
  [
    'L in LowerTriangular(P)',
    "L S L'",
    'L',
    [
      [12, 0, 0],
      [0, 6, 0],
      [0, 0, 12],
    ],
  ],
  [
    'A in Invertible(P)',
    "A S A'",
    'A',
    [
      [12, 0, 0, 0],
      [0, 6, 6, 0],
      [0, 6, 6, 0],
      [0, 0, 0, 12],
    ],
  ],
  ['c in Positive', 'c S', 'c', [[6]]],
] as const)(
  '%s moves a Wishart law by tr X W − ν tr X, whose covariance is ν (tr XY + tr XYᵀ)',
  (element, image, name, form) => {
    const text = `import "../exponential/wishart.blr"
group Acting(P) { element ${element}  action S in SPD(P) -> ${image} }
orbit Moved(P) { group Acting(P) base Wishart(P)(V = I, ν = 6) }`;
    const compiled = compiledText(text, 'families/orbits', 'all');
    expect(compiled.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
    const unit = [
      [1, 0],
      [0, 1],
    ];
    const { fisherForm } = numbersAt(declarationOf(compiled), { [name]: name === 'c' ? 1 : unit, S: unit });
    expect(fisherForm).toEqual(form);
  },
);

it('tells no volume of matrices whose entries are tied in another way', () => {
  const text = `group Acting { element L in LowerTriangular(2)  action T in LowerTriangular(2) -> L T }`;
  expect(compiledText(text, 'families/orbits', 'all').diagnostics).toEqual([]);
  const point = declarationOf(compiledText(text)).group?.model.point ?? [];
  expect(divergence(declarationOf(compiledText(text)).group?.infinitesimal ?? [], point)).toBeUndefined();
});
