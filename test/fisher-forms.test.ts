// Fisher forms at the identity, of bases whose coordinates are equal or not, against mpmath (test/oracles/fisher-forms.json),
// and their inverses: X♯ of F(Z, ·) is Z, apart from what the form does not see.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

interface Case {
  readonly group: string;
  readonly base: string;
  readonly sizes: Readonly<Record<string, number>>;
  readonly expected: readonly (readonly number[])[];
}

const { forms } = JSON.parse(readFileSync(new URL('oracles/fisher-forms.json', import.meta.url), 'utf8')) as {
  readonly forms: readonly Case[];
};

const imports = [
  ...['rotation-2', 'rotation-3', 'rigid-motion-2', 'rigid-motion-3', 'full-affine', 'general-linear', 'scalar-affine'],
  ...['lower-triangular-affine', 'diagonal-affine', 'positive-scaling'],
].map((f) => `import "../groups/${f}.blr"`);
const bases = ['distributions/gumbel', 'distributions/student-t', 'exponential/normal', 'exponential/weibull'].map(
  (f) => `import "../${f}.blr"`,
);
const header = [...imports, ...bases].join('\n');
const textOf = ({ group, base, sizes }: Pick<Case, 'group' | 'base'> & Partial<Case>): string =>
  `${header}\norbit Moved${sizes?.P ? '(P)' : ''} {\n  group ${group}\n  base ${base}\n}\n`;

/** Zeros in the shape of the blocks' own tangents, which say the dimension. */
const zerosFor = ({ group, sizes: { P = 1 } }: Case): Readonly<Record<string, unknown>> => {
  const matrix = Array.from({ length: P }, (_, i) => Array.from({ length: P }, (__, j) => Number(i === j)));
  const b = Array.from({ length: P }, () => 0);
  return group.startsWith('FullAffine(P)') ? { A: matrix, b } : group.endsWith('(P)') ? { L: matrix, b } : {};
};

describe('the Fisher form at the identity', () => {
  it.each(forms)('of $base under $group at $sizes', (c) => {
    const orbit = declarationOf(compiledText(textOf(c)), 'Moved');
    const found = numbersAt(orbit, zerosFor(c)).fisherForm as readonly (readonly number[])[];
    const size = Math.max(1, ...c.expected.flat().map(Math.abs));
    expect(found.length).toBe(c.expected.length);
    found.forEach((row, i) => {
      row.forEach((x, j) => {
        expect(Math.abs(x - (c.expected[i]?.[j] ?? Number.NaN)) / size, `entry ${i}, ${j}`).toBeLessThan(1e-9);
      });
    });
    expect(orbit.orbit?.natural?.metric).toBe('fisher');
  });
});

it('of a score whose terms have no mean square of their own is that of the whole', () => {
  const text = `distribution Wait { variable z in Positive  density z exp(-z) }
group SoftShift { element a in Real  action x in Positive -> log1p(exp(a) expm1(x)) }
orbit Moved { group SoftShift  base Wait }`;
  const { fisherForm } = numbersAt(declarationOf(compiledText(text), 'Moved'), {});
  // E[h²] for h = e⁻ᶻ + (1 − e⁻ᶻ)(1/z − 1): 1/9 + log(4/3), which mpmath's quadrature confirms to 30 digits.
  expect((fisherForm as number[][])[0]?.[0]).toBeCloseTo(1 / 9 + Math.log(4 / 3), 12);
});

it('of a score that multiplies a vector of draws by a function of another draw is a product of means', () => {
  const text = `distribution Logistic { variable z in Real  density exp(-z)/(1 + exp(-z))^2 }
distribution Extreme { variable z in Real  density exp(-z - exp(-z)) }
group Sheared(P) { element w in Real^P, s in Real, c in Real  action x in Real^P, u in Real -> (x, exp(s) u + dot(w, x) + c) }
orbit Moved(P) { group Sheared(P)  base Extreme^P * Logistic }`;
  const { fisherForm } = numbersAt(declarationOf(compiledText(text), 'Moved'), { w: [0, 0], s: 0, c: 0 });
  // E[tanh²(u/2)] = 1/3, of x the mean is Euler's constant and the variance π²/6; E[(u tanh(u/2) − 1)²] = 1/3 + π²/9.
  const [third, mean] = [1 / 3, 0.5772156649015329];
  const square = mean ** 2 + Math.PI ** 2 / 6;
  const wanted = [
    [square * third, mean ** 2 * third, 0, mean * third],
    [mean ** 2 * third, square * third, 0, mean * third],
    [0, 0, third + Math.PI ** 2 / 9, 0],
    [mean * third, mean * third, 0, third],
  ];
  const found = (fisherForm as number[][]).flat();
  wanted.flat().forEach((x, k) => {
    expect(found[k], `entry ${k}`).toBeCloseTo(x, 12);
  });
});

it('of a mean whose integrand overflows far out as it is written is found all the same', () => {
  const text = `distribution Wait { variable z in Positive  density exp(-z) }
group Grown { element a in Real, s in Positive  action x in Positive -> log1p(exp(a) expm1(x)^s) }
orbit Moved { group Grown  base Wait }`;
  const found = numbersAt(declarationOf(compiledText(text), 'Moved'), { a: 0, s: 1 }).fisherForm as number[][];
  // log(eᶻ − 1) is logistic, whose forms of shift and scale are 1/3 and (3 + π²)/9.
  const wanted = [
    [1 / 3, 0],
    [0, (3 + Math.PI ** 2) / 9],
  ];
  wanted.flat().forEach((x, k) => {
    expect(found.flat()[k], `entry ${k}`).toBeCloseTo(x, 12);
  });
});
