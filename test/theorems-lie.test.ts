// The laws of a group, for every group of the library and for groups the theorems have never met: product, identity, inverse
// and exponential map as numbers, held against what the action alone does to a point.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import type { Compiled } from '../src/derivation/compiled.ts';
import { verify } from '../src/derivation/verify.ts';
import { add, mul } from '../src/ir/build.ts';
import { type Expr, realLine, type SymbolExpr, symbol } from '../src/ir/expr.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../src/numeric/points.ts';
import { randomStream } from '../src/numeric/random.ts';
import { nested } from '../src/numeric/tensors.ts';
import { effectiveClaim } from '../src/theorems/lie/effectiveness-claim.ts';
import { compiledText, numbersAt } from './group-texts.ts';

type Values = Readonly<Record<string, unknown>>;

const folders = ['families/groups', 'test/groups-unseen'];
const groups: readonly (readonly [string, Compiled])[] = folders.flatMap((folder) =>
  readdirSync(new URL(`../${folder}`, import.meta.url)).flatMap((file) =>
    compiledText(readFileSync(new URL(`../${folder}/${file}`, import.meta.url), 'utf8'), folder).declarations.map(
      (d): readonly [string, Compiled] => [`${folder}/${file} ${d.name}`, d],
    ),
  ),
);

const flat = (x: unknown): readonly number[] => (Array.isArray(x) ? x.flatMap(flat) : [Number(x)]);
const numbers = (v: Values): readonly number[] => Object.values(v).flatMap(flat);
const part = (answer: Values, key: string): Values => answer[key] as Values;

function distance(a: Values, b: Values): number {
  const [p, q] = [numbers(a), numbers(b)];
  const size = Math.max(1, ...q.map(Math.abs));
  return p.length === q.length ? Math.max(...p.map((x, i) => Math.abs(x - (q[i] ?? Number.NaN)))) / size : Infinity;
}

/** Random values of symbols by name, moderate in size. */
function drawn(group: Compiled, symbols: readonly SymbolExpr[], seed: number, names?: readonly SymbolExpr[]): Values {
  const model = group.group?.model;
  if (!model) throw new Error(group.diagnostics.map((d) => d.message).join());
  const { names: dims, counts } = dimensionsOf([...model.elements, ...model.point]);
  const point = samplePoint(symbols, sizesFor(dims, 2, counts), randomStream(seed), { moderate: true });
  return Object.fromEntries(
    symbols.map((s, i) => {
      const value = point.get(s);
      return [(names?.[i] ?? s).name, value ? nested(value) : undefined];
    }),
  );
}

const scaled = (x: unknown, t: number): unknown => (Array.isArray(x) ? x.map((y) => scaled(y, t)) : Number(x) * t);
const timesOf = (v: Values, t: number): Values =>
  Object.fromEntries(Object.entries(v).map(([k, x]) => [k, scaled(x, t)]));
const renamed = (v: Values, from: readonly SymbolExpr[], to: readonly SymbolExpr[]): Values =>
  Object.fromEntries(from.map((s, i) => [to[i]?.name ?? '', v[s.name]]));

describe.each(groups)('%s', (_name, group) => {
  const model = group.group?.model;
  if (!model) throw new Error(group.diagnostics.map((d) => d.message).join());
  const { elements, second, algebra, point } = model;
  const g = drawn(group, elements, 1);
  const h = drawn(group, elements, 2);
  const x = drawn(group, point, 3);
  const X = drawn(group, algebra, 4);
  const act = (element: Values, at: Values): Values => part(numbersAt(group, { ...element, ...at }), 'action');
  const compose = (a: Values, b: Values): Values =>
    part(numbersAt(group, { ...a, ...renamed(b, elements, second) }), 'compose');
  const exp = (v: Values): Values => part(numbersAt(group, v), 'exp');

  it('the product acts as one factor after the other', () => {
    expect(distance(act(compose(g, h), x), act(g, act(h, x)))).toBeLessThan(1e-10);
  });

  it('the identity moves no point, and an inverse brings it back', () => {
    const { identity, inverse } = numbersAt(group, g);
    expect(distance(act(identity as Values, x), x)).toBeLessThan(1e-12);
    expect(distance(act(inverse as Values, act(g, x)), x)).toBeLessThan(1e-10);
  });

  it('the exponential map starts along X and adds up', () => {
    const e = part(numbersAt(group, g), 'identity');
    const step = 1e-4;
    const [ahead, behind] = [numbers(exp(timesOf(X, step))), numbers(exp(timesOf(X, -step)))];
    const slope = ahead.map((a, i) => (a - (behind[i] ?? Number.NaN)) / (2 * step));
    const errors = numbers(X).map((v, i) => Math.abs((slope[i] ?? Number.NaN) - v));
    expect(Math.max(...errors)).toBeLessThan(1e-6);
    expect(distance(exp(timesOf(X, 0)), e)).toBeLessThan(1e-14);
    expect(distance(act(compose(exp(timesOf(X, 0.3)), exp(timesOf(X, 0.7))), x), act(exp(X), x))).toBeLessThan(1e-10);
  });
});

