// The retraction of matrix families against its definition, computed elsewhere: oracles/generate/retractions.py.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Compiled, compile } from '../src/compile.ts';
import { stepAt } from '../src/values/step.ts';

interface Retracted {
  readonly file: string;
  readonly name: string;
  readonly at: Readonly<Record<string, unknown>>;
  readonly gradient: Readonly<Record<string, unknown>>;
  readonly rho: number;
  readonly tau: number;
  readonly natural: readonly number[];
  readonly retracted: readonly number[];
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const cases = JSON.parse(read('oracles/retractions.json')) as readonly Retracted[];
const known = new Map<string, Compiled>();

function declared(file: string): Compiled {
  const [found] = known.has(file) ? [known.get(file)] : compile(read(`../${file}`), { verify: 'none' }).declarations;
  if (!found) throw new Error(file);
  known.set(file, found);
  return found;
}

const furthest = (found: readonly number[], wanted: readonly number[]): number =>
  found.length === wanted.length
    ? Math.max(...wanted.map((x, i) => Math.abs((found[i] ?? Number.NaN) - x) / Math.max(1e-3, Math.abs(x))))
    : Number.NaN;

describe.each(cases)('$name at $at', ({ file, at, gradient, rho, tau, natural, retracted }) => {
  it('lands where the definition does', () => {
    const answer = stepAt(declared(file), { at, gradient, rho, tau });
    const value = answer.ok ? answer.value : {};
    const second = value['retracted'] as { readonly natural: readonly number[] };
    expect(furthest(value['natural'] as readonly number[], natural)).toBeLessThan(1e-12);
    expect(furthest(second.natural, retracted)).toBeLessThan(1e-12);
  });
});
