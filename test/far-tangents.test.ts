// Exponential maps of actions that are not linear, against the integrated flow next to zero and far out; wrong ones are told.
import { describe, expect, it } from 'vitest';
import { verify } from '../src/derivation/verify.ts';
import { add, mul } from '../src/ir/build.ts';
import { type Expr, rational } from '../src/ir/expr.ts';
import { farFlowClaim } from '../src/theorems/lie/exponential/flow-claim.ts';
import { compiledFile, compiledText, declarationOf, numbersAt } from './group-texts.ts';

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

it('a block that moves by itself keeps its digits beside blocks that move each other', () => {
  const text = `group Upper {
    element a in Positive, b in Real, c in Real, d in Positive, f in Real, h in Positive
    action  (x, y, z) -> (a x + b y + c z, d y + f z, h z)
  }`;
  const group = declarationOf(compiledText(text), 'Upper');
  const { exp } = numbersAt(group, { X_a: -90, X_b: 1, X_c: 2, X_d: -80, X_f: 3, X_h: 1 }) as {
    readonly exp: Readonly<Record<string, number>>;
  };
  for (const [name, x] of [
    ['a', -90],
    ['d', -80],
    ['h', 1],
  ] as const)
    expect((exp[name] ?? 0) / Math.exp(x)).toBeCloseTo(1, 13);
  // X_f (eʰ − eᵈ)/(h − d).
  expect(exp['f']).toBeCloseTo((3 * Math.E) / 81, 14);
});
