// Groups in coordinates that no textbook lists first: exponential maps against quadrature and closed forms, products against
// the laws they are known for, and what is said of elements that act alike or are no numbers.
import { describe, expect, it } from 'vitest';
import { matmul } from '../src/numeric/dense.ts';
import { floatArithmetic as real } from '../src/numeric/float-arithmetic.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

type Rows = readonly (readonly number[])[];

const times = (...all: readonly Rows[]): Rows => all.reduce((a, b) => matmul(real, a, b));
const plus = (a: Rows, b: Rows, s = 1): Rows => a.map((row, i) => row.map((x, j) => x + s * (b[i]?.[j] ?? 0)));
const scaled = (a: Rows, s: number): Rows => a.map((row) => row.map((x) => x * s));
const unit = (n: number): Rows =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => Number(i === j)));
const turned = (a: Rows): Rows => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0));

/** The power series at a sixteenth of the matrix, squared four times. */
function exponential(a: Rows): Rows {
  const small = scaled(a, 1 / 16);
  let [sum, term] = [unit(a.length), unit(a.length)];
  for (let k = 1; k < 20; k++) {
    term = scaled(times(term, small), 1 / k);
    sum = plus(sum, term);
  }
  return [1, 2, 3, 4].reduce((x) => times(x, x), sum);
}

/** Simpson's rule on many panels. */
function integralOverUnit(f: (s: number) => Rows): Rows {
  const panels = 200;
  const weight = (k: number): number => (k === 0 || k === panels ? 1 : k % 2 === 1 ? 4 : 2) / (3 * panels);
  return Array.from({ length: panels + 1 }, (_, k) => scaled(f(k / panels), weight(k))).reduce((a, b) => plus(a, b));
}

const groups = {
  twoSided: `group TwoSided { element L in LowerTriangular(2), R in Rotation(3), T in Matrix(2, 3)
    action X in Matrix(2, 3) -> L X R' + T }`,
  velocity: `group Velocity { element v in Interval(-1, 1)
    action (t, x) -> ((t + v x)/sqrt(1 - v^2), (x + v t)/sqrt(1 - v^2)) }`,
  projective: 'group Projective { element a in Real  action x in Circle -> 2 atan(tan(x/2) + a) }',
  odds: 'group OddsProduct { element u in Unit  action p in Unit -> u p/(u p + (1-u)(1-p)) }',
};

describe('exponential maps', () => {
  it('of a matrix from either side beside a shift', () => {
    const X = {
      L: [
        [0.3, 0],
        [-0.7, 0.2],
      ],
      R: [
        [0, -0.4, 0.9],
        [0.4, 0, -0.2],
        [-0.9, 0.2, 0],
      ],
      T: [
        [1, -2, 0.5],
        [0.3, 0.7, -1],
      ],
    };
    const found = numbersAt(declarationOf(compiledText(groups.twoSided)), { X_L: X.L, X_R: X.R, X_T: X.T })['exp'];
    const { T } = found as { readonly T: Rows };
    const wanted = integralOverUnit((s) =>
      times(exponential(scaled(X.L, s)), X.T, turned(exponential(scaled(X.R, s)))),
    );
    expect(Math.max(...plus(T, wanted, -1).flat().map(Math.abs))).toBeLessThan(1e-9);
  });

  it('of a matrix beside a shift that all columns share, each in its measure', () => {
    const text =
      "group Columns { element A in Invertible(2), b in Real^2 action X in Matrix(2, 3) -> A X + b [1, -2, 3]' }";
    const A = [0.3, 0.5].map((x) => [x, x - 1.1]);
    const b = [0.7, -1.1];
    const found = numbersAt(declarationOf(compiledText(text)), { X_A: A, X_b: b })['exp'] as { readonly b: number[] };
    const whole = exponential([...A.map((row, i) => [...row, b[i] ?? 0]), [0, 0, 0]]);
    expect(found.b).toHaveLength(2);
    for (const [i, x] of found.b.entries()) expect(x).toBeCloseTo(whole[i]?.[2] ?? Number.NaN, 13);
  });

  it('of block triangular matrices, square or not', () => {
    const text = `group Blocks { element A in Invertible(2), B in Matrix(2, 3), D in LowerTriangular(3)
      action x in Real^2, y in Real^3 -> (A x + B y, D y) }`;
    const A = [0.3, 0.5].map((x) => [x, x - 1.1]);
    const B = [0.7, -1.2].map((x) => [x, 2 * x, 0.4]);
    const D = [
      [0.2, 0, 0],
      [-0.6, 0.9, 0],
      [1.3, 0.1, -0.4],
    ];
    const found = numbersAt(declarationOf(compiledText(text)), { X_A: A, X_B: B, X_D: D })['exp'];
    const whole = exponential([...A.map((row, i) => [...row, ...(B[i] ?? [])]), ...D.map((row) => [0, 0, ...row])]);
    const wanted = { A: whole.slice(0, 2).map((r) => r.slice(0, 2)), B: whole.slice(0, 2).map((r) => r.slice(2)) };
    const { A: a, B: b } = found as { readonly A: Rows; readonly B: Rows };
    for (const d of [plus(a, wanted.A, -1), plus(b, wanted.B, -1)])
      expect(Math.max(...d.flat().map(Math.abs))).toBeLessThan(1e-12);
  });

  it.each([
    ['velocity', 'v', 0.7, Math.tanh(0.7)],
    ['velocity', 'v', -20, -1],
    ['projective', 'a', -3.5, -3.5],
    ['odds', 'u', 0.3, 1 / (1 + Math.exp(-1.2))],
    ['odds', 'u', -0.3, 1 / (1 + Math.exp(1.2))],
    ['odds', 'u', 800, 1],
    ['odds', 'u', -800, 0],
  ] as const)('%s', (group, block, at, wanted) => {
    const compiled = compiledText(groups[group], 'families/orbits', 'all');
    expect(compiled.diagnostics.map((d) => d.message)).toEqual([]);
    const found = numbersAt(declarationOf(compiled), { [`X_${block}`]: at })['exp'] as Readonly<Record<string, number>>;
    expect(found[block]).toBeCloseTo(wanted, 12);
  });
});

