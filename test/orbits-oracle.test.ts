// Orbits of the library and invented ones against densities, forms, brackets, flows and steps that SymPy and SciPy found from
// the action and the base alone (test/oracles/orbits.json); emitted steps against the replayed ones.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import type { Compiled } from '../src/compile.ts';
import type { GroupFindings } from '../src/derivation/lie-findings.ts';
import type { Expr, SymbolExpr } from '../src/ir/expr.ts';
import { plainProse } from '../src/notation/prose.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import type { Tensor } from '../src/numeric/tensors.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { load } from './emit-run.ts';
import { compiledFile, compiledText, declarationOf, numbersAt } from './group-texts.ts';
import { header } from './optimizer-run.ts';

type Entries = Readonly<Record<string, unknown>>;

interface Step {
  readonly init: Entries;
  readonly noise: readonly unknown[];
  readonly gradient: readonly unknown[];
  readonly probe: Entries;
  readonly landed: Entries;
  readonly momentum: Entries;
}

interface Orbit {
  readonly name: string;
  readonly text: string;
  readonly file: string | null;
  readonly sizes: Entries;
  readonly constants: Entries;
  readonly verdict: 'equal' | 'curved' | 'none' | 'open';
  readonly fisherForm: readonly (readonly number[])[];
  readonly densities: readonly { readonly at: Entries; readonly expected: number }[];
  readonly exps: readonly { readonly at: Entries; readonly point: Entries; readonly expected: Entries }[];
  readonly brackets: readonly { readonly X: Entries; readonly Y: Entries; readonly expected: Entries }[];
  readonly run: { readonly hyper: Entries; readonly steps: readonly Step[] };
}

const oracle: { readonly orbits: readonly Orbit[] } = JSON.parse(
  readFileSync(new URL('oracles/orbits.json', import.meta.url), 'utf8'),
);

/** The orbit, and an algorithm on it with momentum. */
function textOf({ name, text, file, sizes, constants }: Orbit): string {
  const dimensions = Object.keys(sizes).length > 0 ? `(${Object.keys(sizes).join(', ')})` : '';
  const known = Object.keys(constants);
  const given = known.length > 0 ? `(${known.map((c) => `${c} = ${c}`).join(', ')})` : '';
  const source = file === null ? text : `import "${file.replace('families/orbits/', '')}"\n`;
  return `${source}optimizer Rule${dimensions} { ${known.map((c) => `constant ${c} in Positive`).join(' ')}
    posterior ${name}${dimensions}${given} samples draws momentum keep rate pace temperature heat metric fisher }`;
}

const flat = (x: unknown): readonly number[] =>
  typeof x === 'object' && x ? Object.values(x).flatMap(flat) : [Number(x)];

/** The largest difference, in units of the largest number. */
function distance(got: unknown, want: unknown): number {
  const [a, b] = [flat(got), flat(want)];
  if (a.length !== b.length || a.length === 0) return Number.POSITIVE_INFINITY;
  const worst = Math.max(...b.map((y, i) => Math.abs((a[i] ?? Number.NaN) - y)));
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst / Math.max(1, ...b.map(Math.abs));
}

const tensor = (x: unknown): Tensor<number> => {
  const shape = (e: unknown): readonly number[] => (Array.isArray(e) ? [e.length, ...shape(e[0])] : []);
  return { shape: shape(x), data: flat(x) };
};

/** One orbit with the optimizer on it. */
interface Asked {
  readonly o: Orbit;
  readonly rule: Compiled;
  readonly elements: readonly SymbolExpr[];
  /** Values by name, evaluated in expressions of the group. */
  readonly numbers: (e: Expr, symbols: readonly SymbolExpr[], values: Entries) => readonly number[];
  readonly nameOf: (s: SymbolExpr) => string;
}

function asked(o: Orbit): Asked {
  const rule = declarationOf(compiledText(textOf(o)), 'Rule');
  const model = groupOf(rule).model;
  const sizes = new Map(Object.entries(o.sizes).map(([k, v]) => [k, Number(v)]));
  const nameOf = (s: SymbolExpr): string => model.spelling.get(s) ?? s.name;
  const numbers: Asked['numbers'] = (e, symbols, values) => {
    const given = new Map(symbols.map((s) => [s, tensor(values[nameOf(s)])]));
    return evaluate(e, { symbols: given, sizes }, floatArithmetic).data;
  };
  return { o, rule, elements: model.elements, numbers, nameOf };
}

function groupOf({ orbit }: Compiled): GroupFindings {
  if (!orbit) throw new Error('no orbit');
  return orbit.group;
}

const evaluated = ({ o, rule }: Asked, at: Entries): Entries =>
  numbersAt(rule, { ...o.constants, ...o.sizes, ...at }) as Entries;

