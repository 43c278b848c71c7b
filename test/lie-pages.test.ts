// What pages on groups, orbits and optimizers say: every letter introduced, the group recalled, a point beside mirror descent.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import { compile } from '../src/compile.ts';
import { sub } from '../src/ir/build.ts';
import { realLine, symbol } from '../src/ir/expr.ts';
import { gatherLeft } from '../src/ir/gather.ts';
import { inverse, matmul } from '../src/ir/tensor.ts';

const group = (name: string, element: string, action: string): string => `
group ${name}(P) {
  element ${element}
  action  θ in ${name === 'Scale' ? 'Positive' : 'Real'}^P -> ${action}
}
orbit Point(P) {
  group ${name}(P)
  base  Dirac(${name === 'Scale' ? 1 : 0})
}`;

function page(text: string, name: string): string {
  const { declarations, diagnostics } = compile(text, { verify: 'all' });
  expect(diagnostics).toEqual([]);
  const found = declarations.find((d) => d.name === name)?.derivation;
  if (!found) throw new Error(`${name} was not derived`);
  expect(found.steps.flatMap((s) => s.verdicts).filter((v) => !v.holds)).toEqual([]);
  return markdownDocument(found);
}

describe('an element called α', () => {
  const turns = `
group Turns(P) {
  element α in Circle^P
  action  φ in Circle^P -> φ + α
  claim   inverse = -α
}
distribution Bump { variable z in Circle density exp(cos(z))/(2 pi besselI(0, 1)) }
orbit Turned(P) {
  group Turns(P)
  base  Bump^P
}`;

  it('leaves the step size another letter, everywhere', () => {
    const text = page(turns, 'Turned');
    expect(text).toContain('A dot is the rate in $\\rho$ at $\\rho = 0$.');
    expect(text).toContain('g \\leftarrow g \\exp (-\\rho X^{\\sharp})');
    expect(text).not.toContain('step size $\\alpha$');
  });

  it('moves a point as the author wrote it, and each is a vector of angles', () => {
    const text = page(turns, 'Turns');
    expect(text).toContain('\\varphi \\mapsto \\varphi + \\alpha');
    expect(text).toContain('a vector of length $P$, each entry an angle');
    expect(page(group('Shift', 'A in Invertible(P), b in Real^P', 'A θ + b'), 'Shift')).toContain(
      '\\theta \\mapsto A\\theta + b',
    );
  });
});

describe('an algorithm that asks for the identity as metric', () => {
  const rule = (metric: string): string => `
${group('Shift', 'b in Real^P', 'θ + b').split('orbit')[0]}
distribution Wide { variable z in Real density exp(-z^2/8)/sqrt(8 pi) }
orbit Moved(P) {
  group Shift(P)
  base  Wide^P
}
optimizer Rule(P) {
  posterior Moved(P)
  samples   K = 1
  rate      η
  metric    ${metric}
}`;

  it('says that the comparison is not one of its own direction', () => {
    expect(page(rule('identity'), 'Rule')).toContain('is not said of this one');
    expect(page(rule('fisher'), 'Rule')).not.toContain('is not said of this one');
  });
});

describe('a base without spread', () => {
  it('is gradient descent where the group adds', () => {
    const text = page(group('Shift', 'b in Real^P', 'θ + b'), 'Point');
    expect(text).toContain("b' = b - \\alpha G");
    expect(text).toContain('both are gradient descent');
  });

  it('is not mirror descent where the group multiplies', () => {
    const text = page(group('Scale', 'A in Positive^P', 'A*θ'), 'Point');
    expect(text).toContain("A' = A \\odot e^{-\\alpha A \\odot G}");
    expect(text).toContain("A' = A \\odot e^{-\\alpha G}");
    expect(text).toContain('They are different algorithms');
  });

  it('has its estimate checked along the exponential map', () => {
    const text = page(group('Scale', 'A in Positive^P', 'A*θ'), 'Point');
    expect(text).toContain('difference quotients of the energy along the exponential map');
  });
});

describe('a page', () => {
  const file = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

  it('introduces the tangent with the domain of each block', () => {
    const text = page(file('test/groups-unseen/shear.blr'), 'Shear');
    expect(text).toContain('A tangent $X$ is made of');
    expect(text).toContain('\\mapsto');
  });

  it('uses the article that the kind asks for', () => {
    expect(page(group('Shift', 'b in Real^P', 'θ + b'), 'Point')).toContain('An orbit declared in');
  });
});

describe('words that begin alike', () => {
  const A = symbol('A', { kind: 'invertible' }, ['P', 'P']);
  const [x, b] = [symbol('x', realLine, ['P']), symbol('b', realLine, ['P'])];

  it('are one word with a sum', () => {
    const apart = sub(matmul(inverse(A), x), matmul(inverse(A), b));
    expect(gatherLeft(apart)).toBe(matmul(inverse(A), sub(x, b)));
  });

  it('stay apart where they begin otherwise', () => {
    const apart = sub(matmul(A, x), matmul(inverse(A), b));
    expect(gatherLeft(apart)).toBe(apart);
  });
});

describe('what is no group', () => {
  const message = (text: string): string =>
    compile(text)
      .diagnostics.map((d) => d.message)
      .join();

  it('is refused where two actions make one of another form', () => {
    expect(message('group G { element a in Real  action θ in Real -> θ + a θ^2 }')).toContain(
      'no element of G does what two',
    );
  });

  it('is refused where an element cannot be undone', () => {
    expect(message('group G { element a in Real  action θ in Real -> a θ }')).toContain('with a = 0 has no inverse');
    expect(message('group G { element a in Positive  action θ in Real -> a θ }')).toBe('');
  });
});
