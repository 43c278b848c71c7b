// Orbits as declared: how a base covers the point of its group, and one test for each message.
import { describe, expect, it } from 'vitest';
import { elaborateOrbit } from '../src/elaborate/orbit.ts';
import { rational } from '../src/ir/expr.ts';
import type { BaseFactor, OrbitModel } from '../src/model/orbit.ts';
import {
  affine,
  bell,
  complaintsOf,
  heavy,
  hill,
  modelOf,
  named,
  numericValue,
  ray,
  scaling,
  shown,
  translation,
} from './elaborate-fixture.ts';

const orbit = (text: string): OrbitModel => modelOf(elaborateOrbit, text);

type Factor<K extends BaseFactor['kind']> = BaseFactor & { readonly kind: K };
const factor = <K extends BaseFactor['kind']>(kind: K, model: OrbitModel, index = 0): Factor<K> => {
  const found = model.base[index];
  if (found?.kind !== kind) throw new Error(`no ${kind}`);
  return found as Factor<K>;
};

describe('an orbit', () => {
  it('has its group and its base in its own dimensions', () => {
    const model = orbit(`${affine} ${heavy} orbit O(Q) { group Fit(Q) base Heavy(ν = 4)^Q }`);
    expect(model.dimensions).toEqual(['Q']);
    expect(named(model.group.elements)).toEqual(['A:Q', 'b:Q']);
    const { model: density, lift, components } = factor('density', model);
    expect(lift).toBe('Q');
    expect(named(components)).toEqual(['θ:Q']);
    expect(density.kind).toBe('distribution');
    expect(density.parameters).toEqual([]);
    expect(density.constants).toEqual([]);
    // By hand: (1 + 1/4)^(-5/2).
    expect(numericValue(density.density, { z: 1 })).toBeCloseTo(1.25 ** -2.5, 14);
    expect(model.constants).toEqual([]);
  });

  it('puts numbers, lists and matrices in for parameters', () => {
    const numbered = factor('density', orbit(`${affine} ${bell} orbit O { group Fit(3) base Bell(m = 0, s = 2)^3 }`));
    expect(numericValue(numbered.model.density, { z: 1 })).toBeCloseTo(Math.exp(-1), 14);
    const listed = factor(
      'density',
      orbit(`${affine} ${bell} orbit O { group Fit(3) base Bell(m = 0, s = [1, 2, 4])^3 }`),
    );
    expect(listed.lift).toBeUndefined();
    expect(named(listed.model.variables)).toEqual(['z:3']);
    expect(numericValue(listed.model.density, { z: [1, 1, 1] })).toBeCloseTo(Math.exp(-3.5), 14);
    const whole = orbit(
      `${affine} ${hill} orbit O(P) { constant δ in Positive group Fit(P) base Hill(P)(m = 0, S = δ I) }`,
    );
    const { model } = factor('density', whole);
    expect(named(model.constants)).toEqual(['δ:']);
    expect(named(whole.constants)).toEqual(['δ:']);
    expect(numericValue(model.density, { δ: 2, θ: [1, 2] }, { P: 2 })).toBeCloseTo(Math.exp(-5), 14);
  });

  it('moves the bounds of a variable with its constants', () => {
    const tail = 'distribution Tail { variable z in Real > a constant a in Real density ∝ exp(-z) }';
    const model = orbit(`${affine} ${tail} orbit O(P) { group Fit(P) base Tail(a = 2)^P }`);
    expect(factor('density', model).model.variables[0]?.domain).toEqual({ kind: 'interval', lower: rational(2) });
  });

  it('keeps constants without a value', () => {
    const model = orbit(`${affine} ${heavy} orbit O(P) { group Fit(P) base Heavy^P }`);
    expect(named(model.constants)).toEqual(['ν:']);
  });

  it('covers several components by factors, or by one power', () => {
    const pair = `group Pair(P) { element p in Positive^P, n in Positive^P
      action x in Positive^P, y in Positive^P -> (p*x, n*y) }`;
    const signed = orbit(`${pair} ${ray} orbit O(P) { group Pair(P) base Ray(σ = 1)^P × Ray(σ = 2)^P value x - y }`);
    expect(signed.base.map(({ components }) => named(components))).toEqual([['x:P'], ['y:P']]);
    expect(signed.value && shown([signed.value])).toEqual(['x - y']);
    const spatial = `group Shear { element a in Real, b in Real, c in Real
      action (x, y, z) -> (x + a, y + b, z + c + a y) }`;
    const cube = orbit(`${spatial} ${bell} orbit O { group Shear base Bell(m = 0, s = [1, 2, 3])^3 }`);
    expect(cube.base.map(({ components }) => named(components))).toEqual([['x:'], ['y:'], ['z:']]);
    const values = [0, 1, 2].map((i) => numericValue(factor('density', cube, i).model.density, { z: 1 }));
    for (const [i, v] of values.entries()) expect(v).toBeCloseTo(Math.exp(-(i + 1) / 2), 14);
  });

  it('has a product of groups', () => {
    const model = orbit(
      `${translation} ${scaling} ${bell} ${ray} orbit O(P) {
        group Move(P) * Grow(P) base Bell(m = 0, s = 1)^P * Ray(σ = 1)^P value θ₁*θ₂
      }`,
    );
    expect(named(model.group.point)).toEqual(['θ₁:P', 'θ₂:P']);
    expect(model.value?.shape).toEqual(['P']);
  });

  it('may be all mass at one point', () => {
    const vector = orbit(`${affine} orbit O(P) { group Fit(P) base Dirac(0) }`);
    expect(factor('dirac', vector).at.map((e) => e.shape)).toEqual([['P']]);
    const plane = 'group Plane { element a in Real, b in Real action (x, y) -> (x + a, y + b) }';
    expect(shown(factor('dirac', orbit(`${plane} orbit O { group Plane base Dirac(1) }`)).at)).toEqual(['1', '1']);
    expect(shown(factor('dirac', orbit(`${plane} orbit O { group Plane base Dirac(1, 2) }`)).at)).toEqual(['1', '2']);
  });
});

