// Families of every flavour of domain against numbers found from their densities alone (oracles/generate/outside.py): what `eval`
// and `step` give, second-order steps, and the cumulants and Christoffel symbols that a derivation prints.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Findings } from '../src/derivation/findings.ts';
import type { SymbolExpr } from '../src/ir/expr.ts';
import { symbolsOf } from '../src/ir/visit.ts';
import type { Block } from '../src/model/exponential-family.ts';
import type { Sizes, Tensor } from '../src/numeric/tensors.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { coordinateCount, unflatten } from '../src/values/flat.ts';
import { settingAt, sizesOf, valuesAt } from '../src/values/setting.ts';
import { stepAt } from '../src/values/step.ts';
import { declared, type Entries, type Point, type Step } from './emitted-families.ts';
import { compare, missesAt, missText } from './oracle-comparison.ts';
import { equationsOf } from './theorems-fixture.ts';

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`oracles/${name}.json`, import.meta.url), 'utf8')) as T;

/** Steps by their natural parameters, after the plain step and after the one along the geodesic. */
type Landing = Omit<Step, 'expected'> & { readonly natural: readonly number[]; readonly retracted: readonly number[] };
const { points, steps } = read<{ points: readonly Point[]; steps: readonly Landing[] }>('outside-families');

/** Cumulants by the indices of their statistics, or by their order of the only one; along ½, −⅓, ¼, …; symbols by their coordinate. */
interface Higher {
  readonly file: string;
  readonly name: string;
  readonly at: Entries;
  readonly cumulants: Readonly<Record<string, number>>;
  readonly along?: Readonly<Record<string, number>>;
  readonly christoffel: Readonly<Record<string, number>>;
}
const higher = read<readonly Higher[]>('higher-orders');

const timeout = 240_000;
const title = (p: { readonly name: string; readonly at: Entries }): string => `${p.name} at ${JSON.stringify(p.at)}`;

describe('eval', () => {
  it.each(points.map((p) => [title(p), p] as const))('of %s', { timeout }, (_, point) => {
    expect(Object.keys(point.expected)).toContain('fisherParameters');
    expect(missesAt(point).map(missText)).toEqual([]);
  });
});

describe('step', () => {
  it.each(steps.map((s) => [title(s), s] as const))(
    'of %s',
    { timeout },
    (_, { file, name, natural, retracted, ...query }) => {
      const compiled = declared(file, name);
      const answer = stepAt(compiled, query);
      const value = (answer.ok ? answer.value : {}) as Entries;
      const bent = (value['retracted'] ?? {}) as Entries;
      expect(compare('natural', name, value['natural'], natural).map(missText)).toEqual([]);
      if (compiled.findings?.retraction?.coordinates !== 'natural') return;
      expect(compare('retracted', name, bent['natural'], retracted).map(missText)).toEqual([]);
    },
  );
});

const digits = new Map([...'₀₁₂₃₄₅₆₇₈₉'].map((c, i) => [c, String(i)]));
const plain = (text: string): string => [...text].map((c) => digits.get(c) ?? c).join('');

/** The direction ½, −⅓, ¼, … in natural coordinates, by symbol. */
function directionOf(
  blocks: readonly Block[],
  printed: readonly SymbolExpr[],
  sizes: Sizes,
): Map<string, Tensor<number>> {
  let start = 0;
  return new Map(
    blocks.flatMap((b) => {
      const count = coordinateCount(b.symbol, sizes);
      const flat = Array.from({ length: count }, (_, k) => (-1) ** (start + k) / (start + k + 2));
      start += count;
      const own = printed.find((s) => s.name.endsWith(`_${b.symbol.name}`));
      return own ? [[own.name, unflatten(b.symbol, flat, sizes, 'natural')] as const] : [];
    }),
  );
}

/** The natural parameters at a point, by the names of their symbols. */
function naturalsAt(blocks: readonly Block[], flat: readonly number[], sizes: Sizes): Map<string, Tensor<number>> {
  const counts = blocks.map((b) => coordinateCount(b.symbol, sizes));
  const start = (i: number): number => counts.slice(0, i).reduce((a, n) => a + n, 0);
  return new Map(
    blocks.map((b, i) => [b.symbol.name, unflatten(b.symbol, flat.slice(start(i), start(i + 1)), sizes, 'natural')]),
  );
}

/** What the left-hand side of a cumulant or a symbol should be. */
function wantedOf(entry: Higher, left: string): number | undefined {
  const index = plain(/^\S([₀-₉]*)/u.exec(left)?.[1] ?? '');
  if (left.startsWith('Γ')) return index ? undefined : entry.christoffel[/\((.*)\)$/u.exec(left)?.[1] ?? ''];
  return (left.includes('[') ? entry.along : entry.cumulants)?.[index];
}

interface Compared {
  readonly what: string;
  readonly got: number;
  readonly want: number;
}

const known = new Map<Higher, readonly Compared[]>();

/** Every printed cumulant and symbol, with what it should be. */
function printedValues(entry: Higher): readonly Compared[] {
  const found = known.get(entry) ?? valuesOf(entry);
  known.set(entry, found);
  return found;
}

function valuesOf(entry: Higher): readonly Compared[] {
  const compiled = declared(entry.file, entry.name);
  const findings = compiled.findings as Findings;
  const blocks = findings.separation?.blocks ?? [];
  const setting = settingAt(findings, entry.at);
  const sizes = sizesOf(setting);
  const answer = evaluateAt(compiled, { at: entry.at });
  const values = naturalsAt(blocks, (answer.ok ? answer.value['natural'] : []) as readonly number[], sizes);
  const steps = (compiled.derivation?.steps ?? []).filter((s) => ['cumulants', 'christoffel'].includes(s.theorem));
  return steps
    .flatMap((s) => [...equationsOf(s)])
    .flatMap(([left, { right }]) => {
      const [value, want] = [right.at(-1), wantedOf(entry, left)];
      if (!value || value.kind === 'label' || want === undefined) return [];
      const named = new Map([...values, ...directionOf(blocks, [...symbolsOf(value)], sizes)]);
      const more = [...symbolsOf(value)].flatMap((s) => {
        const t = named.get(s.name);
        return t ? [[s, t] as const] : [];
      });
      return [{ what: left, got: valuesAt(setting, [value], new Map(more))[0]?.data[0] ?? Number.NaN, want }];
    });
}

describe('what is printed', () => {
  it.each(higher.map((h) => [title(h), h] as const))('of %s', { timeout }, (_, entry) => {
    const found = printedValues(entry);
    expect(found.flatMap(({ what, got, want }) => compare(what, title(entry), got, want).map(missText))).toEqual([]);
  });

  it('is compared, and not passed over', { timeout }, () => {
    expect(higher.flatMap(printedValues).length).toBeGreaterThan(200);
  });
});
