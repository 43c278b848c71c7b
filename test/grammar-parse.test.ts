// Files: declarations, items, domains, references, settings, and words that are keywords only in their place.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ItemNode } from '../grammar/ast.ts';
import { parse } from '../grammar/parse.ts';
import { domainShape, shape, withoutSpans } from './grammar-tree.ts';

function only(text: string): readonly ItemNode[] {
  const { file, diagnostics } = parse(text);
  expect(diagnostics, text).toEqual([]);
  return file.declarations[0]?.items ?? [];
}

function pointOf({ bindings, tuple }: ItemNode & { readonly kind: 'action' }): string {
  const of = tuple?.domain === undefined ? '' : `:${domainShape(tuple.domain)}`;
  return tuple === undefined
    ? bindings.map(({ name }) => name.name).join(',')
    : `(${tuple.names.map(({ name }) => name).join(' ')})${of}`;
}

/** Every item as short text. */
function summary(item: ItemNode): string {
  switch (item.kind) {
    case 'density':
      return `density ${item.proportional ? '∝ ' : ''}${shape(item.value)}`;
    case 'claim':
      return `claim ${item.quantity.name} ${item.values.map(shape).join(', ')}`;
    case 'value':
      return `value ${shape(item.value)}`;
    case 'action':
      return `action ${pointOf(item)} ${item.values.map(shape).join(', ')}`;
    case 'reference':
      return `${item.role} ${item.targets.map(({ name }) => name.text).join(' * ')}`;
    case 'setting':
      return `${item.keyword.name} ${item.entries.length}`;
    default:
      return `${item.kind} ${item.bindings.map(({ name, domain }) => `${name.name}:${domainShape(domain)}`).join(' ')}`;
  }
}

describe('the examples of the language', () => {
  const { file, diagnostics } = parse(readFileSync(new URL('./grammar/examples.blr', import.meta.url), 'utf8'));

  it('are read without a complaint', () => {
    expect(diagnostics).toEqual([]);
    expect(
      file.declarations.map(({ kind, name, dimensions }) => `${kind} ${name.text} ${dimensions.map((d) => d.name)}`),
    ).toEqual([
      'family Rayleigh ',
      'family Gamma ',
      'family Gaussian P',
      'distribution StudentT ',
      'group DiagonalAffine P',
      'orbit AffineStudentT P',
      'optimizer AffineRule P',
      'optimizer VariationalOnlineNewton P',
      'loss Ridge N,P',
    ]);
  });

  it('have the items that they show', () => {
    expect(file.declarations.map(({ items }) => items.map(summary))).toEqual([
      [
        'variable θ:Positive',
        'parameter σ:Positive',
        'density (* (/ θ (^ σ 2)) (exp! (/ (- (^ θ 2)) [(. 2 (^ σ 2))])))',
        'claim entropy (+ (+ 1 (log! (/ σ (sqrt! 2)))) (/ euler 2))',
      ],
      ['variable θ:Positive', 'parameter α:Positive β:Positive', 'density ∝ (* (^ θ [(- α 1)]) (exp! (. (- β) θ)))'],
      [
        'variable θ:(lift Real P)',
        'parameter m:(lift Real P) S:SPD(P)',
        "density ∝ (exp! (/ (. (- (' [(- θ m)])) (S! (- θ m))) 2))",
      ],
      ['variable z:Real', 'constant ν:Positive', 'density ∝ (^ [(+ 1 (/ (^ z 2) ν))] [(/ (- [(+ ν 1)]) 2)])'],
      ['element A:(lift Positive P) b:(lift Real P)', 'action θ (+ (* A θ) b)'],
      ['group DiagonalAffine', 'base StudentT'],
      ['posterior AffineStudentT', 'samples 1', 'momentum 2', 'rate 2', 'temperature 1', 'metric 1'],
      ['posterior Normal', 'prior Normal', 'gradient 1', 'hessian 1', 'retraction 1', 'momentum 2', 'rate 2'],
      [
        'data X:Matrix(N P) y:(lift Real N)',
        'constant δ:Positive',
        'value (+ (/ (sum! (^ [(- y (. X θ))] 2)) 2) (/ (. δ (sum! (^ θ 2))) 2))',
      ],
    ]);
  });

  it('have their documentation and remarks', () => {
    expect(file.declarations[0]?.doc).toEqual(['Rayleigh distribution with scale σ.']);
    expect(file.declarations[0]?.items[3]?.comments).toEqual({ leading: [], trailing: 'optional' });
    expect(file.declarations[4]?.innerComments).toEqual([
      'composition, identity, inverse, Lie algebra, exponential map: derived; verified when given',
    ]);
    expect(file.declarations[6]?.comments.trailing).toBe('for orbits this form comes with the groups');
  });
});

