// Expressions: precedence, juxtaposition, bars, marks; calls that turn out to be products.
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../grammar/parse.ts';
import { resolveCalls } from '../grammar/resolve-calls.ts';
import { shape, shapeOf } from './grammar-tree.ts';

describe('precedence', () => {
  it.each([
    ['a + b * c', '(+ a (* b c))'],
    ['a - b - c', '(- (- a b) c)'],
    ['a / b / c', '(/ (/ a b) c)'],
    ['a * b / c', '(/ (* a b) c)'],
    ['a / b * c', '(* (/ a b) c)'],
    ['a^b^c', '(^ a (^ b c))'],
    ['-x^2', '(- (^ x 2))'],
    ['(-x)^2', '(^ [(- x)] 2)'],
    ['2^-1', '(^ 2 (- 1))'],
    ['2^-x^2', '(^ 2 (- (^ x 2)))'],
    ['2^-1 x', '(. (^ 2 (- 1)) x)'],
    ['a * -b * c', '(* (* a (- b)) c)'],
    ['- -a', '(- (- a))'],
    ["x'^2", "(^ (' x) 2)"],
    ["x^2'", "(^ x (' 2))"],
    ["-x'", "(- (' x))"],
  ])('%s', (text, expected) => expect(shapeOf(text)).toBe(expected));
});

describe('juxtaposition', () => {
  it.each([
    ['2 σ^2', '(. 2 (^ σ 2))'],
    ['2σ', '(. 2 σ)'],
    ['β θ', '(. β θ)'],
    ['a b c', '(. (. a b) c)'],
    ['a b * c d', '(. (* (. a b) c) d)'],
    ['a/b * c d', '(. (* (/ a b) c) d)'],
    ['x a/b', '(/ (. x a) b)'],
    ['a -b', '(- a b)'],
    ['a\n  - b', '(- a b)'],
    ['2 (x)', '(. 2 [x])'],
    ['(a)(b)', '(. [a] [b])'],
    ['2e3x', '(. 2e3 x)'],
    ['2 e', '(. 2 e)'],
    ["X' X", "(. (' X) X)"],
    ["(θ-m)' (θ-m) / 2", "(/ (. (' [(- θ m)]) [(- θ m)]) 2)"],
  ])('%s', (text, expected) => expect(shapeOf(text)).toBe(expected));
});

describe('calls', () => {
  it.each([
    ['f(x)', '(f! x)'],
    ['f (x, y)', '(f! x y)'],
    ["S (θ-m)'", "(' (S! (- θ m)))"],
    ['f(x)^2', '(^ (f! x) 2)'],
    ['beta(a, b) gamma(x)', '(. (β! a b) (γ! x))'],
    ['f(x)(y)', '(. (f! x) [y])'],
  ])('%s', (text, expected) => expect(shapeOf(text)).toBe(expected));
});

describe('both spellings of a sign', () => {
  it.each([
    ['theta·x', 'theta*x'],
    ['a−b', 'a - b'],
    ['Sᵀ', "S'"],
    ['θ²', 'θ^2'],
    ['θ⁻¹', 'θ^-1'],
    ['x¹²', 'x^12'],
    ['∞', 'inf'],
    ['beta_1', 'β₁'],
  ])('%s is %s', (one, other) => expect(shapeOf(one)).toBe(shapeOf(other)));

  it('a raised digit is a mark: it binds before what follows', () => {
    expect(shapeOf("x²'")).toBe("(' [(^ x 2)])");
    expect(shapeOf('x²^3')).toBe('(^ [(^ x 2)] 3)');
    expect(shapeOf('-x²')).toBe('(- (^ x 2))');
    expect(shapeOf('2 x² y')).toBe('(. (. 2 (^ x 2)) y)');
  });
});

describe('bars', () => {
  it.each([
    ['|x|', '|x|'],
    ['|x| |y|', '(. |x| |y|)'],
    ['a |b| c', '(. (. a |b|) c)'],
    ['||x| - y|', '|(- |x| y)|'],
    ['|a |b| c|', '(. (. |a| b) |c|)'],
    ['|a (|b|) c|', '|(. (a! |b|) c)|'],
    ["|x|'^2", "(^ (' |x|) 2)"],
    ['-|x|/2', '(/ (- |x|) 2)'],
  ])('%s', (text, expected) => expect(shapeOf(text)).toBe(expected));
});

