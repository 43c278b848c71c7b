// Fisher forms of orbits of normal matrices whose rows and columns depend on each other, against Isserlis' theorem carried
// out in numpy (test/oracles/matrix-fisher-forms.json), and their inverses.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textOf } from '../src/notation/text.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

interface Case {
  readonly name: string;
  readonly element: string;
  readonly action: string;
  readonly density: string;
  readonly constants: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly expected: readonly (readonly number[])[];
}

const { forms } = JSON.parse(readFileSync(new URL('oracles/matrix-fisher-forms.json', import.meta.url), 'utf8')) as {
  readonly forms: readonly Case[];
};

const domains: Readonly<Record<string, string>> = { U: 'SPD(2)', K: 'SPD(3)', M: 'Matrix(2,3)' };

const orbitOf = ({ element, action, density, constants }: Case): string => `distribution Rows {
  variable X in Matrix(2,3)
${Object.keys(constants)
  .map((c) => `  constant ${c} in ${domains[c]}\n`)
  .join('')}  density ${density}
}
group Moves { ${element}  action X in Matrix(2,3) -> ${action} }
orbit Moved { group Moves  base Rows }`;

describe('the Fisher form of a normal matrix', () => {
  it.each(forms)('under $name, density $density', (c) => {
    const found = numbersAt(declarationOf(compiledText(orbitOf(c)), 'Moved'), c.constants).fisherForm as number[][];
    const size = Math.max(1, ...c.expected.flat().map(Math.abs));
    expect(found.length).toBe(c.expected.length);
    c.expected.forEach((row, i) => {
      row.forEach((x, j) => {
        expect(Math.abs((found[i]?.[j] ?? Number.NaN) - x) / size, `entry ${i}, ${j}`).toBeLessThan(1e-13);
      });
    });
  });
});

it('is checked exactly, also where the draw has more coordinates than quadrature reaches', () => {
  const text = `distribution Rows(P, Q) { variable X in Matrix(P,Q)  constant U in SPD(P), K in SPD(Q)
  density ∝ exp(-trace(X' U X K)/2) }
group Turned(P, Q) { element R in Rotation(P)  action X in Matrix(P,Q) -> R X }
orbit Moved(P, Q) { group Turned(P, Q)  base Rows(P, Q) }`;
  const { diagnostics } = compiledText(text, 'families/orbits', 'live');
  expect(diagnostics).toEqual([]);
});

it('is inverted where a shift stands beside maps of rows', () => {
  const text = `distribution Rows(P, Q) { variable X in Matrix(P,Q)  constant U in SPD(P), K in SPD(Q)
  density ∝ exp(-trace(X' U X K)/2) }
group Affine(P, Q) { element L in Invertible(P), B in Matrix(P,Q)  action X in Matrix(P,Q) -> L X + B }
orbit Moved(P, Q) { group Affine(P, Q)  base Rows(P, Q) }`;
  const { natural } = declarationOf(compiledText(text), 'Moved').orbit ?? {};
  expect(natural?.values.map(textOf)).toEqual(["1/(4*Q)*(M_L' + inv(U) M_L U)", 'inv(U) M_B inv(K)']);
});

describe('the Fisher form of independent draws', () => {
  const bases = `distribution Laplace { variable z in Real  density exp(-abs(z))/2 }
distribution Rows { variable X in Matrix(2,2)  constant K in SPD(2)  density ∝ exp(-trace(X' X K)/2) }`;

  it('is the sum of the forms of parts that are found by different theorems', () => {
    const text = `${bases}
group Scaled { element d in Positive^2  action X in Matrix(2,2), y in Real^2 -> (diag(d) X, d * y) }
orbit Moved { group Scaled  base Rows * Laplace^2 }`;
    const { fisherForm } = numbersAt(declarationOf(compiledText(text), 'Moved'), {
      K: [
        [2, 1],
        [1, 3],
      ],
    });
    // Two entries of a normal row scaled by d give 2 each, a Laplace draw E[(|y| − 1)²] = 1.
    expect(fisherForm).toEqual([
      [5, 0],
      [0, 5],
    ]);
  });
});
