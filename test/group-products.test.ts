// The direct product of any two groups, of the library or unseen: it derives, and moves each factor as that moves alone.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Compiled } from '../src/derivation/compiled.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../src/numeric/points.ts';
import { randomStream } from '../src/numeric/random.ts';
import { nested } from '../src/numeric/tensors.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

interface Declared {
  readonly file: string;
  readonly name: string;
  readonly dimensions: readonly string[];
}

const declared: readonly Declared[] = ['families/groups', 'test/groups-unseen'].flatMap((folder) =>
  readdirSync(new URL(`../${folder}`, import.meta.url)).flatMap((file) => {
    const text = readFileSync(new URL(`../${folder}/${file}`, import.meta.url), 'utf8');
    return [...text.matchAll(/^group (\w+)(?:\(([^)]*)\))?/gm)].map(([, name = '', dimensions]) => ({
      file: `../../${folder}/${file}`,
      name,
      dimensions: dimensions?.split(', ') ?? [],
    }));
  }),
);

/** Every group once as a first factor, in an order that goes on from group to group. */
const stride = 7;
const pairs = declared.map((first, i): readonly [Declared, Declared] => [
  first,
  declared[(stride * i + 3) % declared.length] ?? first,
]);

const reference = ({ name, dimensions }: Declared, letter: string): string =>
  dimensions.length > 0 ? `${name}(${dimensions.map((_, i) => `${letter}${i}`).join(', ')})` : name;

function productOf([a, b]: readonly [Declared, Declared]): string {
  const imports = [...new Set([a.file, b.file])].map((file) => `import "${file}"`).join('\n');
  const sizes = [...a.dimensions.map((_, i) => `P${i}`), ...b.dimensions.map((_, i) => `Q${i}`)].join(', ');
  return `${imports}\ngroup Pair${sizes && `(${sizes})`} { group ${reference(a, 'P')} * ${reference(b, 'Q')} }`;
}

/** exp X block by block, for a tangent drawn by a seed, every size 2 or as declared. */
function flow(group: Compiled, tangents: readonly unknown[]): readonly number[] {
  const { algebra = [] } = group.group?.model ?? {};
  const found = numbersAt(group, Object.fromEntries(algebra.map((x, i) => [x.name, tangents[i]])))['exp'];
  const flat = (x: unknown): readonly number[] => (Array.isArray(x) ? x.flatMap(flat) : [Number(x)]);
  return Object.values(found as object).flatMap(flat);
}

function tangentOf(group: Compiled, seed: number): readonly unknown[] {
  const { algebra = [] } = group.group?.model ?? {};
  const { names, counts } = dimensionsOf(algebra);
  const point = samplePoint(algebra, sizesFor(names, 2, counts), randomStream(seed), { moderate: true });
  return algebra.map((x) => {
    const value = point.get(x);
    return value && nested(value);
  });
}

describe.each(pairs.map((pair) => ({ name: pair.map((g) => g.name).join(' × '), pair })))('$name', ({ pair }) => {
  it('derives, and its exponential map is that of each', () => {
    const compiled = compiledText(productOf(pair), 'families/orbits', 'live');
    expect(compiled.diagnostics.filter((d) => d.severity === 'error').map((d) => d.message)).toEqual([]);
    const alone = pair.map((g) => {
      const sizes = g.dimensions.map((_, i) => `P${i}`).join(', ');
      const text = `import "${g.file}"\ngroup Alone${sizes && `(${sizes})`} { group ${reference(g, 'P')} }`;
      return declarationOf(compiledText(text));
    });
    const tangents = alone.map((g, i) => tangentOf(g, 5 + i));
    const wanted = alone.flatMap((g, i) => flow(g, tangents[i] ?? []));
    const found = flow(declarationOf(compiled), tangents.flat());
    expect(found).toHaveLength(wanted.length);
    for (const [i, x] of found.entries()) expect(x).toBeCloseTo(wanted[i] ?? Number.NaN, 9);
  });
});
