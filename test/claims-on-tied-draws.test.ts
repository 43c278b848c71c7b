// Claims on orbits whose draws are tied, the entries of a symmetric matrix or shares: a form or a differential that is
// wrong by one part in a thousand is told.
import { expect, it } from 'vitest';
import { verify } from '../src/derivation/verify.ts';
import { mul } from '../src/ir/build.ts';
import { type Expr, rational, zero } from '../src/ir/expr.ts';
import { energyClaims } from '../src/theorems/lie/energy-claims.ts';
import { momentClaims } from '../src/theorems/lie/fisher/moment-claims.ts';
import { compiledText, declarationOf } from './group-texts.ts';

const wrong = (e: Expr): Expr => mul(rational(1001, 1000), e);
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
