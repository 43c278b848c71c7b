// Every family of the library far out, every number of `eval`: against values at 200 digits and more.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { required } from '../src/derivation/theorem.ts';
import { divergenceAt } from '../src/values/divergence.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { settingAt, settingAtNatural } from '../src/values/setting.ts';
import { declared, type Entries } from './emitted-families.ts';
import { compare, missText } from './oracle-comparison.ts';

interface Point {
  readonly file: string;
  readonly name: string;
  readonly at: Entries;
  readonly atNatural?: readonly number[];
  readonly near: Entries;
  readonly far: Entries;
  readonly expected: Entries;
  readonly sensitivity: Entries;
}

const path = fileURLToPath(new URL('oracles/library.json', import.meta.url));
const points = JSON.parse(readFileSync(path, 'utf8')) as readonly Point[];
const names = [...new Set(points.map((p) => p.name))];

/** All that `eval` prints, with a second divergence. */
function printed({ file, name, at, atNatural, near, far }: Point): Entries {
  const compiled = declared(file, name);
  const answer = evaluateAt(compiled, { at, ...(atNatural ? { atNatural } : {}), toPoint: near });
  if (!answer.ok || !compiled.findings) throw new Error(JSON.stringify(answer));
  const setting = atNatural ? settingAtNatural(compiled.findings, atNatural, at) : settingAt(compiled.findings, at);
  const { kl, statistics, parameters, ...others } = answer.value as Entries;
  expect(statistics).toHaveLength(required(compiled.findings, 'separation').blocks.length);
  expect(parameters).toEqual(atNatural ? others['parametersFromNatural'] : undefined);
  return { ...others, near: kl ?? null, far: divergenceAt(setting, far) };
}

it('has every family at four points and more', () => {
  expect(names).toHaveLength(23);
  for (const name of names) expect(points.filter((p) => p.name === name).length).toBeGreaterThanOrEqual(4);
});

describe.each(names)('%s', (name) => {
  it('agrees far out', { timeout: 60_000 }, () => {
    const misses = points
      .filter((p) => p.name === name)
      .flatMap((p) => {
        const place = JSON.stringify({ at: p.at, natural: p.atNatural });
        const got = printed(p);
        expect(Object.keys(got).sort()).toEqual(Object.keys(p.expected).sort());
        return Object.entries(p.expected).flatMap(([what, want]) =>
          compare(what, place, got[what], want, p.sensitivity[what]),
        );
      });
    expect(misses.map(missText)).toEqual([]);
  });
});
