// Fisher forms that no theorem takes apart, by quadrature over all draws together: the error printed is no smaller than the
// error made. References: E[h²] by digamma functions (mpmath at 30 digits: derivatives of the Dirichlet law's moments).
import { expect, it } from 'vitest';
import { verify } from '../src/derivation/verify.ts';
import { add, mul } from '../src/ir/build.ts';
import { rational, realLine, symbol } from '../src/ir/expr.ts';
import { momentClaims } from '../src/theorems/lie/fisher/moment-claims.ts';
import { solveInCoordinates } from '../src/theorems/lie/natural/solve-in-coordinates.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

const powers = (exponents: string, n: number): string => `distribution Shares {
  variable p in Simplex(${n})
  density ∝ prod(p^${exponents})
}
group Powers { element s in Positive  action p in Simplex(${n}) -> p^s / sum(p^s) }
orbit Moved { group Powers  base Shares }`;

it('of powers of shares', () => {
  const wanted = 3.975335218406834;
  const compiled = declarationOf(compiledText(powers('[2, 3, 4]', 3)), 'Moved');
  const reached = compiled.orbit?.fisherForm?.error ?? Number.NaN;
  const [[found = Number.NaN] = []] = numbersAt(compiled, { s: 1 }).fisherForm as number[][];
  expect(reached).toBeLessThan(1e-9);
  expect(Math.abs(found / wanted - 1)).toBeLessThan(reached);
  expect(compiled.orbit?.natural?.metric).toBe('fisher');
});

it('of tilts of shares is α₀² times their covariance, and one that is wrong is told', () => {
  const text = `${powers('[2, 3, 4]', 3).split('\ngroup')[0]}
group Tilts { element a in Real, b in Real
  action p in Simplex(3) -> [exp(a), exp(b), 1] * p / dot([exp(a), exp(b), 1], p) }
orbit Moved { group Tilts  base Shares }`;
  const compiled = declarationOf(compiledText(text), 'Moved');
  const { orbit } = compiled;
  const found = numbersAt(compiled, { a: 0, b: 0 }).fisherForm as number[][];
  // Cov of Dirichlet(3, 4, 5) is (δᵢⱼ αᵢ α₀ − αᵢ αⱼ)/(α₀² (α₀ + 1)).
  [
    [27, -12],
    [-12, 32],
  ].forEach((row, i) => {
    row.forEach((x, j) => {
      expect(found[i]?.[j]).toBeCloseTo(x / 13, 9);
    });
  });
  const holds = (factor: number): readonly boolean[] => {
    const form = mul(rational(factor, 100), orbit?.fisherForm?.value ?? rational(0));
    const claims = orbit ? momentClaims(orbit, form, true) : [];
    return verify(claims, { sizes: [new Map()], seed: 1, spelling: new Map() }).map((v) => v.holds);
  };
  expect(holds(100)).toEqual([true, true]);
  expect(holds(140)).toEqual([false, false]);
});

it('is inverted without the directions that it does not see', () => {
  const [a, b, c, d, m, n] = ['X_a', 'X_b', 'Y_a', 'Y_b', 'M_a', 'M_b'].map((name) => symbol(name, realLine));
  if (!a || !b || !c || !d || !m || !n) throw new Error('no symbols');
  const form = mul(add(a, b), add(c, d));
  expect(
    solveInCoordinates(form, [a, b], [c, d], [m, n], true)?.map((e) => e === mul(rational(1, 4), add(m, n))),
  ).toEqual([true, true]);
});

it('splits exponentials of sums over independent draws', () => {
  const text = `distribution Logistic { variable z in Real  density exp(-z)/(1 + exp(-z))^2 }
group Bent { element w in Real  action x in Real, y in Real -> (x, y + w exp(-x^2)) }
orbit Moved { group Bent  base Logistic * Logistic }`;
  const compiled = declarationOf(compiledText(text), 'Moved');
  expect(compiled.orbit?.fisherForm?.error).toBeUndefined();
  // E[e^{−2x²}]/3 for a logistic x, mpmath.
  const [[found = Number.NaN] = []] = numbersAt(compiled, { w: 0 }).fisherForm as number[][];
  expect(found).toBeCloseTo(0.0986126038927911, 12);
});

const shifted = (density: string, n: 2 | 3 = 2): string => {
  const [names, by] = [['x', 'y', 'z'].slice(0, n), ['a', 'b', 'c'].slice(0, n)];
  return `distribution Tails { variable ${names.map((x) => `${x} in Real`).join(', ')}  density ${density} }
group Shifts { element ${by.map((a) => `${a} in Real`).join(', ')}  action (${names.join(', ')}) -> (${names.map((x, i) => `${x} + ${by[i]}`).join(', ')}) }
orbit Moved { group Shifts  base Tails }`;
};

// Of c(1 + r²)^(−a) in two coordinates F is 2a(a − 1)/(a + 1), in three 4 at a = 4, by beta functions; of (1 + x⁴ + y²)⁻² by a
// trapezoidal sum over 281² places of x = sinh v, y = sinh w (numpy), the second entry 5/3; of the chain of two laws by their own F = 2.
it.each([
  ['∝ (1+x^2+y^2)^(-3)', 2, [3, 0, 0, 3]],
  ['∝ (1+x^2+y^2)^(-2.2)', 2, [1.65, 0, 0, 1.65]],
  ['∝ (1+x^4+y^2)^(-2)', 2, [2.741679486266752, 0, 0, 5 / 3]],
  ['4/(π^2 * (1+x^2)^2 * (1+(y-x)^2)^2)', 2, [4, -2, -2, 2]],
  ['∝ (1+x^2+y^2+z^2)^(-4)', 3, [4, 0, 0, 0, 4, 0, 0, 0, 4]],
] as const)('of a joint base with long tails: %s', (density, n, wanted) => {
  const compiled = declarationOf(compiledText(shifted(density, n)), 'Moved');
  const reached = compiled.orbit?.fisherForm?.error ?? 0;
  expect(reached).toBeLessThan(1e-5);
  const found = (numbersAt(compiled, { a: 0, b: 0, ...(n > 2 ? { c: 0 } : {}) }).fisherForm as number[][]).flat();
  expect(found).toHaveLength(wanted.length);
  found.forEach((x, i) => {
    expect(Math.abs(x - (wanted[i] ?? Number.NaN))).toBeLessThan(Math.max(4 * reached, 1e-12) * 4);
  });
});

it('says that its rules do not settle on a bend', () => {
  const compiled = declarationOf(compiledText(shifted('∝ (1+|x|+y^2)^(-4)')), 'Moved');
  expect(compiled.orbit?.fisherForm).toBeUndefined();
  expect(numbersAt(compiled, { a: 0, b: 0 }).fisherFormReason).toMatch(
    /two rules over all draws together differ by \de-\d/,
  );
});
