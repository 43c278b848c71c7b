// What one declaration may cost: counted, the same everywhere, and told in words that say what to do.
import { describe, expect, it } from 'vitest';
import { parse } from '../grammar/parse.ts';
import { compile } from '../src/compile.ts';
import { attempt } from '../src/derivation/verify-trial.ts';
import { withinWork } from '../src/derivation/within-work.ts';
import type { Diagnostic } from '../src/diagnostics.ts';
import { emptyLibrary } from '../src/elaborate/library.ts';
import { elaborateModel } from '../src/elaborate/model.ts';
import { add, elementwise, mul } from '../src/ir/build.ts';
import { type Expr, rational, symbol } from '../src/ir/expr.ts';
import { ratio } from '../src/ir/rational.ts';
import { metered, spend, TooMuchWork } from '../src/ir/work.ts';
import { compile as compiled } from '../src/numeric/compile.ts';
import { decimalArithmetic } from '../src/numeric/decimal-arithmetic.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { mathjsEvaluator } from '../src/numeric/mathjs-evaluator.ts';
import { scalarTensor } from '../src/numeric/tensors.ts';
import { answered } from '../src/values/input.ts';

const integer = (n: number): Expr => rational(ratio(BigInt(n)));
const span = { start: 3, end: 5 };
const sines = (count: number): string => Array.from({ length: count }, (_, i) => `sin(${i + 1} x)`).join(' + ');
const tilted = (count: number): string =>
  `family F { variable x in Real  parameter a in Positive  density ∝ exp(-a x^2 + ${sines(count)}) }`;
const codes = (text: string): readonly string[] => compile(text).diagnostics.map(({ code }) => code);

describe('a formula of more parts than can be checked is too large', () => {
  it.each([
    ['a density', tilted(299)],
    ['a product', tilted(0).replace('exp(-a x^2 + )', `exp(-a x^2) (${sines(150).replaceAll(' + ', ')(')})`)],
    ['a distribution', `distribution D { variable x in Real  density ∝ exp(-x^2 + ${sines(150)}) }`],
    ['a claim', tilted(1).replace(' }', `  claim entropy = ${sines(150).replaceAll('x', 'a')} }`)],
    ['an action', `group G { element a in Real  action x in Real -> x + a + ${sines(150)} }`],
  ])('%s', (_, text) => {
    expect(codes(text)).toEqual(['too-large']);
  });

  it('and says how many parts there are, where, and what to do', () => {
    const text = tilted(299);
    const [found] = compile(text).diagnostics;
    expect(found?.message).toBe('this formula has 902 different parts; at most 400 are derived');
    expect(text.slice(found?.span.start, found?.span.end)).toMatch(/^exp\(-a x\^2 \+ sin\(1 x\).*\)$/);
    expect(found?.hint).toMatch(/one sum over vectors/);
  });

  it('while one of a hundred terms is read, and one that repeats itself counts once', () => {
    const read = (text: string): boolean => {
      const { file } = parse(text);
      const [node] = file.declarations;
      return node !== undefined && elaborateModel(node, emptyLibrary).ok;
    };
    expect(read(tilted(100))).toBe(true);
    expect(read(tilted(0).replace('+ )', `- ${Array(900).fill('x^2').join(' - ')})`))).toBe(true);
  });
});

