// Products, inverses, exponential maps and Fisher forms against actions that are written in numpy alone
// (test/oracles/group-laws.json): the elements that are found must move points as the actions, one after another, and flows do.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Compiled } from '../src/compile.ts';
import { isAngle, principalNumber } from '../src/model/angle.ts';
import type { EvalQuery } from '../src/values/query.ts';
import { compiledFile, compiledText, declarationOf, numbersAt } from './group-texts.ts';

type At = NonNullable<EvalQuery['at']>;

interface Law {
  readonly g: At;
  readonly h: At;
  readonly X: At;
  readonly point: At;
  readonly once: At;
  readonly product: At;
  readonly flow: At;
}

interface Group {
  readonly text?: string;
  readonly file?: string;
  readonly name: string;
  readonly laws: readonly Law[];
}

interface Form {
  readonly text: string;
  readonly group: string;
  readonly base: string;
  readonly expected: readonly (readonly number[])[];
}

const oracle: { readonly groups: readonly Group[]; readonly forms: readonly Form[] } = JSON.parse(
  readFileSync(new URL('oracles/group-laws.json', import.meta.url), 'utf8'),
);

const compiledGroup = ({ text, file, name }: Group): Compiled =>
  file === undefined ? declarationOf(compiledText(text ?? ''), name) : compiledFile(file, name);

const flat = (x: unknown): readonly number[] =>
  Array.isArray(x) ? x.flatMap(flat) : typeof x === 'object' && x ? Object.values(x).flatMap(flat) : [Number(x)];

/** The largest difference, in units of the largest number. */
function distance(got: unknown, want: unknown): number {
  const [a, b] = [flat(got), flat(want)];
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const worst = Math.max(...b.map((y, i) => Math.abs((a[i] ?? Number.NaN) - y)));
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst / Math.max(1, ...b.map(Math.abs));
}

const moved = (group: Compiled, element: unknown, point: At): unknown =>
  numbersAt(group, { ...(element as At), ...point }).action;

/** What is wanted of a point, its angles in (−π, π]. */
function wanted(group: Compiled, point: At): unknown {
  const { model } = group.group ?? {};
  const angles = (model?.point ?? []).filter(isAngle).map((x) => model?.spelling.get(x) ?? x.name);
  const turned = (x: unknown): unknown => (Array.isArray(x) ? x.map(turned) : principalNumber(Number(x)));
  return Object.fromEntries(Object.entries(point).map(([key, x]) => [key, angles.includes(key) ? turned(x) : x]));
}

describe('the laws of groups, by where points go', () => {
  it.each(oracle.groups.map((g): [string, Group] => [g.name, g]))('%s', (_, g) => {
    const group = compiledGroup(g);
    expect(g.laws.length).toBe(4);
    for (const law of g.laws) {
      const { compose, inverse } = numbersAt(group, { ...law.g, ...law.h });
      const { exp } = numbersAt(group, law.X);
      expect(distance(moved(group, law.g, law.point), wanted(group, law.once))).toBeLessThan(1e-13);
      expect(distance(moved(group, compose, law.point), wanted(group, law.product))).toBeLessThan(1e-12);
      expect(distance(moved(group, inverse, law.once), wanted(group, law.point))).toBeLessThan(1e-11);
      expect(distance(moved(group, exp, law.point), wanted(group, law.flow))).toBeLessThan(1e-11);
    }
  });
});

const imports = ['distributions/gumbel', 'distributions/student-t', 'distributions/logistic', 'distributions/laplace']
  .concat('exponential/normal')
  .map((f) => `import "../${f}.blr"`)
  .join('\n');

describe('Fisher forms at the identity', () => {
  it.each(oracle.forms.map((f): [string, string, Form] => [f.group, f.base, f]))('%s on %s', (_, __, f) => {
    const text = `${imports}\n${f.text}orbit Moved {\n  group ${f.group}\n  base ${f.base}\n}\n`;
    const form = numbersAt(declarationOf(compiledText(text), 'Moved'), {}).fisherForm;
    expect(distance(form, f.expected)).toBeLessThan(1e-9);
  });
});
