// Matrix exponentials and what goes with them in the algebra: every closed form keeps the value that the bare node has,
// in our evaluator and in mathjs; derivatives are difference quotients; random elements lie in their groups.
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { add, applyNode, elementwise, mul, neg, pow } from '../src/ir/build.ts';
import { directional, gradient, NotDifferentiable } from '../src/ir/differentiate.ts';
import { entry } from '../src/ir/entry.ts';
import {
  type Domain,
  type Expr,
  identity,
  one,
  positiveLine,
  rational,
  realLine,
  type Shape,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../src/ir/expr.ts';
import { isLower, isRotation, isSkew } from '../src/ir/structure.ts';
import {
  det,
  diagonal,
  diagonalPart,
  inner,
  inverse,
  logdet,
  lowerPart,
  matmul,
  matrix,
  matrixPhi,
  prod,
  stack,
  total,
  trace,
  transpose,
} from '../src/ir/tensor.ts';
import { substitute, symbolsOf } from '../src/ir/visit.ts';
import { domainProblem } from '../src/model/domain.ts';
import { latexOfExpression } from '../src/notation/latex.ts';
import { textOf } from '../src/notation/text.ts';
import { derivative as quotient } from '../src/numeric/differences.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { evaluateAccurately } from '../src/numeric/evaluate-accurately.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { mathjsEvaluator } from '../src/numeric/mathjs-evaluator.ts';
import { type Point, samplePoint } from '../src/numeric/points.ts';
import { randomStream } from '../src/numeric/random.ts';
import type { Sizes } from '../src/numeric/tensors.ts';

const sizes: Sizes = new Map([['P', 3]]);
const scalar = (name: string): SymbolExpr => symbol(name, realLine);
const square = (name: string, kind: 'matrix' | 'skew' | 'lower' | 'rotation' | 'lowerTriangular' | 'spd', dim = 'P') =>
  symbol(name, { kind } as Domain, [dim, dim]);
const [a, b, c, s, t, w] = ['a', 'b', 'c', 's', 't', 'w'].map(scalar) as [
  SymbolExpr,
  SymbolExpr,
  SymbolExpr,
  SymbolExpr,
  SymbolExpr,
  SymbolExpr,
];
const M = square('M', 'matrix');
const S = square('S', 'spd');
const K = square('K', 'skew');
const R = square('R', 'rotation');
const L = square('L', 'lowerTriangular');
const N = square('N', 'lower');
const v = symbol('v', realLine, ['P']);
const x3 = symbol('x', realLine, ['3']);
const turn2 = matrix([
  [zero, neg(w)],
  [w, zero],
]);
const turn3 = matrix([
  [zero, neg(c), b],
  [c, zero, neg(a)],
  [neg(b), a, zero],
]);
const heisenberg = matrix([
  [zero, a, c],
  [zero, zero, b],
  [zero, zero, zero],
]);
const full = matrix([
  [a, b],
  [c, w],
]);

const pointAt = (expressions: readonly Expr[], seed: number, moderate: boolean): Point =>
  samplePoint(
    expressions.flatMap((e) => [...symbolsOf(e)]),
    sizes,
    randomStream(seed),
    { moderate },
  );

function expectClose(found: readonly number[], wanted: readonly number[], tolerance: number, what: string): void {
  expect(found.length, what).toBe(wanted.length);
  const size = Math.max(...wanted.map(Math.abs), 1e-12);
  found.forEach((x, i) => {
    expect(Math.abs(x - (wanted[i] ?? Number.NaN)) / size, `${what}: ${found} and ${wanted}`).toBeLessThan(tolerance);
  });
}

/** Two expressions have one value, at points near the identity and far from it; mathjs gives it too. */
function expectSame(built: Expr, raw: Expr): void {
  expect(built.shape, textOf(built)).toEqual(raw.shape);
  for (let seed = 1; seed <= 6; seed++) {
    const symbols = pointAt([raw], seed, seed <= 3);
    if ([...symbols.values()].some((x) => x.data.some((y) => Math.abs(y) > 6))) continue;
    const [x, y] = evaluateAccurately([built, raw], { symbols, sizes });
    expectClose(x?.data ?? [], y?.data ?? [], 1e-13, `${textOf(built)} for ${textOf(raw)}`);
    const [byMathjs] = mathjsEvaluator([raw])({ symbols, sizes });
    expectClose(byMathjs?.data ?? [], x?.data ?? [], 1e-9, `mathjs on ${textOf(raw)}`);
  }
}

/** Nodes that no rule has touched. */
const raw = (fn: 'inverse' | 'transpose' | 'lowerPart', m: Expr): Expr => applyNode(fn, [m], m.shape);
const rawScalar = (fn: 'logdet' | 'det' | 'trace' | 'total' | 'prod', m: Expr): Expr => applyNode(fn, [m], []);
const rawWord = (shape: Shape, ...letters: readonly Expr[]): Expr => applyNode('matmul', letters, shape);
const rawPhi = (k: number, m: Expr): Expr => applyNode('matrixPhi', [rational(k), m], m.shape);
const P: Shape = ['P', 'P'];

describe('φ_k of a matrix with structure', () => {
  const arguments_: readonly Expr[] = [
    turn2,
    mul(t, turn2),
    turn3,
    mul(two, t, turn3),
    heisenberg,
    transpose(heisenberg),
    square('Y', 'skew', '2'),
    square('Z', 'skew', '3'),
    mul(t, square('Z', 'skew', '3')),
    add(mul(s, square('Y', 'skew', '3')), square('Z', 'skew', '3')),
    mul(t, identity('P')),
    diagonal(v),
    add(mul(t, diagonal(v)), mul(s, identity('P'))),
    matrix([
      [a, zero],
      [zero, b],
    ]),
    add(mul(s, M), mul(t, M)),
    full,
    K,
    N,
  ];
  it.each(arguments_.map((m) => [textOf(m), m] as const))('%s', (_, m) => {
    for (const k of [0, 1, 2]) expectSame(matrixPhi(k, m), rawPhi(k, m));
  });

  it('takes the closed forms of the textbooks', () => {
    expect(matrixPhi(0, turn2)).toBe(
      matrix([
        [elementwise('cos', w), neg(elementwise('sin', w))],
        [elementwise('sin', w), elementwise('cos', w)],
      ]),
    );
    expect(matrixPhi(2, mul(zero, M))).toBe(mul(rational(1, 2), identity('P')));
    expect(matrixPhi(1, mul(t, identity('P')))).toBe(mul(elementwise('phi', one, t), identity('P')));
    expect(matrixPhi(1, diagonal(v))).toBe(diagonal(elementwise('phi', one, v)));
    expect(matrixPhi(0, t)).toBe(elementwise('exp', t));
    expect(matrixPhi(0, heisenberg)).toBe(
      matrix([
        [one, a, add(c, mul(rational(1, 2), a, b))],
        [zero, one, b],
        [zero, zero, one],
      ]),
    );
    expect(elementwise('stumpff', zero, mul(rational(4), pow(w, two)))).toBe(elementwise('cos', mul(two, w)));
    expect(elementwise('stumpff', zero, neg(pow(w, two)))).toBe(elementwise('cosh', w));
    expect(elementwise('stumpff', rational(3), zero)).toBe(rational(1, 6));
    expect(elementwise('phi', zero, w)).toBe(elementwise('exp', w));
    expect(elementwise('phi', rational(4), zero)).toBe(rational(1, 24));
  });

  it('obeys the laws of exponentials', () => {
    const e = matrixPhi(0, M);
    expect(inverse(e)).toBe(matrixPhi(0, neg(M)));
    expect(matmul(e, inverse(e))).toBe(identity('P'));
    expect(matmul(R, inverse(e), e, transpose(R))).toBe(identity('P'));
    expect(trace(e, inverse(e), S)).toBe(trace(S));
    expect(transpose(matrixPhi(2, M))).toBe(matrixPhi(2, transpose(M)));
    expect(logdet(e)).toBe(trace(M));
    expect(matmul(matrixPhi(0, mul(s, M)), matrixPhi(0, mul(t, M)))).toBe(matrixPhi(0, mul(add(s, t), M)));
    expectSame(
      matmul(matrixPhi(0, mul(s, M)), matrixPhi(0, mul(t, M))),
      rawWord(P, rawPhi(0, mul(s, M)), rawPhi(0, mul(t, M))),
    );
    expectSame(inverse(e), raw('inverse', rawPhi(0, M)));
    expectSame(logdet(e), rawScalar('logdet', rawPhi(0, M)));
    expectSame(det(e), rawScalar('det', rawPhi(0, M)));
    expectSame(transpose(matrixPhi(1, M)), raw('transpose', rawPhi(1, M)));
    expectSame(diagonalPart(matrixPhi(1, N)), applyNode('diagonalPart', [rawPhi(1, N)], ['P']));
  });
});

describe('matrices of groups and algebras', () => {
  it('rotations', () => {
    expect(inverse(R)).toBe(transpose(R));
    expect(inverse(transpose(R))).toBe(R);
    expect(matmul(transpose(R), R, v)).toBe(v);
    expect(logdet(R)).toBe(zero);
    expect(det(matmul(R, transpose(square('O', 'rotation'))))).toBe(one);
    expect(isRotation(matmul(R, matrixPhi(0, K)))).toBe(true);
    expectSame(inverse(R), raw('inverse', R));
    expectSame(det(R), rawScalar('det', R));
  });
  it('skew matrices', () => {
    expect(transpose(K)).toBe(neg(K));
    expect(trace(K)).toBe(zero);
    expect(diagonalPart(mul(t, K))).toEqual(diagonalPart(K));
    expect(isSkew(add(mul(t, K), neg(square('Y', 'skew'))))).toBe(true);
    expect(isSkew(turn3)).toBe(true);
    expect(isSkew(heisenberg)).toBe(false);
    expect(isSkew(matmul(K, K))).toBe(false);
    expectSame(transpose(K), raw('transpose', K));
  });
  it('lower triangular matrices', () => {
    expect(logdet(L)).toBe(total(elementwise('log', diagonalPart(L))));
    expect(det(L)).toBe(prod(diagonalPart(L)));
    expect(lowerPart(L)).toBe(L);
    expect(lowerPart(matmul(L, N))).toBe(matmul(L, N));
    expect(lowerPart(add(M, L))).toBe(add(lowerPart(M), L));
    expect(isLower(inverse(matmul(L, matrixPhi(1, N))))).toBe(true);
    expect(isLower(transpose(L))).toBe(false);
    expect(entry(L, 0, 1)).toBe(zero);
    expectSame(
      logdet(matmul(L, add(identity('P'), mul(t, L)))),
      rawScalar('logdet', rawWord(P, L, add(identity('P'), mul(t, L)))),
    );
    expectSame(lowerPart(transpose(L)), raw('lowerPart', raw('transpose', L)));
    expectSame(lowerPart(add(mul(t, M), S)), raw('lowerPart', add(mul(t, M), S)));
    expectSame(diagonalPart(inverse(L)), applyNode('diagonalPart', [raw('inverse', L)], ['P']));
  });
  it('are drawn inside their domains, near the identity and far from it', () => {
    for (const kind of ['invertible', 'lowerTriangular', 'rotation', 'skew', 'lower'] as const) {
      const g = symbol('g', { kind }, P);
      const isAlgebra = kind === 'skew' || kind === 'lower';
      const distances = Array.from({ length: 200 }, (_, seed) => {
        const symbols = pointAt([g], seed, seed % 4 === 0);
        const value = symbols.get(g);
        if (!value) throw new Error('no value');
        expect(domainProblem(g, value, { symbols, sizes }), `${kind} ${value.data}`).toBeUndefined();
        return Math.max(...value.data.map((x, i) => Math.abs(x - (isAlgebra || i % 4 !== 0 ? 0 : 1))));
      });
      expect(Math.min(...distances), kind).toBeLessThan(1e-2);
      expect(Math.max(...distances), kind).toBeGreaterThan(1.5);
    }
    const determinants = Array.from({ length: 60 }, (_, seed) => {
      const g = symbol('g', { kind: 'invertible' }, P);
      return evaluate(det(g), { symbols: pointAt([g], seed, false), sizes }, floatArithmetic).data[0] ?? 0;
    });
    expect(determinants.some((d) => d > 0) && determinants.some((d) => d < 0)).toBe(true);
  });
  it('are told from what lies outside', () => {
    const outside: readonly (readonly [Domain['kind'], readonly number[]])[] = [
      ['invertible', [1, 2, 2, 4]],
      ['lowerTriangular', [1, 0, 2, -1]],
      ['lowerTriangular', [1, 0.1, 2, 1]],
      ['rotation', [1, 0, 0, -1]],
      ['rotation', [1, 0, 0.1, 1]],
      ['skew', [0, 1, 1, 0]],
      ['skew', [1, -1, 1, 0]],
      ['lower', [1, 1, 0, 1]],
    ];
    for (const [kind, data] of outside) {
      const g = symbol('g', { kind } as Domain, ['2', '2']);
      expect(domainProblem(g, { shape: [2, 2], data }, { symbols: new Map(), sizes }), `${kind} ${data}`).toBeTypeOf(
        'string',
      );
    }
  });
});

describe('matrices written out', () => {
  const other = matrix([
    [s, one],
    [t, two],
  ]);
  it('are multiplied, turned and inverted entry by entry', () => {
    const two2: Shape = ['2', '2'];
    expectSame(matmul(full, other), rawWord(two2, full, other));
    expectSame(matmul(full, stack(s, t)), rawWord(['2'], full, stack(s, t)));
    expectSame(
      matmul(transpose(stack(s, t)), full, stack(a, c)),
      rawWord([], transpose(stack(s, t)), full, stack(a, c)),
    );
    expectSame(inverse(full), raw('inverse', full));
    expectSame(transpose(full), raw('transpose', full));
    expectSame(logdet(full), rawScalar('logdet', full));
    expectSame(trace(full, other), applyNode('trace', [full, other], []));
    const three = matrix([
      [a, b, c],
      [s, t, w],
      [one, two, a],
    ]);
    for (const f of ['det', 'logdet', 'trace', 'total', 'prod'] as const)
      expectSame({ det, logdet, trace, total, prod }[f](three), rawScalar(f, three));
    expectSame(diagonalPart(three), applyNode('diagonalPart', [three], ['3']));
    expectSame(lowerPart(three), raw('lowerPart', three));
  });
  it('become what they are', () => {
    expect(matrix([[a]])).toBe(a);
    expect(matrix([[a], [b]])).toBe(stack(a, b));
    expect(matrix([[a, b]])).toBe(transpose(stack(a, b)));
    expect(
      matrix([
        [one, zero],
        [zero, one],
      ]),
    ).toBe(identity('2'));
    expect(
      substitute(
        full,
        new Map([
          [b, zero],
          [c, zero],
          [a, one],
          [w, one],
        ]),
      ),
    ).toBe(identity('2'));
    expect(inverse(matrixPhi(0, turn2))).toBe(transpose(matrixPhi(0, turn2)));
  });
  it('give back their entries', () => {
    expect(entry(full, 1, 0)).toBe(c);
    expect(entry(transpose(stack(a, b)), 0, 1)).toBe(b);
    expect(entry(add(full, mul(t, other)), 0, 1)).toBe(add(b, t));
    expect(entry(elementwise('exp', mul(two, stack(a, b))), 1)).toBe(elementwise('exp', mul(two, b)));
    expect(entry(add(one, diagonal(v)), 1, 2)).toBe(one);
    expect(entry(S, 2, 0)).toBe(entry(S, 0, 2));
    expect(entry(K, 2, 0)).toBe(neg(entry(K, 0, 2)));
    expect(textOf(entry(x3, 1))).toBe('entry(x, 2)');
    const places = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => [i, j] as const));
    for (const m of [M, S, K, L, matmul(M, S), matrixPhi(1, M), lowerPart(M), transpose(M), inverse(S), diagonal(v)])
      for (const [i, j] of places) expectSame(entry(m, i, j), applyNode('entry', [m, rational(i), rational(j)], []));
  });
});