describe('functions too deep within each other', () => {
  const nested = (fn: string, depth: number): string =>
    `family F { variable x in Positive  parameter a in Positive  density ∝ exp(-a x) (1 + ${`${fn}(`.repeat(depth)}x${')'.repeat(depth)}) }`;

  it.each([
    ['log1p', 49, 48],
    ['tanh', 150, 48],
    ['lgamma', 5, 4],
  ])('%s %d times', (fn, depth, most) => {
    const found = compile(nested(fn, depth)).diagnostics;
    expect(found.map(({ code }) => code)).toEqual(['too-large']);
    expect(found[0]?.message).toMatch(
      new RegExp(`functions stand ${depth} deep within each other here; at most ${most} are`),
    );
  });

  it('while tens are derived', () => {
    expect(codes(nested('tanh', 24))).toEqual([]);
  });
});

describe('a size that is a number', () => {
  it.each([
    ['a vector', 'family F { variable x in Real^401  parameter a in Positive  density ∝ exp(-a dot(x, x)) }', 1],
    ['a matrix', 'group G { element A in Invertible(21)  action x in Real^21 -> A x }', 1],
    ['a scale', "family F { variable x in Real^200  parameter a in SPD(200)  density ∝ exp(-x' a x) }", 1],
    [
      'one that is given',
      `group T(P) { element b in Real^P  action x in Real^P -> x + b }
       distribution N { variable x in Real  density ∝ exp(-x^2) }
       orbit O { group T(401)  base N^401 }`,
      1,
    ],
  ])('of %s is tried itself, and bounded', (_, text, count) => {
    const found = compile(text).diagnostics;
    expect(found.map(({ code }) => code)).toEqual(Array(count).fill('too-large'));
    expect(found[0]?.hint).toMatch(/give the size a name/);
  });

  it('holds where it is smaller', () => {
    expect(codes('distribution D { variable x in Real^20  density ∝ exp(-dot(x, x)) }')).toEqual([]);
  });
});

describe('the work of one declaration', () => {
  const endless = (): never => {
    for (;;) spend(1e6);
  };

  it('is bounded, and what runs within a bound spends nothing of the one around it', () => {
    expect(() => metered(endless)).toThrow(TooMuchWork);
    expect(metered(() => metered(() => spend(10), 10), 0)).toBeUndefined();
    expect(() => metered(() => spend(11), 10)).toThrow(TooMuchWork);
    expect(() => spend(1e30)).not.toThrow();
  });

  it('ends in a diagnostic at its name, and so does a question about it', () => {
    const derived = withinWork(span, 'deriving F', endless);
    const asked = answered({ name: 'F', spans: { name: span } }, endless);
    const found = [derived, asked].flatMap((r): readonly Diagnostic[] => (r.ok ? [] : r.diagnostics));
    expect(found.length).toBe(2);
    for (const d of found)
      expect([d.code, d.span, d.hint]).toEqual(['too-large', span, expect.stringMatching(/fewer terms/)]);
    expect(found[0]?.message).toBe('deriving F takes more than 3 billion operations');
  });

  it('is no point that could not be tried', () => {
    expect(
      attempt(() => {
        throw new RangeError('a place');
      }),
    ).toEqual({ kind: 'untried', reason: 'a place' });
    expect(() => metered(() => attempt(endless))).toThrow(TooMuchWork);
  });

  const x = symbol('x', { kind: 'interval' });

  it('counts a function by what it takes', () => {
    const spent = (fn: 'exp' | 'erf' | 'lgamma' | 'besselI'): number => {
      const f = compiled(elementwise(fn, ...(fn === 'besselI' ? [integer(1), x] : [x])), [x]);
      const ends = (most: number): boolean => {
        try {
          metered(() => f(1), most);
          return true;
        } catch {
          return false;
        }
      };
      return Array.from({ length: 100 }, (_, n) => n).findIndex(ends);
    };
    expect(spent('exp')).toBeLessThan(spent('erf'));
    expect(spent('erf')).toBeLessThan(spent('lgamma'));
    expect(spent('lgamma')).toBeLessThan(spent('besselI'));
  });

  const formula = add(elementwise('sin', mul(integer(7), x)), elementwise('exp', x), x);
  it.each<[string, () => unknown]>([
    [
      'tapes',
      () =>
        Array.from(
          { length: 100 },
          (
            (f) => (_, i) =>
              f(i)
          )(compiled(formula, [x])),
        ),
    ],
    [
      'doubles',
      () => evaluate(formula, { symbols: new Map([[x, scalarTensor(1)]]), sizes: new Map() }, floatArithmetic),
    ],
    [
      'decimals',
      () => {
        const a = decimalArithmetic(50);
        return evaluate(formula, { symbols: new Map([[x, scalarTensor(a.fromNumber(1))]]), sizes: new Map() }, a);
      },
    ],
    [
      'the second evaluator',
      () => mathjsEvaluator([formula])({ symbols: new Map([[x, scalarTensor(1)]]), sizes: new Map() }),
    ],
    ['new formulas', () => Array.from({ length: 50 }, (_, i) => add(mul(integer(i + 1000), x), integer(i)))],
  ])('counts what %s do', (_, work) => {
    expect(() => metered(work, 1e6)).not.toThrow();
    expect(() => metered(work, 50)).toThrow(TooMuchWork);
  });
});