describe('vectors and matrices', () => {
  it.each([
    ['[1, x]', '<1 x>'],
    ['[[1, 2], [3, 4]]', '<<1 2> <3 4>>'],
    ['[[1, 2], x]', '<<1 2> x>'],
  ])('%s', (text, expected) => expect(shapeOf(text)).toBe(expected));

  it('a matrix is told from a vector of vectors and scalars', () => {
    expect(parseExpression('[[1, 2], [3, 4]]').expression?.kind).toBe('matrix');
    expect(parseExpression('[[1, 2], x]').expression?.kind).toBe('vector');
  });
});

describe('a quotient beside a product', () => {
  it.each([
    ['a/b c', '(a/b) c', 'a/(b c)'],
    ['1/2 x', '(1/2) x', '1/(2 x)'],
    ['x + a b/c^2 d', '(a b / c^2) d', 'a b/(c^2 d)'],
    ['-a/b c d', '(-a/b) c d', '-a/(b c d)'],
    ['exp(a/b c)', '(a/b) c', 'a/(b c)'],
  ])('%s', (text, first, second) => {
    const [diagnostic, ...more] = parseExpression(text).diagnostics;
    expect(more).toEqual([]);
    expect(diagnostic).toMatchObject({ code: 'syntax', hint: `write ${first} or ${second}` });
  });

  it.each(['a/b c/d e', '1/σ^2 θ exp(-θ)', "a/b c'", '1/2 x/3 y'])(
    'both readings proposed for %s are texts with one reading',
    (text) => {
      const [first, second] = (parseExpression(text).diagnostics[0]?.hint ?? '').replace('write ', '').split(' or ');
      for (const reading of [first, second]) {
        expect(reading).toBeTruthy();
        expect(parseExpression(reading ?? '').diagnostics).toEqual([]);
      }
      expect(first).not.toBe(second);
    },
  );

  it.each(['(a/b) c', 'a/(b c)', 'a/b * c', 'a b/c', 'a/b^2', 'a/f(c)'])('%s is not ambiguous', (text) =>
    expect(parseExpression(text).diagnostics).toEqual([]),
  );
});

describe('the place of a node', () => {
  it('is the text that was read', () => {
    const text = "2 * S (θ - m)' / σ²";
    const { expression } = parseExpression(text);
    if (expression?.kind !== 'binary' || expression.left.kind !== 'binary')
      throw new Error('not a quotient of a product');
    const slice = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    expect(slice(expression.span)).toBe(text);
    expect(slice(expression.left.span)).toBe("2 * S (θ - m)'");
    expect(slice(expression.left.right.span)).toBe("S (θ - m)'");
    expect(slice(expression.right.span)).toBe('σ²');
  });
});

describe('calls of what is no function', () => {
  const resolved = (text: string): string => {
    const { expression } = parseExpression(text);
    if (expression === undefined) throw new Error(`cannot read ${text}`);
    const { expression: product, diagnostics } = resolveCalls(expression, ({ name }) => name === 'f');
    return diagnostics.length > 0 ? `${diagnostics[0]?.hint}` : shape(product);
  };

  it.each([
    ['f(x)', '(f! x)'],
    ['S (x)', '(. S [x])'],
    ["S (x)'", "(. S (' [x]))"],
    ['S (x)^2', '(. S (^ [x] 2))'],
    ["2 S (x)''", "(. (. 2 S) (' (' [x])))"],
    ["(x)' S (x) / 2", "(/ (. (. (' [x]) S) [x]) 2)"],
    ['a*S (x)', '(. (* a S) [x])'],
    ['x^a (b)', '(. (^ x a) [b])'],
    ['-S (x)', '(. (- S) [x])'],
    ['f(S (x)) + |S (y)|', '(+ (f! (. S [x])) |(. S [y])|)'],
    ['[S (x), [y]]', '<(. S [x]) <y>>'],
    ['g(x, y)', '(g! x y)'],
    ['x/S (y)', 'write (x/S) (y) or x/((S) (y))'],
  ])('%s', (text, expected) => expect(resolved(text)).toBe(expected));

  it('changes nothing where every callee is a function', () => {
    const { expression } = parseExpression("f(x)' - 2^-f(y) |z|/3 + f(-x')");
    if (expression === undefined) throw new Error('cannot read');
    expect(resolveCalls(expression, () => true).expression).toEqual(expression);
  });
});
