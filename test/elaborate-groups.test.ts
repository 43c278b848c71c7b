// Groups as declared: what a model holds, what names stand for, and one test for each message.
import { describe, expect, it } from 'vitest';
import { elaborateGroup } from '../src/elaborate/group.ts';
import { complaintsOf, modelOf, named, scaling, shown, translation } from './elaborate-fixture.ts';

const group = (text: string) => modelOf(elaborateGroup, text);
const complaints = (text: string): readonly string[] => complaintsOf(elaborateGroup, text);

describe('a group', () => {
  it('has elements, a second element, tangents, a point and its image', () => {
    const model = group('group G(P) { element A in Positive^P, b in Real^P action θ in Real^P -> A*θ + b }');
    expect(named(model.elements)).toEqual(['A:P', 'b:P']);
    expect(named(model.second)).toEqual(['A₂:P', 'b₂:P']);
    expect(model.second.map((s) => s.domain)).toEqual(model.elements.map((s) => s.domain));
    expect(named(model.algebra)).toEqual(['X_A:P', 'X_b:P']);
    expect(named(model.point)).toEqual(['θ:P']);
    expect(model.action.map((e) => e.shape)).toEqual([['P']]);
  });

  it('has the tangents that its elements have', () => {
    const model = group(`group G(P) {
      element a in Positive, c in Circle, u in Unit, M in Invertible(P), L in LowerTriangular(P), R in Rotation(P)
      action  x in Real^P -> R (L (M x)) * (a u) + c
    }`);
    expect(model.algebra.map(({ domain }) => domain.kind)).toEqual([
      'interval',
      'interval',
      'interval',
      'matrix',
      'lower',
      'skew',
    ]);
    expect(model.algebra.slice(0, 3).map(({ domain }) => domain)).toEqual(Array(3).fill({ kind: 'interval' }));
  });

  it('acts on components that are real unless their domain is said', () => {
    const model = group(
      'group G { element a in Real, b in Real, c in Real action (x, y, z) -> (x + a, y + b, z + c + a y) }',
    );
    expect(named(model.point)).toEqual(['x:', 'y:', 'z:']);
    expect(shown(model.action)).toHaveLength(3);
    const scaled = group('group G { element p in Positive, n in Positive action (x, y) in Positive^2 -> [p x, n y] }');
    expect(scaled.point.map(({ domain }) => domain)).toEqual(scaled.elements.map(({ domain }) => domain));
    expect(shown(scaled.action)).toEqual(['p*x', 'n*y']);
    const mixed = group('group G { element a in Real, b in Positive action x in Real, y in Positive -> (x + a, b y) }');
    expect(mixed.point.map(({ domain }) => 'lower' in domain)).toEqual([false, true]);
  });

  it('may act by a matrix that is written out, and list the entries of a vector', () => {
    const rotation = group('group G { element φ in Circle action x in Real^2 -> [cos(φ), -sin(φ); sin(φ), cos(φ)] x }');
    expect(rotation.action.map((e) => e.shape)).toEqual([['2']]);
    const listed = group('group G { element a in Real action v in Real^2 -> (sum(v) + a, a) }');
    expect(listed.action.map((e) => e.shape)).toEqual([['2']]);
  });

  it('reads I as the identity of the size of its square matrices, and says where there is none', () => {
    const { action } = group('group G { element m in Real action X in Symmetric(2) -> X + m I }');
    expect(action.map((e) => e.shape)).toEqual([['2', '2']]);
    const told = 'unknown-name: the size of `I`, the identity matrix, is not told here';
    expect(complaints('group G { element m in Real action x in Real -> x + m I }').join()).toContain(told);
    const sides = 'element A in Invertible(2), B in Invertible(3) action X in Matrix(2,3) -> A X B + I';
    expect(complaints(`group G { ${sides} }`).join()).toContain(told);
  });

  it('has claims with one value for each block, in the symbols of their quantity', () => {
    const { claims } = group(`group G(P) {
      element A in Positive^P, b in Real^P
      action  θ in Real^P -> A*θ + b
      claim   identity = (1, 0)
      claim   inverse = (1/A, -b/A)
      claim   compose = [A*A₂, A*b_2 + b]
      claim   exp = (exp(X_A), X_b * expm1(X_A)/X_A)
    }`);
    expect(claims.map(({ quantity, values }) => [quantity, values.map((e) => e.shape)])).toEqual(
      ['identity', 'inverse', 'compose', 'exp'].map((quantity) => [quantity, [['P'], ['P']]]),
    );
    const matrices = group('group G(P) { element A in Invertible(P) action θ in Real^P -> A θ claim identity = I }');
    expect(matrices.claims.map(({ values }) => values.map(({ kind }) => kind))).toEqual([['identity']]);
  });

  it('takes names of its own where the text has used them', () => {
    const model = group(
      'group G { element b in Real, b₂ in Real, X_b in Real action (x, y, z) -> (x+b, y+b₂, z+X_b) }',
    );
    expect(model.second.map(({ name }) => name)).toEqual(['b′', 'b₂′', 'X_b₂']);
    expect(model.algebra.map(({ name }) => name)).toEqual(['X_b′', 'X_b₂′', 'X_X_b']);
    expect(model.otherAlgebra.map(({ name }) => name)).toEqual(['Y_b', 'Y_b₂', 'Y_X_b']);
    expect(new Set([...model.elements, ...model.second, ...model.algebra, ...model.point]).size).toBe(12);
  });
});

