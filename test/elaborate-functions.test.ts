// What a function of the language says of arguments that it cannot take.
import { describe, expect, it } from 'vitest';
import { functionNamed } from '../src/elaborate/functions.ts';
import { type Expr, rational, realLine, symbol, two } from '../src/ir/expr.ts';

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