describe('domains', () => {
  it.each([
    ['Real', 'Real'],
    ['Real^P', '(lift Real P)'],
    ['Real²', '(lift Real 2)'],
    ['Real^(P+1)', '(lift Real [(+ P 1)])'],
    ['Interval(a, b)', 'Interval(a b)'],
    ['Interval(-1, 1)', 'Interval((- 1) 1)'],
    ['Real > a + 1', '(> (+ a 1))'],
    ['Real < 0', '(< 0)'],
    ['(Real > a)^P', '(lift (> a) P)'],
    ['{-1, 1}', '{(- 1) 1}'],
    ['Integer(1..inf)', 'Integer(1..∞)'],
    ['Integer(0..2 n)', 'Integer(0..(. 2 n))'],
    ['Matrix(P,Q)', 'Matrix(P Q)'],
    ['SPD(P)', 'SPD(P)'],
    ['Simplex(K)^N', '(lift Simplex(K) N)'],
    ['ℝ^P', '(lift Real P)'],
  ])('%s', (text, expected) => {
    const [item] = only(`family A { variable x ∈ ${text} }`);
    expect(item?.kind === 'variable' && item.bindings.map(({ domain }) => domainShape(domain))).toEqual([expected]);
  });
});

describe('groups', () => {
  it('act on points whose components are bound one by one, or listed', () => {
    const items = only(`group Shear {
      element a in Real, b in Positive
      action  (x, y, z) -> (x + a, b*y, z + a y)
      claim   identity = (0, 1)
      claim   inverse = [-a, 1/b]
    }`);
    expect(items.slice(1).map(summary)).toEqual([
      'action (x y z) (+ x a), (* b y), (+ z (. a y))',
      'claim identity 0, 1',
      'claim inverse <(- a) (/ 1 b)>',
    ]);
    const forms = [
      'action x in Real, y in Positive ↦ (x + a, b y)',
      'action (x, y) in Positive^2 -> [a x, y]',
      'action (x) -> (x + 1) (x + 2)',
      'action x in Real -> (x + a)',
    ].map((line) => only(`group G { ${line} }`).map(summary));
    expect(forms).toEqual([
      ['action x,y (+ x a), (. b y)'],
      ['action (x y):(lift Positive 2) <(. a x) y>'],
      ['action (x) (. [(+ x 1)] [(+ x 2)])'],
      ['action x [(+ x a)]'],
    ]);
  });

  it('and bases multiply, with either sign', () => {
    const items = only('orbit O(P) { group A(P) × B * C(2) base D^P × E(σ = 1)^2 × F value x - y }');
    expect(items.map(summary)).toEqual(['group A * B * C', 'base D * E * F', 'value (- x y)']);
    expect(only('group G(P) { group A(P) * B(P) }').map(summary)).toEqual(['group A * B']);
  });
});

describe('references', () => {
  it('have dimensions first, then named arguments, then a power', () => {
    const [item] = only('optimizer R { posterior Gaussian(P)(m = 0, S = δ I)^(2 Q) }');
    if (item?.kind !== 'reference') throw new Error('no reference');
    const [target] = item.targets;
    expect(
      target?.argumentLists.map((list) => list.map(({ name, value }) => `${name?.name ?? ''}=${shape(value)}`)),
    ).toEqual([['=P'], ['m=0', 'S=(. δ I)']]);
    expect(target?.lift && shape(target.lift)).toBe('[(. 2 Q)]');
  });

  it('keep the name of a declaration as a word, not as a symbol', () => {
    const [item] = only('orbit Omega { base Gamma(α = 1) }');
    expect(item).toMatchObject({ targets: [{ name: { name: 'Gamma' }, argumentLists: [[{ name: { name: 'α' } }]] }] });
    expect(parse('family Gamma { variable gamma in Real }').file.declarations[0]).toMatchObject({
      name: { name: 'Gamma', text: 'Gamma' },
      items: [{ bindings: [{ name: { name: 'γ', text: 'gamma' } }] }],
    });
  });
});

