// Names of groups, bases and hyper-parameters mean nothing, nor does the order of blocks: the library's orbits under other
// names give the numbers of the oracle.
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayOptimizer } from '../src/values/replay.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

type Entries = Readonly<Record<string, unknown>>;

interface Orbit {
  readonly name: string;
  readonly file: string | null;
  readonly sizes: Entries;
  readonly constants: Entries;
  readonly densities: readonly { readonly at: Entries; readonly expected: number }[];
  readonly run: {
    readonly hyper: Entries;
    readonly steps: readonly { readonly init: Entries; readonly noise: unknown; readonly gradient: unknown }[];
  };
}

const oracle: { readonly orbits: readonly Orbit[] } = JSON.parse(
  readFileSync(new URL('oracles/orbits.json', import.meta.url), 'utf8'),
);
const library = oracle.orbits.filter((o) => o.file !== null);

/** A file of the project with all that it imports, in one text. */
function inlined(path: string, seen: Set<string> = new Set()): string {
  if (seen.has(path)) return '';
  seen.add(path);
  const text = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8').replace(/^\/\/.*$/gm, '');
  return text.replace(/^import "(.*)"$/gm, (_, file: string) => inlined(normalize(join(dirname(path), file)), seen));
}

const word = /[\p{L}][\p{L}\p{N}_]*/gu;

/** The names that a text declares: of elements, points, parameters, constants, dimensions. */
function declared(text: string): readonly string[] {
  const bound = [...text.matchAll(/([\p{L}][\p{L}\p{N}_]*)\s+in\s/gu)].map((m) => m[1] ?? '');
  const sizes = [...text.matchAll(/(?:family|group|orbit|distribution)\s+\w+\(([^)]*)\)/gu)].flatMap((m) =>
    (m[1] ?? '').split(',').map((s) => s.trim()),
  );
  return [...new Set([...bound, ...sizes])];
}

/** Every word by its new name: `X_A` follows A, and so do A₂ and momentum_A. */
const renamer =
  (names: ReadonlyMap<string, string>) =>
  (text: string): string =>
    text.replace(word, (w) => {
      const own = names.get(w);
      if (own !== undefined) return own;
      const [, prefix = '', stem = w, index = ''] = /^(X_|momentum_)?(.*?)([₁₂])?$/u.exec(w) ?? [];
      const other = names.get(stem);
      return other === undefined ? w : `${prefix}${other}${index}`;
    });

/** Blocks of elements in the opposite order, the claims on them left out. */
const reordered = (text: string): string =>
  text
    .replace(/^\s*claim\s.*$/gm, '')
    .replace(/element\s+([^\n]*)/g, (_, list: string) => `element ${list.split(', ').reverse().join(', ')}`);

const namings: Readonly<Record<string, readonly string[]>> = {
  'letters of the theory': ['g', 'ε', 'X', 'h', 'F', 'λ', 'μ', 'Y', 'M', 'q', 'τ', 'ρ', 'ℓ', 'T'],
  'names of functions': [
    'beta',
    'gamma',
    'erf',
    'digamma',
    'sinh',
    'logit',
    'cosh',
    'asinh',
    'tan',
    'atan',
    'phi',
    'min',
    'max',
    'sign',
  ],
  'words of the language': [
    'value',
    'rate',
    'metric',
    'base',
    'group',
    'action',
    'samples',
    'element',
    'prior',
    'claim',
    'data',
    'momentum',
    'posterior',
    'constant',
  ],
};

const flat = (x: unknown): readonly number[] =>
  typeof x === 'object' && x ? Object.values(x).flatMap(flat) : [Number(x)];
const gap = (a: unknown, b: unknown): number => {
  const [x, y] = [flat(a), flat(b)];
  return x.length === y.length ? Math.max(...x.map((e, i) => Math.abs(e - (y[i] ?? Number.NaN)))) : Number.NaN;
};

function traceOf(text: string, o: Orbit, rename: (key: string) => string): Entries {
  const renamed = (values: Entries): Entries =>
    Object.fromEntries(Object.entries(values).map(([k, v]) => [rename(k), v]));
  const dimensions = Object.keys(o.sizes).map(rename);
  const known = Object.keys(o.constants).map(rename);
  const list = (items: readonly string[]): string => (items.length > 0 ? `(${items.join(', ')})` : '');
  const rule = `${text}\noptimizer Rule${list(dimensions)} { ${known.map((c) => `constant ${c} in Positive`).join(' ')}
    posterior ${o.name}${list(dimensions)}${list(known.map((c) => `${c} = ${c}`))} 
    samples draws
    momentum keep
    rate pace
    temperature heat
    metric fisher
  }`;
  const compiled = declarationOf(compiledText(rule, '.'), 'Rule');
  for (const { at, expected } of o.densities) {
    const found = numbersAt(compiled, { ...renamed(o.constants), ...renamed(at) });
    expect(gap(found['logDensity'], expected)).toBeLessThan(1e-12);
  }
  const [step] = o.run.steps;
  if (!compiled.optimizer || !step) throw new Error('no algorithm');
  const answer = replayOptimizer(compiled.optimizer, {
    init: renamed(step.init),
    hyper: { ...o.run.hyper, ...renamed(o.constants) },
    steps: [{ noise: step.noise, gradient: step.gradient }],
  });
  if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
  return answer.value.trace[0] ?? {};
}

const sampled = process.env['RENAMED'] === 'all' ? library : library.filter((_, i) => i % 5 === 3);

describe.each(sampled.map((o): [string, Orbit] => [o.name, o]))('%s', (_, o) => {
  const text = inlined(o.file ?? '');
  const plain = traceOf(text, o, (k) => k);
  it.each(Object.keys(namings))('under %s', (naming) => {
    const free = (namings[naming] ?? []).filter((n) => !new RegExp(`(?<![\\p{L}_])${n}\\(`, 'u').test(text));
    const names = new Map(declared(text).map((name, i) => [name, free[i] ?? `${name}${name}`]));
    const rename = renamer(names);
    const found = traceOf(rename(text), o, rename);
    for (const [key, value] of Object.entries(plain)) expect(gap(found[rename(key)], value), key).toBeLessThan(1e-13);
  });

  it('with its blocks in another order', () => {
    const found = traceOf(reordered(text), o, (k) => k);
    for (const [key, value] of Object.entries(plain)) expect(gap(found[key], value), key).toBeLessThan(1e-13);
  });
});
