// What a function of the language says of arguments that it cannot take.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { functionNamed } from '../src/elaborate/functions.ts';
import { type Expr, rational, realLine, symbol, two } from '../src/ir/expr.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

const x = symbol('x', realLine);
const v = symbol('v', realLine, ['3']);
const u = symbol('u', realLine, ['P']);
const A = symbol('A', { kind: 'matrix' }, ['2', '3']);

const complaints: readonly (readonly [string, readonly Expr[], string])[] = [
  ['phi', [x, x], 'its first argument is a number 0, 1, 2, … below 100'],
  ['stumpff', [rational(1, 2), x], 'its first argument is a number 0, 1, 2, … below 100'],
  ['matrixPhi', [rational(-1), A], 'its first argument is a number 0, 1, 2, … below 100'],
  ['matrixPhi', [two, A], 'it needs a square matrix'],
  ['expm', [A], 'it needs a square matrix'],
  ['head', [x], 'it needs a vector'],
  ['head', [symbol('w', realLine, ['1'])], 'it needs two entries or more'],
  ['lowerPart', [v], 'it needs a square matrix'],
  ['entry', [A, two], 'it needs one place for a vector and two for a matrix'],
  ['entry', [v, rational(4)], 'its places are numbers from 1 to the size'],
  ['entry', [v, rational(0)], 'its places are numbers from 1 to the size'],
  ['entry', [v, x], 'its places are numbers from 1 to the size'],
  ['entry', [u, two], 'its places are numbers from 1 to the size'],
];

describe('arguments that a function cannot take', () => {
  it.each(complaints)('%s %#', (name, args, complaint) => {
    expect(functionNamed(name)?.build(args)).toBe(complaint);
  });
});

describe('statistics of shares', () => {
  const statisticsOf = (text: string, at: Readonly<Record<string, unknown>>): unknown => {
    const [compiled] = compile(text).declarations;
    const answer = compiled && evaluateAt(compiled, { at });
    return answer?.ok ? answer.value['statistics'] : undefined;
  };

  it('are told in words of the language: a density can be written with them', () => {
    const shares = 'family C(K) { variable y in OneHot(K) parameter p in Simplex(K) density prod(p^y) }';
    expect(statisticsOf(shares, { p: [0.2, 0.3, 0.5] })).toEqual(['head(y)']);
    const logits = 'family L(K) { variable y in OneHot(K) parameter η in Real^(K-1) density ∝ exp(dot(η, head(y))) }';
    expect(statisticsOf(logits, { η: [0.1, 0.2] })).toEqual(['head(y)']);
  });
});
