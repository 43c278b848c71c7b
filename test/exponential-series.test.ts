// The exponential map against the power series of the infinitesimal action: held by every group that moves points linearly,
// and failed by a map that is off by a millionth.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Compiled } from '../src/derivation/compiled.ts';
import { verify } from '../src/derivation/verify.ts';
import { add, mul } from '../src/ir/build.ts';
import { type Expr, one, rational } from '../src/ir/expr.ts';
import { substitute } from '../src/ir/visit.ts';
import { seriesClaims } from '../src/theorems/lie/exponential/series-claim.ts';
import { compiledText } from './group-texts.ts';

const groups: readonly (readonly [string, Compiled])[] = ['families/groups', 'test/groups-unseen'].flatMap((folder) =>
  readdirSync(new URL(`../${folder}`, import.meta.url)).flatMap((file) =>
    compiledText(readFileSync(new URL(`../${folder}/${file}`, import.meta.url), 'utf8'), folder).declarations.map(
      (d): readonly [string, Compiled] => [d.name, d],
    ),
  ),
);
const withSeries = [
  'DiagonalAffine FullAffine GeneralLinear LowerTriangularAffine PositiveScaling PlaneMotion SpaceMotion PlaneRotation',
  'SpaceRotation IsotropicAffine SignedScaling Translation',
]
  .join(' ')
  .split(' ');

/** The claim on the exponential map of a group, its tangents stretched. */
function verdictOf(group: Compiled, stretch: Expr): readonly boolean[] {
  const known = group.group;
  if (!known?.exponential) return [];
  const longer = new Map(known.model.algebra.map((x): [Expr, Expr] => [x, mul(stretch, x)]));
  const values = known.exponential.values.map((v) => substitute(v, longer));
  return verify(seriesClaims(known, values), { sizes: [new Map()], seed: 1, spelling: new Map() }).map((v) => v.holds);
}

describe('the power series of the infinitesimal action', () => {
  it.each(withSeries)('is claimed of %s', (name) => {
    const group = groups.find(([n]) => n === name)?.[1];
    expect(group && verdictOf(group, one)).toEqual([true]);
  });

  it.each(groups)('tells %s from a map that goes a millionth too far', (_name, group) => {
    const right = verdictOf(group, one);
    expect(right.every((holds) => holds)).toBe(true);
    expect(verdictOf(group, add(one, rational(1, 1000000)))).toEqual(right.map(() => false));
  });
});

it('the integrated flow knows the constants that end the domain of an element', () => {
  const text = 'group Inner { constant c in Positive element u in Interval(-c, c) action x in Real -> x + atanh(u/c) }';
  expect(compiledText(text, 'inner.blr').declarations[0]?.diagnostics).toEqual([]);
});