describe('derivatives', () => {
  /** Along a straight line in t, against the difference quotient. */
  const expectSlope = (e: Expr, along: SymbolExpr): void => {
    const slope = directional(e, new Map([[along, one]]));
    for (const seed of [2, 5]) {
      const symbols = pointAt([e], seed, true);
      const at = symbols.get(along)?.data[0] ?? 0;
      const value = (x: number, i: number): number =>
        evaluate(e, { symbols: new Map([...symbols, [along, { shape: [], data: [x] }]]), sizes }, floatArithmetic).data[
          i
        ] ?? Number.NaN;
      evaluate(slope, { symbols, sizes }, floatArithmetic).data.forEach((found, i) => {
        const { value: wanted } = quotient((x) => value(x, i), at);
        expect(Math.abs(found - wanted) / Math.max(1, Math.abs(wanted)), textOf(slope)).toBeLessThan(1e-8);
      });
    }
  };
  it('of φ_k and of Stumpff functions', () => {
    for (const k of [1, 2, 3, 5]) {
      expectSlope(elementwise('phi', rational(k), mul(two, t)), t);
      expectSlope(elementwise('stumpff', rational(k - 1), mul(rational(3), t)), t);
      expectSlope(elementwise('stumpff', rational(k), neg(pow(t, two))), t);
    }
  });
  it('of φ_k(tM), where t moves', () => {
    for (const m of [M, K, add(M, S), full, turn3, heisenberg])
      for (const k of [0, 1, 2]) expectSlope(matrixPhi(k, mul(t, m)), t);
    expect(substitute(directional(matrixPhi(0, mul(t, M)), new Map([[t, one]])), new Map([[t, zero]]))).toBe(M);
    expect(() => directional(matrixPhi(0, M), new Map([[M, S]]))).toThrow(NotDifferentiable);
    expect(() => gradient(trace(matrixPhi(1, M)), M)).toThrow(NotDifferentiable);
  });
  it('of entries, matrices and lower parts', () => {
    const line = (m: Expr): Expr => add(m, mul(t, S));
    for (const e of [lowerPart(line(M)), entry(inverse(line(M)), 2, 1), full, matmul(full, stack(t, a))])
      expectSlope(e, t);
    expectSlope(substitute(full, new Map([[a, pow(t, two)]])), t);
  });
  it('pull back as the adjoint of the derivative along a tangent, which keeps to the algebra', () => {
    const literal = matmul(transpose(stack(a, mul(a, b), c)), x3);
    const scalars: readonly (readonly [Expr, SymbolExpr, Domain])[] = [
      [literal, a, realLine],
      [literal, x3, realLine],
      [mul(entry(x3, 1), pow(entry(x3, 2), two)), x3, realLine],
      [total(pow(matmul(full, other2()), two)), b, realLine],
      [trace(matrixPhi(1, mul(pow(a, two), M)), S), a, realLine],
      [trace(lowerPart(matmul(M, S)), M), M, { kind: 'matrix' }],
      [trace(M, K, S), K, { kind: 'skew' }],
      [trace(M, L, S), L, { kind: 'lower' }],
      [add(logdet(L), trace(M, N, N)), N, { kind: 'lower' }],
    ];
    for (const [e, symbolOf, tangentDomain] of scalars) {
      const tangent = symbol('δ', tangentDomain, symbolOf.shape);
      const symbols = pointAt([e, symbolOf, tangent], 4, true);
      const g = gradient(e, symbolOf);
      const [forward, back] = evaluateAccurately([directional(e, new Map([[symbolOf, tangent]])), inner(g, tangent)], {
        symbols,
        sizes,
      });
      expectClose(back?.data ?? [], forward?.data ?? [], 1e-13, textOf(e));
      if (tangentDomain.kind === 'skew') expect(transpose(g)).toBe(neg(g));
      if (tangentDomain.kind === 'lower') expect(lowerPart(g)).toBe(g);
    }
  });
  const other2 = (): Expr => stack(b, one);
});

