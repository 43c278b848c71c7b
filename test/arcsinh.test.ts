// The function asinh: what it does to sinh and cosh, its derivative, its printed forms, and an orbit that stands on it, whose
// log-density is that of scipy.stats.johnsonsu (SciPy 1.17).
import { describe, expect, it } from 'vitest';
import { add, elementwise, sqrt, square } from '../src/ir/build.ts';
import { derivative } from '../src/ir/differentiate.ts';
import { one, realLine, symbol } from '../src/ir/expr.ts';
import { latexOfExpression } from '../src/notation/latex.ts';
import { textOf } from '../src/notation/text.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

const x = symbol('x', realLine);
const asinh = (e = x as Parameters<typeof elementwise>[1]) => elementwise('asinh', e);

describe('asinh', () => {
  it('undoes sinh, both ways, and is odd', () => {
    expect(elementwise('sinh', asinh())).toBe(x);
    expect(asinh(elementwise('sinh', x))).toBe(x);
    expect(elementwise('cosh', asinh())).toBe(sqrt(add(one, square(x))));
  });
  it('has the derivative 1/√(1 + x²)', () => {
    expect(textOf(derivative(asinh(), x))).toBe('1/sqrt(1 + x^2)');
  });
  it('prints', () => {
    expect(textOf(asinh())).toBe('asinh(x)');
    expect(latexOfExpression(asinh())).toBe('\\operatorname{arsinh}x');
  });
});

const orbit = `
group ArcsinhAffine {
  element a in Real, s in Positive
  action  x in Real -> sinh(a + s asinh(x))
}
distribution Flat {
  variable x in Real
  density  ∝ exp(-asinh(x)^2/2)/sqrt(1 + x^2)
}
orbit Johnson {
  group ArcsinhAffine
  base  Flat
}`;

describe('the orbit of affine maps of arsinh x', () => {
  const johnson = () => declarationOf(compiledText(orbit, 'families/orbits', 'all'), 'Johnson');
  it('has the density of Johnson’s unbounded system', () => {
    const { logDensity } = numbersAt(johnson(), { a: 0.3, s: 1.7, x: 2.5 });
    expect(Math.abs(Number(logDensity) + 2.7540868546434525)).toBeLessThan(1e-14);
  });
  it('has the Fisher form of affine maps of a normal variable', () => {
    expect(numbersAt(johnson(), {}).fisherForm).toEqual([
      [1, 0],
      [0, 2],
    ]);
  });
});
