// Expressions as source text: parsed and elaborated again, the text gives the very same expression.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, parseExpression } from '../grammar/parse.ts';
import { elaborateDeclaration } from '../src/elaborate/declaration.ts';
import { elaborateExpression } from '../src/elaborate/expression.ts';
import { emptyScope, type Scope } from '../src/elaborate/scope.ts';
import { add, div, elementwise, exp, log, mul, neg, pow, sqrt, square, sub } from '../src/ir/build.ts';
import { derivative } from '../src/ir/differentiate.ts';
import { entry } from '../src/ir/entry.ts';
import {
  dimension,
  type Expr,
  euler,
  half,
  one,
  pi,
  positiveLine,
  rational,
  realLine,
  symbol,
  two,
} from '../src/ir/expr.ts';
import {
  inverse,
  logdet,
  logsumexp,
  lowerPart,
  matmul,
  matrixPhi,
  prod,
  total,
  trace,
  transpose,
} from '../src/ir/tensor.ts';
import { symbolsOf } from '../src/ir/visit.ts';
import { textOf } from '../src/notation/text.ts';

function scopeOf(e: Expr, dimensions: readonly string[]): Scope {
  const scope = emptyScope();
  for (const s of symbolsOf(e)) scope.symbols.set(s.name, s);
  for (const d of dimensions) scope.dimensions.set(d, d);
  return scope;
}

function readBack(e: Expr, dimensions: readonly string[] = ['P']): Expr | undefined {
  const { expression, diagnostics } = parseExpression(textOf(e));
  expect(diagnostics, textOf(e)).toEqual([]);
  const scope = scopeOf(e, dimensions);
  const found = expression && elaborateExpression(expression, scope);
  expect(scope.diagnostics, textOf(e)).toEqual([]);
  return found;
}

const [a, b, x] = [symbol('α', positiveLine), symbol('β', positiveLine), symbol('x', realLine)];
const vector = (name: string): Expr => symbol(name, realLine, ['P']);
const spd = (name: string): Expr => symbol(name, { kind: 'spd' }, ['P', 'P']);
const [m, t, S, V] = [vector('m'), vector('θ'), spd('S'), spd('V')];

const A = symbol('A', { kind: 'matrix' }, ['P', 'P']);
const B = symbol('B', { kind: 'matrix' }, ['2', '2']);
const p = symbol('p', realLine, ['3']);

const examples: readonly (readonly [string, Expr])[] = [
  ['x^2', square(x)],
  ['-x^2/(2*α^2)', neg(div(square(x), mul(two, square(a))))],
  ['(β - 1)*(α + 1)', mul(add(a, one), sub(b, one))],
  ['1/sqrt(α)', div(one, sqrt(a))],
  ['Gamma(-x)', elementwise('gamma', neg(x))],
  ['trigamma(α)', elementwise('polygamma', one, a)],
  ['besselI(0, α)', elementwise('besselI', rational(0), a)],
  ["m' S m", matmul(transpose(m), S, m)],
  ["(θ' - m') S (θ - m)", matmul(transpose(sub(t, m)), S, sub(t, m))],
  ["θ θ'", matmul(t, transpose(t))],
  ['inv(S)', inverse(S)],
  ['logdet(S)', logdet(S)],
  ['sum(m*θ)', total(mul(m, t))],
  ['log(2*π)/2', mul(half, log(mul(two, pi)))],
  ['phi(2, x) - 2*phi(3, x)', derivative(elementwise('phi', two, x), x)],
  ['stumpff(1, x^2)', elementwise('stumpff', one, square(x))],
  ['expm(x*A)', matrixPhi(0, mul(x, A))],
  ['A matrixPhi(1, x*A) θ', matmul(A, matrixPhi(1, mul(x, A)), t)],
  ['lowerPart(A)', lowerPart(A)],
  ['entry(B, 1, 2)*entry(p, 2)', mul(entry(p, 1), entry(B, 0, 1))],
];

describe('expressions as source text', () => {
  it.each(examples)('%s', (text, e) => {
    expect(textOf(e)).toBe(text);
    expect(readBack(e)).toBe(e);
  });

  it.each<readonly [string, Expr]>([
    ['powers of powers', pow(add(a, b), neg(div(add(a, one), two)))],
    ['signs', sub(neg(mul(two, x)), neg(div(x, a)))],
    ['matrices and numbers', add(mul(two, S), mul(rational(-1, 2), inverse(V)))],
    ['traces', mul(half, trace(inverse(V), S, inverse(V)))],
    ['nested quotients', div(div(a, add(b, one)), add(a, div(one, b)))],
    ['constants', add(mul(rational(3, 7), pi), euler, exp(one))],
    ['dimensions', mul(half, sub(a, add(dimension('P'), one)))],
    ['functions', elementwise('log1p', elementwise('tanh', exp(neg(mul(a, elementwise('abs', x))))))],
    ['entries', prod(pow(vector('v'), rational(3)))],
    ['log-sum-exp', logsumexp(mul(two, m))],
  ])('reads back %s', (_, e) => {
    expect(readBack(e)).toBe(e);
  });
});

const folders = ['../families/exponential/', '../test/families-unseen/'].map((f) =>
  fileURLToPath(new URL(f, import.meta.url)),
);
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((f) => f.endsWith('.blr'))
    .map((f) => folder + f),
);

describe('the library', () => {
  it('reads back: every density, its logarithm and a derivative of that', () => {
    let compared = 0;
    for (const file of files)
      for (const declaration of parse(readFileSync(file, 'utf8')).file.declarations) {
        const result = elaborateDeclaration(declaration);
        if (!('value' in result) || !result.value) continue;
        const { density, parameters, dimensions } = result.value;
        const scalar = parameters.find((p) => p.shape.length === 0);
        const all = [density, log(density), ...(scalar ? [derivative(log(density), scalar)] : [])];
        for (const e of all) {
          compared++;
          expect(readBack(e, dimensions), `${file}: ${textOf(e)}`).toBe(e);
        }
      }
    expect(compared).toBeGreaterThan(50);
  });
});