describe('what is no group is refused with its reason, fast', () => {
  const reasons: readonly (readonly [string, string, string])[] = [
    ['group-not-closed', 'not-derivable', 'no element of Special does what two of them do one after the other'],
    ['group-with-square', 'not-derivable', 'no element of Bent does what two of them do one after the other'],
    ['group-of-fractions', 'not-derivable', 'the action of Fractions is not defined everywhere'],
    ['group-without-identity', 'not-derivable', 'ShiftRight is no group on the declared domain of its elements'],
    ['group-with-zero', 'not-derivable', 'the element of SignedScale with a = 0 has no inverse'],
    ['group-leaves-domain', 'not-derivable', 'this action moves `x` out of its domain'],
    ['group-idle-block', 'not-identifiable', 'the action of Idle does not tell its elements apart'],
    [
      'group-beyond-doubles',
      'not-derivable',
      'the action of Large has no values from which its elements could be told apart',
    ],
    ['group-with-gaps', 'not-derivable', 'the action of Gaps is not defined everywhere'],
    ['group-with-pole', 'not-derivable', 'the action of Poles is not defined everywhere'],
    ['group-with-complex-zero', 'not-derivable', 'the element of Multiplication with a^2 + b^2 = 0 has no inverse'],
    ['group-of-singular-matrices', 'not-derivable', 'the element of Matrices with det(A) = 0 has no inverse'],
    ['group-of-short-shifts', 'not-derivable', 'ShortShift is no group on the declared domain of its elements'],
    [
      'group-of-half-angles',
      'not-derivable',
      'the action of HalfAngle tells `φ` from the same angle after a full turn',
    ],
    ['group-of-one-chart', 'not-derivable', 'OneChart is no group on the declared domain of its elements'],
    ['group-folding', 'not-derivable', 'Folding has no identity'],
    ['group-of-squares', 'not-derivable', 'a is no coordinate of Squares next to its identity'],
    ['group-of-cubes', 'not-derivable', 'c is no coordinate of Cubes next to its identity'],
    ['wrong-exponential', 'wrong-claim', 'the claim about `exp` is wrong'],
  ];
  it.each(reasons)('%s', (file, code, message) => {
    const text = readFileSync(new URL(`errors/${file}.blr`, import.meta.url), 'utf8');
    const [first, ...more] = compile(text).diagnostics;
    expect(more).toEqual([]);
    expect(first?.code).toBe(code);
    expect(first?.message).toBe(message);
    expect(first?.hint).toBeTruthy();
    expect(text.slice(first?.span.start, first?.span.end)).not.toBe('');
  });
});

describe('the claim that an action is effective', () => {
  it('fails for an action that some motion leaves as it is', () => {
    const x = symbol('x', realLine);
    const [a, b] = [symbol('a', realLine), symbol('b', realLine)];
    const group = (action: Expr) => ({ elements: [a, b], point: [x], constants: [], action: [action] });
    const [good, bad] = [add(mul(a, x), b), add(x, a, b)].map((action) =>
      verify([effectiveClaim(group(action))], { sizes: [new Map()], seed: 1, spelling: new Map() }),
    );
    expect(good?.map((v) => v.holds)).toEqual([true]);
    expect(bad?.map((v) => [v.holds, v.worst])).toEqual([[false, 1]]);
  });
});
