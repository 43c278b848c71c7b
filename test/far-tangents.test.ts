// Exponential maps of actions that are not linear, against the integrated flow next to zero and far out; wrong ones are told.
import { describe, expect, it } from 'vitest';
import { verify } from '../src/derivation/verify.ts';
import { add, mul } from '../src/ir/build.ts';
import { type Expr, rational } from '../src/ir/expr.ts';
import { farFlowClaim } from '../src/theorems/lie/exponential/flow-claim.ts';
import { compiledFile } from './group-texts.ts';

const all = { sizes: [new Map([['P', 2]])], seed: 3, spelling: new Map() };

describe.each([
  ['arcsinh-affine', 'ArcsinhAffine'],
  ['log-odds', 'LogOdds'],
  ['power-scale', 'PowerScale'],
  ['congruence', 'Congruence'],
  ['velocities', 'Velocities'],
])('%s', (file, name) => {
  const { group } = compiledFile(`test/groups-unseen/${file}.blr`, name);
  const { model, invariantField, identity, exponential } = group ?? {};
  if (!model || !invariantField || !identity || !exponential) throw new Error('no exponential');
  const holds = (values: readonly Expr[]): boolean | undefined =>
    verify([farFlowClaim(model, invariantField, identity, values)], all)[0]?.holds;

  it('is tried far out, and the derivation says so', () => {
    expect(holds(exponential.values)).toBe(true);
  });

  it('by a share of 1e-8 off is told', () => {
    const share = rational(100000001, 100000000);
    expect(holds(exponential.values.map((v) => mul(share, v)))).toBe(false);
  });

  it('wrong far out only is told', () => {
    const far = exponential.values.map((v, i) => {
      const x = model.algebra[i];
      return x && x.shape.length === 0 ? add(v, mul(rational(1, 100000000), x, x, x, x)) : mul(rational(11, 10), v);
    });
    expect(holds(far)).toBe(false);
  });
});