describe('messages about orbits', () => {
  it.each([
    [`${translation} orbit O(P) { group Move(P) }`, 'syntax: O has no base'],
    [`${bell} orbit O(P) { base Bell(m = 0, s = 1)^P }`, 'syntax: O has no group'],
    [`${translation} orbit O(P) { group Move(P) group Move(P) base Dirac(0) }`, 'syntax: a second group'],
    [`${translation} orbit O(P) { group Move(P) base Dirac(0) base Dirac(1) }`, 'syntax: a second base'],
    [
      `${translation} ${bell} orbit O(P) { group Move(P) base Bel(m = 0, s = 1)^P }`,
      'unknown-name: there is no declaration `Bel` here; did you mean `Bell`?',
    ],
    [
      `${translation} orbit O(P) { group Move(P) base Move(P) }`,
      'shape-mismatch: a base is a family or a distribution; `Move` is a group',
    ],
    [
      `${translation} ${bell} orbit O(P) { group Move(P) base Bell(m = 0)^P }`,
      'unknown-name: `s` of Bell has no value',
    ],
    [
      `${translation} ${bell} orbit O(P) { group Move(P) base Bell(m = 0, s = 1, k = 2)^P }`,
      'unknown-name: `Bell` has no `k`',
    ],
    [`${translation} ${bell} orbit O(P) { group Move(P) base Bell(m = 0, s = δ)^P }`, 'unknown-name: unknown name `δ`'],
    [
      `${translation} ${bell} orbit O(P) { group Move(P) base Bell(m = 0, s = -1)^P }`,
      'shape-mismatch: this value lies outside the domain of `s`',
    ],
    [
      `${translation} ${hill} orbit O(P) { group Move(P) base Hill(P)(m = 0, S = 2) }`,
      'shape-mismatch: `S` is a P×P matrix, this is a number',
    ],
    [
      `${translation} ${hill} orbit O(P) { group Move(P) base Hill(P)(m = 0, S = I)^P }`,
      'shape-mismatch: only a density of one number can be raised to a power; Hill has θ',
    ],
    [
      `${translation} ${bell} orbit O(P) { group Move(P) base Bell(m = 0, s = 1) }`,
      'shape-mismatch: this base does not fit the point of Move, which is θ (a vector of P entries)',
    ],
    [
      `${translation} ${bell} orbit O(P, Q) { group Move(P) * Move(Q) base Bell(m = 0, s = 1)^P }`,
      'shape-mismatch: the base does not reach `θ₂` of the point',
    ],
    [
      `${scaling} ${bell} orbit O(P) { group Grow(P) base Bell(m = 0, s = 1)^P }`,
      'shape-mismatch: this base takes values where Grow does not act',
    ],
    [
      `${translation} family Count { variable n in Natural parameter r in Positive density ∝ r^n/factorial(n) }
      orbit O { group Move(1) base Count(r = 2)^1 }`,
      'shape-mismatch: this base takes values where Move does not act',
    ],
    [
      `${translation} distribution Shares { variable p in Simplex(3) density 2 }
      orbit O { group Move(3) base Shares }`,
      'shape-mismatch: this base takes values where Move does not act',
    ],
    [
      `${translation} distribution Around { variable z in Circle density 1/(2 pi) }
      orbit O { group Move(1) base Around^1 }`,
      'shape-mismatch: this base takes values where Move does not act',
    ],
    [
      `${bell} group Turn { element φ in Circle action x in Circle -> x + φ }
      orbit O { group Turn base Bell(m = 0, s = 1) }`,
      'shape-mismatch: this base takes values where Turn does not act',
    ],
    [
      `group Shift(P) { element B in Matrix(P,P) action X in Matrix(P,P) -> X + B }
      distribution Spread(P) { variable X in SPD(P) density ∝ exp(-trace(X)) }
      orbit O { group Shift(2) base Spread(2) }`,
      'shape-mismatch: this base takes values where Shift does not act',
    ],
    [
      `${scaling} orbit O(P) { group Grow(P) base Dirac(-1) }`,
      'shape-mismatch: this value lies outside the domain of `θ`',
    ],
    [
      `${scaling} orbit O(P) { group Grow(P) base Dirac(1, 2) }`,
      'shape-mismatch: a point mass needs the values of the point',
    ],
    [
      `${translation} orbit O(P) { group Move(P) base Dirac(0)^3 }`,
      'shape-mismatch: the point of Move is θ (a vector of P entries)',
    ],
    [
      `${translation} ${heavy.replaceAll('ν', 'b')} orbit O(P) { group Move(P) base Heavy^P }`,
      'syntax: the constant `b` of this base is also a name of the group',
    ],
    [
      `${translation} orbit O(P) { constant b in Real group Move(P) base Dirac(0) }`,
      'syntax: `b` is a name of the group Move',
    ],
    [`${translation} orbit O(P) { group Move(P) base Dirac(0) value x }`, 'unknown-name: unknown name `x`'],
    [`${translation} orbit O(P) { group Move(P) base Dirac(0) value θ value θ }`, 'syntax: a second value'],
    [
      `distribution Wide(P) { variable z in Real^P density ∝ exp(-z) } ${translation} orbit O(P) { group Move(P) base Wide(P) }`,
      'shape-mismatch: `Wide` cannot be used here: a density is one number, this is a vector of P entries',
    ],
  ])('%s', (text, expected) => {
    expect(complaintsOf(elaborateOrbit, text)[0]).toBe(expected);
  });
});