const rotation = (angle: string): string => `(cos(${angle}) x - sin(${angle}) y, sin(${angle}) x + cos(${angle}) y)`;

describe('elements that act alike', () => {
  it.each([
    ['a turn declared as a number', `element φ in Real  action (x, y) -> ${rotation('φ')}`, 'declare φ in Circle'],
    ['a faster turn', `element φ in Real  action (x, y) -> ${rotation('3 φ')}`, 'φ and 2*π/3 + φ act alike'],
    ['a turn counted in turns', `element n in Real  action (x, y) -> ${rotation('2 pi n')}`, 'n and n + 1 act alike'],
    ['an angle on the circle', 'element φ in Real  action x in Circle -> x + φ', 'φ and 2*π + φ act alike'],
    ['an angle that enters twice', `element φ in Circle  action (x, y) -> ${rotation('2 φ')}`, 'φ and π + φ act alike'],
    ['a congruence', "element A in Invertible(2)  action S in SPD(2) -> A S A'", 'A and -A act alike'],
  ])('%s', (_, items, said) => {
    const { ok, diagnostics } = compiledText(`group Several { ${items} }`, 'families/orbits', 'live');
    expect(ok).toBe(true);
    expect(diagnostics.map((d) => [d.code, d.severity])).toEqual([['not-identifiable', 'warning']]);
    expect(`${diagnostics[0]?.label} ${diagnostics[0]?.hint}`).toContain(said);
  });

  it.each([
    ['element a in Real action x in Real -> abs(a) x', 'a and -a act alike'],
    ['element b in Real, a in Real action x in Real -> a^2 x + b', 'a and -a act alike'],
  ])('so that no product is told: %s', (items, said) => {
    const [only, ...more] = compiledText(`group Signs { ${items} }`).diagnostics;
    expect([only?.code, only?.label, more.length]).toEqual(['not-identifiable', said, 0]);
  });

  it.each([
    ['an angle', `element φ in Circle  action (x, y) -> ${rotation('φ')}`],
    ['a screw', 'element φ in Real  action (x, y, z) -> (cos(φ) x - sin(φ) y, sin(φ) x + cos(φ) y, z + φ)'],
    ['a conjugation in space', "element R in Rotation(3)  action X in Symmetric(3) -> R X R'"],
  ])('are none of %s', (_, items) => {
    expect(compiledText(`group One { ${items} }`, 'families/orbits', 'none').diagnostics).toEqual([]);
  });
});

it.each([
  ['element k in Positive action x in Real -> sign(x) abs(x)^k', 'x = 0'],
  ['element b in Real action (x, y) -> (x, y + b abs(2 x - 3))', 'x = 1.5'],
  ['element k in Positive^3 action x in Real^3 -> sign(x)*abs(x)^k', 'x = 0'],
])('a corner is named: %s', (items, place) => {
  const messages = compiledText(`group Corners { ${items} }`).diagnostics.map((d) => d.message);
  expect(messages).toEqual([`the action of Corners has no derivative at ${place}`]);
});

