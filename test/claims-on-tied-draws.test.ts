// Claims on orbits whose draws are tied, the entries of a symmetric matrix or shares: a form or a differential that is
// wrong by one part in a thousand is told.
import { expect, it } from 'vitest';
import { verify } from '../src/derivation/verify.ts';
import { mul } from '../src/ir/build.ts';
import { type Expr, rational, zero } from '../src/ir/expr.ts';
import { energyClaims } from '../src/theorems/lie/energy-claims.ts';
import { momentClaims } from '../src/theorems/lie/fisher/moment-claims.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

const wrong = (e: Expr): Expr => mul(rational(1001, 1000), e);
const unit = [
  [1, 0],
  [0, 1],
];
const orbitOf = (text: string) => declarationOf(compiledText(text)).orbit;
const holds = (claims: Parameters<typeof verify>[0]): readonly boolean[] =>
  verify(claims, { sizes: [new Map()], seed: 1, spelling: new Map() }).map((v) => v.holds);

it('the Fisher form of a congruence', () => {
  const orbit = orbitOf(`import "../exponential/wishart.blr"
group Congruence { element L in LowerTriangular(2) action S in SPD(2) -> L S L' }
orbit Spread { group Congruence base Wishart(2)(V = I, ν = 5) }`);
  const form = orbit?.fisherForm?.value ?? zero;
  expect(orbit && holds(momentClaims(orbit, form))).toEqual([true]);
  expect(orbit && holds(momentClaims(orbit, wrong(form)))).toEqual([false]);
});

it('the Fisher form of a vector moved along with a positive definite matrix', () => {
  const text = `import "../exponential/normal.blr"
import "../exponential/wishart.blr"
group Together { element A in Invertible(2) action x in Real^2, S in SPD(2) -> (A x, A S A') }
orbit Spread { group Together base Normal(m = 0, s = 1)^2 * Wishart(2)(V = I, ν = 5) }`;
  const compiled = compiledText(text, 'families/orbits', 'all');
  expect(compiled.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  const { orbit } = declarationOf(compiled);
  const form = orbit?.fisherForm?.value ?? zero;
  // The score is tr X(xxᵀ + W) − 6 tr X: xxᵀ and W add one and five degrees to its covariance ν (tr XY + tr XYᵀ).
  const { fisherForm } = numbersAt(declarationOf(compiled), { A: unit, x: [0, 0], S: unit });
  expect(fisherForm).toEqual([
    [12, 0, 0, 0],
    [0, 6, 6, 0],
    [0, 6, 6, 0],
    [0, 0, 0, 12],
  ]);
  expect(orbit && holds(momentClaims(orbit, form))).toEqual([true]);
  expect(orbit && holds(momentClaims(orbit, mul(rational(6, 5), form)))).toEqual([false]);
});

it('the differential of the energy on shares', () => {
  const orbit = orbitOf(`import "../exponential/dirichlet.blr"
group Weigh { element a in Real, b in Real
  action p in Simplex(3) -> [exp(a), exp(b), 1] * p / dot([exp(a), exp(b), 1], p) }
orbit Shares { group Weigh base Dirichlet(3)(a = [2, 3, 4]) }`);
  const { energy } = orbit ?? {};
  expect(orbit && energy && holds(energyClaims(orbit, energy))).toEqual([true]);
  const off = energy && { ...energy, covector: energy.covector.map(wrong) };
  expect(orbit && off && holds(energyClaims(orbit, off))).toEqual([false]);
});