describe('a product of groups', () => {
  it('has the blocks of its factors side by side, with their dimensions', () => {
    const model = group(`${translation} ${scaling} group Both(Q) { group Move(Q) × Grow(3) }`);
    expect(model.dimensions).toEqual(['Q']);
    expect(named(model.elements)).toEqual(['b:Q', 'g:3']);
    expect(named(model.point)).toEqual(['θ₁:Q', 'θ₂:3']);
    expect(shown(model.action)).toEqual(['b + θ₁', 'g*θ₂']);
    expect(model.point.map((s) => model.spelling.get(s))).toEqual(['θ₁', 'theta_2']);
  });

  it('numbers equal names', () => {
    const model = group(
      `${translation} group Twice(P) { group Move(P) * Move(P) claim compose = (b₁ + b_1_2, b₂ + b_2_2) }`,
    );
    expect(named(model.elements)).toEqual(['b₁:P', 'b₂:P']);
    expect(model.second.map(({ name }) => name)).toEqual(['b₁′', 'b₂′']);
    expect(model.claims.flatMap(({ values }) => shown(values))).toHaveLength(2);
  });

  it('gives constants their values', () => {
    const squeeze = 'group Squeeze { element a in Positive constant k in Positive action (x, y) -> (a^k x, y/a) }';
    expect(group(squeeze).constants.map(({ name }) => name)).toEqual(['k']);
    const model = group(`${squeeze} group Two { group Squeeze(k = 2) }`);
    expect(model.constants).toEqual([]);
    expect(shown(model.action)[0]).toBe('x*a^2');
  });
});

describe('messages about groups', () => {
  it.each([
    ['group G { element a in Real }', 'syntax: group G has no action'],
    ['group G { action x in Real -> x }', 'syntax: G has no element'],
    ['group G { element a in Real action x in Real -> x + a action x in Real -> x - a }', 'syntax: a second action'],
    ['group G { element a in Real action (x, y) -> x + a }', 'shape-mismatch: the point has 2 components, its image 1'],
    [
      'group G(P) { element a in Real action θ in Real^P -> a }',
      'shape-mismatch: `θ` is a vector of P entries, its image a number',
    ],
    [
      'group G { element a in Real action x in Real^3 -> (a, a) }',
      'shape-mismatch: the point is a vector of 3 entries, its image has 2 components',
    ],
    [
      'group G(P) { element a in Real action (x, y) in Real^P -> (x, y) }',
      'shape-mismatch: this domain does not have 2 components',
    ],
    [
      'group G { element a in Real action x in Positive -> a x }',
      'not-derivable: this action moves `x` out of its domain',
    ],
    [
      'group G(P) { element b in Real^P action θ in Positive^P -> θ + b }',
      'not-derivable: this action moves `θ` out of its domain',
    ],
    [
      'group G { element k in Natural action x in Real -> x + k }',
      'not-derivable: `k` cannot be moved in every direction',
    ],
    [
      'group G { element k in NonNegative action x in Real -> x + k }',
      'not-derivable: `k` cannot be moved in every direction',
    ],
    [
      'group G { element y in OneHot(3) action x in Real^3 -> x + y }',
      'not-derivable: `y` cannot be moved in every direction',
    ],
    ['group G { element a in Real action x in Real -> x + c }', 'unknown-name: unknown name `c`'],
    [
      'group G { element a in Real action x in Real -> x + a claim unit = 0 }',
      'unknown-name: a group has no quantity `unit`',
    ],
    [
      'group G { element a in Real, b in Real action (x, y) -> (x + a, y + b) claim identity = 0 }',
      'shape-mismatch: `identity` has 2 values, this claim 1',
    ],
    [
      'group G(P) { element A in Invertible(P) action θ in Real^P -> A θ claim identity = 1 }',
      'shape-mismatch: `A` is a P×P matrix, this is a number',
    ],
    ['group G { element a in Real action x in Real -> x + a claim inverse = -x }', 'unknown-name: unknown name `x`'],
    ['group G { group Mov(2) }', 'unknown-name: there is no declaration `Mov` here'],
    [
      `${translation} group G { group Mve(2) }`,
      'unknown-name: there is no declaration `Mve` here; did you mean `Move`?',
    ],
    [`${translation} group G { group Move }`, 'shape-mismatch: `Move` has 1 dimension, here are 0'],
    [`${translation} group G(P) { group Move(P)^2 }`, 'shape-mismatch: a group takes no power'],
    [`${translation} group G(P) { group Move(P)(k = 2) }`, 'unknown-name: `Move` has no `k`'],
    ['group G(P) { group G(P) }', 'syntax: `G` is made of itself'],
    [
      'distribution D { variable z in Real density ∝ exp(-z^2) } group G { group D }',
      'shape-mismatch: a factor of the product is a group; `D` is a distribution',
    ],
    [
      `${translation} group G(P) { group Move(P) element a in Real action x in Real -> x + a }`,
      'syntax: a group has elements of its own or is a product of groups, not both',
    ],
    [
      `${translation} group G(P) { group Move(P) action θ in Real^P -> θ }`,
      'syntax: a product of groups acts as its factors act',
    ],
    ['group A { element a in Real } group G { group A * A }', 'syntax: `A` cannot be used here: group A has no action'],
    [
      'group G { element a in Real action x in Real^2 -> [1, a; 0] x }',
      'shape-mismatch: the rows of a matrix have the same length',
    ],
    [
      'group G { element a in Real^2 action x in Real^2 -> [a, a; a, a] x }',
      'shape-mismatch: a matrix literal holds numbers only',
    ],
  ])('%s', (text, expected) => {
    expect(complaints(text)[0]).toBe(expected);
  });
});