it.each([
  ['a in Positive, b in Positive  action (x, y) -> (a y, b x)', "as x grows, the image's x stays by one element"],
  [
    'a in Positive  action x in Positive -> a/x',
    "the image's x falls (slope -a/x^2) by one element, and grows (slope a/a₂)",
  ],
  [
    'b in Real^2  action x in Real^2 -> b - x',
    "the sum of the image's x falls (slope -2) by one element, and grows (slope 2)",
  ],
])('elements that are no products are told by a slope: %s', (items, said) => {
  const [only, ...more] = compiledText(`group Turned { element ${items} }`).diagnostics;
  expect([only?.code, only?.message, more]).toEqual([
    'not-derivable',
    'no element of Turned is the product of two',
    [],
  ]);
  expect(only?.notes?.[1]).toContain(said);
});

it('an identity that is no number is named as such', () => {
  const [said] = compiledText('group Ahead { element a in Real  action x in Real -> x + exp(a) }').diagnostics;
  expect(said?.label).toBe('the identity would have a = -Infinity, which is no number');
});

it.each([
  ['turns on ellipses', 'u in Circle', 's (cos(u) x + k sin(u) y), s (cos(u) y - sin(u) x/k)'],
  ['turns the other way', 'u in Circle', 's (cos(u) x + sin(u) y), s (cos(u) y - sin(u) x)'],
  ['boosts in other units', 'u in Real', 's (cosh(u) x + k sinh(u) y), s (sinh(u) x/k + cosh(u) y)'],
])('the angle of a product is told whatever stands before its sine: %s', (_, angle, image) => {
  const text = `group Scaled { constant k in Positive element ${angle}, s in Positive action (x, y) -> (${image}) }`;
  const compiled = compiledText(text, 'families/orbits', 'live');
  expect(compiled.diagnostics).toEqual([]);
  const found = numbersAt(declarationOf(compiled), { k: 3, u: 0.4, s: 2, u_2: -1.1, s_2: 1.5, X_u: 0.3, X_s: 0.2 });
  expect(found['compose']).toEqual({ u: expect.closeTo(-0.7, 14), s: expect.closeTo(3, 14) });
  expect(found['exp']).toEqual({ u: expect.closeTo(0.3, 14), s: expect.closeTo(Math.exp(0.2), 14) });
});

describe('numbers of groups in unusual coordinates', () => {
  const at = (text: string, point: Parameters<typeof numbersAt>[1]) =>
    numbersAt(declarationOf(compiledText(text)), point);
  const block = (found: unknown, name: string): number =>
    (found as Readonly<Record<string, number>>)[name] ?? Number.NaN;

  it('a product that is the root of a cubic', () => {
    const cubic = 'group Cubic { element u in Real  action x in Real -> x + u^3 + 2 u^2 + 5 u }';
    for (const [u, v] of [
      [0.3, -0.7],
      [-4, 9],
      [1e3, -2e3],
      [1e-9, 2e-9],
    ] as const) {
      const w = block(at(cubic, { u, u_2: v })['compose'], 'u');
      const height = (x: number): number => x * (5 + x * (2 + x));
      expect(height(w) / (height(u) + height(v))).toBeCloseTo(1, 10);
    }
    expect(block(at(cubic, { X_u: 5 })['exp'], 'u')).toBeCloseTo(1.95947719030333, 11);
  });

  it('an angle that is not read off a matrix exponential', () => {
    const oscillator = `group Oscillator { element φ in Circle, a in Real, b in Real, c in Real
      action (x, y, z) -> (cos(φ) x - sin(φ) y + a, sin(φ) x + cos(φ) y + b,
        z + c + a (sin(φ) x + cos(φ) y)/2 - b (cos(φ) x - sin(φ) y)/2) }`;
    const found = at(oscillator, { X_φ: 2, X_a: 3, X_b: 0, X_c: 0 })['exp'];
    // x + iy moves on the circle (3/2)(sin t, 1 − cos t) of t = 2; the area swept on the way is (9/8)(2 − sin 2).
    expect(['φ', 'a', 'b'].map((b) => block(found, b))).toEqual([
      2,
      expect.closeTo(1.5 * Math.sin(2), 12),
      expect.closeTo(1.5 * (1 - Math.cos(2)), 12),
    ]);
    expect(Math.abs(block(found, 'c'))).toBeCloseTo((9 / 8) * (2 - Math.sin(2)), 12);
  });
});
