// A base may be as narrow or as wide as one likes: the differential of the energy is confirmed by difference quotients at
// steps of the base's own size.
import { describe, expect, it } from 'vitest';
import { verify } from '../src/derivation/verify.ts';
import { compiledText, declarationOf } from './group-texts.ts';

const textOf = (group: string, base: string): string => `
import "../groups/diagonal-affine.blr"
import "../groups/translation.blr"
import "../exponential/normal.blr"
orbit Narrow(P) {
  group ${group}(P)
  base ${base}^P
}
`;

describe('the differential of the energy', () => {
  const cases = ['1/1000000', '1', '1000000'].flatMap((s) =>
    ['Translation', 'DiagonalAffine'].map((group) => [group, s] as const),
  );
  it.each(cases)('of %s on a normal base of precision %s passes its check', (group, s) => {
    const { derivation } = declarationOf(compiledText(textOf(group, `Normal(m = 0, s = ${s})`)));
    const step = derivation?.steps.find((x) => x.theorem === 'energy-differential');
    const verdicts = verify(step?.claims ?? [], { sizes: [new Map([['P', 1]])], seed: 1, spelling: new Map() });
    expect(verdicts.length).toBe(1);
    for (const v of verdicts) expect(v.holds, `error ${v.worst}`).toBe(true);
  });
});