/** Where the element carries a point, by the action as declared. */
const moved = ({ rule, numbers }: Asked, element: Entries, point: Entries): unknown => {
  const { action, elements, point: places } = groupOf(rule).model;
  return action.map((e) => numbers(e, [...elements, ...places], { ...element, ...point }));
};

/** [X, Y], spread over the block where all entries are one number. */
function bracketOf({ rule, numbers, elements, nameOf }: Asked, X: Entries, Y: Entries, expected: Entries): unknown {
  const { model, bracket = [] } = groupOf(rule);
  const { otherAlgebra } = model;
  const side = (symbols: readonly SymbolExpr[], values: Entries): Entries =>
    Object.fromEntries(symbols.map((s, i) => [nameOf(s), values[`X_${nameOf(elements[i] ?? s)}`] ?? 0]));
  const values = { ...side(model.algebra, X), ...side(otherAlgebra, Y) };
  return bracket.map((e, i) => {
    const found = numbers(e, [...model.algebra, ...otherAlgebra], values);
    const count = flat(expected[`X_${nameOf(elements[i] ?? model.elements[0] ?? bad())}`]).length;
    return found.length === count ? found : Array<number>(count).fill(found[0] ?? Number.NaN);
  });
}

const bad = (): never => {
  throw new Error('no element');
};

const hyperOf = ({ o }: Asked): Entries => ({ ...o.run.hyper, ...o.constants });

function replayed({ rule }: Asked, hyper: Entries, { init, noise, gradient }: Step): Entries {
  const answer = replayOptimizer(rule.optimizer ?? bad(), { init, hyper, steps: [{ noise, gradient }] });
  if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
  return (answer.value.trace[0] ?? {}) as Entries;
}

type EmittedStep = (state: object, noise: readonly unknown[], gradient: readonly unknown[], hyper: object) => Entries;

const array = (x: unknown): unknown => (Array.isArray(x) ? Float64Array.from(flat(x)) : x);

const verdicts: Readonly<Record<Orbit['verdict'], string>> = {
  equal: 'That is the Bayesian learning rule with',
  curved: 'The orbit is a curved exponential family',
  none: 'The orbit is no exponential family in its element',
  open: 'The comparison was not made',
};

describe.each(oracle.orbits.map((o): [string, Orbit] => [o.name, o]))('%s', (_, o) => {
  const known = asked(o);
  it('has the density, the Fisher form, the bracket and the exponential map of its action and base', () => {
    for (const d of o.densities)
      expect(distance(evaluated(known, d.at)['logDensity'], d.expected), 'density').toBeLessThan(1e-13);
    expect(distance(evaluated(known, {})['fisherForm'], o.fisherForm), 'form').toBeLessThan(1e-11);
    for (const { X, Y, expected } of o.brackets)
      expect(distance(bracketOf(known, X, Y, expected), expected), 'bracket').toBeLessThan(1e-13);
    for (const { at, point, expected } of o.exps)
      expect(distance(moved(known, evaluated(known, at)['exp'] as Entries, point), expected), 'exp').toBeLessThan(
        1e-12,
      );
  });

  it('steps along the flow of the natural direction, as emitted too', async () => {
    const { step } = (await load(emitOptimizerJs(known.rule.optimizer ?? bad(), header).js)) as unknown as {
      readonly step: EmittedStep;
    };
    expect(o.run.steps).toHaveLength(2);
    for (const s of o.run.steps) {
      const state = replayed(known, hyperOf(known), s);
      const momentum = known.elements.map((g) => state[`momentum_${known.nameOf(g)}`]);
      expect(distance(momentum, s.momentum), 'momentum').toBeLessThan(1e-13);
      expect(distance(moved(known, state, s.probe), s.landed), 'landed').toBeLessThan(1e-11);
      const init = Object.fromEntries(Object.entries(s.init).map(([k, v]) => [k, array(v)]));
      const emitted = step(init, s.noise.map(array), s.gradient.map(array), hyperOf(known));
      expect(
        distance(
          Object.keys(state).map((k) => emitted[k]),
          state,
        ),
        'emitted',
      ).toBeLessThan(1e-12);
    }
  });

  it(`says of the Bayesian learning rule: ${o.verdict}`, () => {
    const { derivation } = o.file === null ? declarationOf(compiledText(o.text)) : compiledFile(o.file, o.name);
    const words = (derivation?.steps ?? [])
      .filter((s) => s.theorem === 'first-order')
      .flatMap((s) => s.body.map((b) => (b.kind === 'prose' ? plainProse(b) : '')));
    expect(words.some((w) => w.startsWith(verdicts[o.verdict]))).toBe(true);
  });
});
