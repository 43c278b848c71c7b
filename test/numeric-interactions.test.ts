// Means of products by rules for one coordinate and for two, against the sum over all places; and the claims that stand on them.
import { describe, expect, it } from 'vitest';
import { verify } from '../src/derivation/verify.ts';
import { mul } from '../src/ir/build.ts';
import { rational } from '../src/ir/expr.ts';
import { meanOfProduct } from '../src/numeric/interactions.ts';
import { momentClaims } from '../src/theorems/lie/fisher/moment-claims.ts';
import { compiledFile, compiledText, declarationOf } from './group-texts.ts';

type Function = (x: readonly number[]) => number;

const rules = [
  { nodes: [-1.5, 0.25, 2, 3], weights: [0.1, 0.4, 0.3, 0.2] },
  { nodes: [-2, 0.5, 1], weights: [0.25, 0.5, 0.25] },
  { nodes: [0.1, 0.7, 5, -3, 1], weights: [0.2, 0.2, 0.1, 0.3, 0.2] },
  { nodes: [-1, 4], weights: [0.6, 0.4] },
];

function mean(f: Function, g: Function): number | undefined {
  return meanOfProduct({
    weights: rules.map((r) => r.weights),
    *ask(wheres) {
      for (const where of wheres) {
        const x = where.map((k, i) => rules[i]?.nodes[k] ?? Number.NaN);
        yield [f(x), g(x)];
      }
    },
  });
}

/** The sum over all places. */
function wholeSum(f: Function): number {
  const over = (x: readonly number[]): number => {
    const rule = rules[x.length];
    return rule ? rule.nodes.reduce((sum, node, k) => sum + (rule.weights[k] ?? 0) * over([...x, node]), 0) : f(x);
  };
  return over([]);
}

const sum: Function = ([a = 0, b = 0, c = 0, d = 0]) => Math.exp(a) - 3 * b ** 2 + Math.sin(c) + 2 * d + 0.5;
const pairs: Function = ([a = 0, b = 0, c = 0, d = 0]) => a * Math.exp(b) - a ** 2 * d + Math.cos(b * c) - 4 * c - 1;

describe('the mean of a product', () => {
  it.each([
    ['of sums', sum, sum],
    ['of pairs', pairs, pairs],
    ['of a sum and pairs', sum, pairs],
    ['of a constant', () => 2, pairs],
  ] as const)('%s', (_, f, g) => {
    const wanted = wholeSum((x) => f(x) * g(x));
    expect(mean(f, g)).toBeCloseTo(wanted, 10);
  });

  it('is not found where three coordinates act together', () => {
    expect(mean(sum, ([a = 0, b = 0, c = 0]) => a * b * c)).toBeUndefined();
  });
});

describe('a form of several coordinates is held to 1e-9', () => {
  const heisenberg = `import "../exponential/normal.blr"
group Heis { element a in Real, b in Real, c in Real action (x, y, z) -> (x + a, y + b, z + c + a y) }
orbit Moved { group Heis base Normal(m = 0, s = 1) * Normal(m = 1, s = 2) * Normal(m = 0, s = 1) }`;
  const three = `import "../exponential/normal.blr"
group Acting { element a in Real action (x, y, z, w) -> (x + a y z w, y, z, w) }
orbit Moved { group Acting base Normal(m = 0, s = 1) * Normal(m = 1, s = 2) * Normal(m = 0, s = 1) * Normal(m = 1, s = 1) }`;
  const all = { sizes: [new Map()], seed: 3, spelling: new Map() };

  it.each([
    ['SignedRayleigh', () => compiledFile('families/orbits/signed-rayleigh.blr', 'SignedRayleigh')],
    ['TurnedNormal', () => compiledFile('families/orbits/turned-normal.blr', 'TurnedNormal')],
    ['Heisenberg', () => declarationOf(compiledText(heisenberg))],
  ])('of %s, and one that is off by 1e-8 is told', (_, make) => {
    const { orbit } = make();
    const form = orbit?.fisherForm?.value;
    if (!orbit || !form) throw new Error('no form');
    const right = verify(momentClaims(orbit, form), all);
    for (const v of right) expect([v.holds, v.road, v.tolerance]).toEqual([true, 'quadrature', 1e-9]);
    const wrong = verify(momentClaims(orbit, mul(form, rational(100000001, 100000000))), all);
    expect(wrong.map((v) => v.holds)).toEqual(right.map(() => false));
  });

  it('and says samples where four act together', () => {
    const { orbit } = declarationOf(compiledText(three));
    const form = orbit?.fisherForm?.value;
    if (!orbit || !form) throw new Error('no form');
    const [verdict] = verify(momentClaims(orbit, form), all);
    expect([verdict?.holds, verdict?.road, verdict?.tolerance]).toEqual([true, 'monte-carlo', 5]);
  });
});