describe('in print', () => {
  const printed: readonly (readonly [Expr, string, string])[] = [
    [elementwise('phi', two, t), '\\varphi_2(t)', 'phi(2, t)'],
    [elementwise('stumpff', one, symbol('z', positiveLine)), 'c_1(z)', 'stumpff(1, z)'],
    [matrixPhi(0, M), 'e^M', 'expm(M)'],
    [matrixPhi(1, mul(t, M)), '\\varphi_1(tM)', 'matrixPhi(1, t*M)'],
    [matmul(matrixPhi(0, M), v), 'e^Mv', 'expm(M) v'],
    [full, '\\begin{pmatrix} a & b \\\\ c & w \\end{pmatrix}', '[a, b; c, w]'],
    [lowerPart(M), '\\operatorname{low}(M)', 'lowerPart(M)'],
    [entry(x3, 0), 'x_1', 'entry(x, 1)'],
    [entry(M, 0, 2), 'M_{13}', 'entry(M, 1, 3)'],
    [entry(matmul(M, S), 1, 1), '(MS)_{22}', 'entry(M S, 2, 2)'],
  ];
  it.each(printed)('%#', (e, latex, text) => {
    expect(latexOfExpression(e)).toBe(latex);
    expect(textOf(e)).toBe(text);
    expect(() => katex.renderToString(latexOfExpression(e), { throwOnError: true, strict: 'error' })).not.toThrow();
  });
});