describe('settings', () => {
  const text = `optimizer R {
    samples K = 1 + 1
    momentum β₁ for A, β₂ for b, debias
    gradient monte-carlo(samples = K)
    retraction second-order
    rate alpha-beta, α - 1, f(x) for S
  }`;

  it('bind names, belong to blocks, and have words with arguments', () => {
    const entries = only(text).map((item) =>
      item.kind !== 'setting'
        ? []
        : item.entries.map(({ name, value, target, arguments: list }) => [
            name?.name,
            shape(value),
            list?.length,
            target?.name,
          ]),
    );
    expect(entries).toEqual([
      [['K', '(+ 1 1)', undefined, undefined]],
      [
        [undefined, 'β₁', undefined, 'A'],
        [undefined, 'β₂', undefined, 'b'],
        [undefined, 'debias', undefined, undefined],
      ],
      [[undefined, 'monte-carlo', 1, undefined]],
      [[undefined, 'second-order', undefined, undefined]],
      [
        [undefined, '(- α β)', undefined, undefined],
        [undefined, '(- α 1)', undefined, undefined],
        [undefined, '(f! x)', undefined, 'S'],
      ],
    ]);
  });
});

describe('words that are keywords only in their place', () => {
  it('may be names of what is declared', () => {
    const items = only(`loss A {
      data value in Real, rate in Positive
      constant data in Real, constant in Real
      value rate * value + data
        - constant
    }`);
    expect(items.map(summary)).toEqual([
      'data value:Real rate:Positive',
      'constant data:Real constant:Real',
      'value (- (+ (* rate value) data) constant)',
    ]);
  });

  it('of other declarations are names here', () => {
    const items = only(
      'family A { variable x in Real parameter base in Positive, rate in Positive density base x rate^2 }',
    );
    expect(items.map(summary)).toEqual([
      'variable x:Real',
      'parameter base:Positive rate:Positive',
      'density (. (. base x) (^ rate 2))',
    ]);
  });

  it('`for` and `propto` are names where they can be nothing else', () => {
    const items = only('family A { variable for in Real parameter propto in Real density propto 2 for + propto }');
    expect(items[2] && summary(items[2])).toBe('density ∝ (+ (. 2 for) propto)');
  });

  it('a declaration may stand on one line, and an expression on several', () => {
    const oneLine =
      'distribution Base { variable z in Real  constant ν in Positive  density ∝ (1 + z^2/ν)^(-(ν+1)/2) }';
    expect(only(oneLine)).toHaveLength(3);
    expect(withoutSpans(only(oneLine.replaceAll(' ', '\n')))).toEqual(withoutSpans(only(oneLine)));
    expect(withoutSpans(only(oneLine.replaceAll(' ', '\r\n\t')))).toEqual(withoutSpans(only(oneLine)));
  });
});

describe('two spellings', () => {
  it('give the same tree, up to how names are spelled', () => {
    const ascii = "group G(P) { element A in Positive^P action theta in Real^P -> A theta' - 1 }";
    const unicode = 'group G(P) { element A ∈ Positive^P action θ ∈ Real^P ↦ A θᵀ − 1 }';
    const plain = (text: string): unknown =>
      JSON.parse(JSON.stringify(withoutSpans(only(text))).replaceAll('"theta"', '"θ"'));
    expect(plain(ascii)).toEqual(plain(unicode));
    const proportional = only('family A { variable x in Real density propto exp(-x) }');
    expect(withoutSpans(proportional)).toEqual(withoutSpans(only('family A { variable x in Real density ∝ exp(-x) }')));
  });
});

describe('places', () => {
  it('of items, declarations and bindings are their text', () => {
    const text = '// head\n\nfamily A(P) {\n  parameter α in Positive, β in Real^P // why\n}\n';
    const { file } = parse(text);
    const slice = ({ start, end }: { start: number; end: number } = { start: 0, end: 0 }): string =>
      text.slice(start, end);
    const [declaration] = file.declarations;
    const [item] = declaration?.items ?? [];
    expect(slice(declaration?.span)).toBe(text.slice(text.indexOf('family'), text.indexOf('}') + 1));
    expect(slice(item?.span)).toBe('parameter α in Positive, β in Real^P');
    expect(item?.kind === 'parameter' && item.bindings.map(({ span }) => slice(span))).toEqual([
      'α in Positive',
      'β in Real^P',
    ]);
    expect(file).toMatchObject({ header: ['head'], span: { start: 0, end: text.length } });
  });
});
