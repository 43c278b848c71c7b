// The emitted JavaScript of hand-made programs, run, against plain evaluation of the same equations.
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import type { SymbolExpr } from '../src/ir/expr.ts';
import { evaluate, type Value } from './emit-evaluator.ts';
import { matrixPrecisionProgram, meanPrecisionProgram, scaleProgram, shapeRateProgram } from './emit-fixtures.ts';
import { type Case, cases, expected, follow, keyed, native, plainPoint, worst } from './emit-points.ts';
import { type EmittedModule, type FunctionName, load } from './emit-run.ts';

const header = { source: 'x.blr', version: '0.1.0' };
const tolerance = 1e-12;

describe.each(cases)('$name', (c: Case) => {
  const parameters = keyed(c, c.parameters, native);
  const other = keyed(c, c.other, native);
  const gradient = keyed(c, c.gradient, native);
  let module: EmittedModule;
  const call = (name: FunctionName, ...args: readonly unknown[]): unknown => module[name](...args);
  const values = (result: unknown): unknown[] => Object.values(result as Record<string, unknown>);

  beforeAll(async () => {
    module = await load(emitJs(c.program, header).js);
  });

  it('has the density, the entropy and the divergence', () => {
    const { program: p } = c;
    expect(worst(call('logDensity', parameters, native(c.variable)), expected(p.logDensity, c))).toBeLessThan(
      tolerance,
    );
    expect(worst(call('entropy', parameters), expected(p.entropy, c))).toBeLessThan(tolerance);
    expect(worst(call('kl', parameters, other), expected(p.kl.value, c))).toBeLessThan(tolerance);
  });

  it('maps to natural and mean parameters and back', () => {
    const { program: p } = c;
    const natural = call('toNatural', parameters);
    const mean = call('toMean', parameters);
    values(natural).forEach((v, i) => {
      const wanted = follow(p.toNatural.assignments, plainPoint(c)).get(p.blocks[i]?.symbol as SymbolExpr);
      expect(worst(v, wanted?.data ?? [])).toBeLessThan(tolerance);
    });
    values(mean).forEach((v, i) => {
      const wanted = follow(p.toMean.assignments, plainPoint(c)).get(p.blocks[i]?.meanSymbol as SymbolExpr);
      expect(worst(v, wanted?.data ?? [])).toBeLessThan(tolerance);
    });
    const given = (v: unknown): void =>
      values(v).forEach((x, i) => {
        expect(worst(x, c.parameters[i]?.data ?? [])).toBeLessThan(1e-11);
      });
    given(call('fromNatural', natural));
    given(call('fromMean', mean));
  });

  it('takes a step', () => {
    const after = follow(c.program.update.assignments, plainPoint(c));
    const next = call('update', parameters, gradient, { rho: 0.1, tau: 0.7 });
    values(next).forEach((v, i) => {
      const symbol = c.program.update.next.get(c.program.model.parameters[i] as SymbolExpr);
      expect(worst(v, after.get(symbol as SymbolExpr)?.data ?? [])).toBeLessThan(tolerance);
    });
    expect(call('inDomain', next)).toBe(true);
  });

  it('has the metric along every pair of basis tangents', () => {
    const found = call('fisher', parameters) as Float64Array;
    const basis = c.parameters.flatMap((v, k) => directions(v).map((d) => ({ k, d })));
    const wanted = basis.flatMap((left) => basis.map((right) => bilinear(c, left, right)));
    expect(worst(found, wanted)).toBeLessThan(tolerance);
  });

  it('draws the same for the same seed', () => {
    const draw = (seed: number): readonly number[] => {
      const drawn = call('sample', parameters, [50], seed) as ArrayLike<number | Float64Array>;
      return Array.from(drawn).flatMap((x) => (typeof x === 'number' ? [x] : [...x]));
    };
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
    expect(draw(3).length).toBe(50 * c.variable.data.length);
  });
});

interface Tangent {
  readonly k: number;
  readonly d: Value;
}

function directions(v: Value): Value[] {
  const at = (...places: readonly number[]): Value => ({
    sizes: v.sizes,
    data: v.data.map((_, i) => Number(places.includes(i))),
  });
  if (v.sizes.length < 2) return v.data.map((_, i) => at(i));
  const n = v.sizes[0] ?? 1;
  return v.data.flatMap((_, i) => (i % n >= Math.floor(i / n) ? [at(i, (i % n) * n + Math.floor(i / n))] : []));
}

function bilinear(c: Case, left: Tangent, right: Tangent): number {
  const { fisher, model } = c.program;
  const point = plainPoint(c);
  const bound = new Map(point.values);
  model.parameters.forEach((s, k) => {
    const still = { sizes: c.parameters[k]?.sizes ?? [], data: (c.parameters[k]?.data ?? []).map(() => 0) };
    bound.set(fisher.left.get(s) as SymbolExpr, left.k === k ? left.d : still);
    bound.set(fisher.right.get(s) as SymbolExpr, right.k === k ? right.d : still);
  });
  return evaluate(fisher.value, { ...point, values: bound }).data[0] ?? Number.NaN;
}

describe('batches', () => {
  it('runs scalar families entry by entry, numbers beside arrays', async () => {
    const m = await load(emitJs(meanPrecisionProgram(), header).js);
    const found = m.logDensity({ m: [0, 1, 2], s: 2 }, Float64Array.of(0, 0, 0)) as Float64Array;
    const one = [0, 1, 2].map((mean) => m.logDensity({ m: mean, s: 2 }, 0));
    expect([...found]).toEqual(one);
    const single = m.entropy({ m: 0, s: Float32Array.of(1, 2) });
    expect(single).toBeInstanceOf(Float32Array);
    expect(() => m.logDensity({ m: [1, 2], s: [1, 2, 3] }, 0)).toThrow(RangeError);
  });

  it('runs matrix families for one instance, for rows, and for many instances', async () => {
    const m = await load(emitJs(matrixPrecisionProgram(), header).js);
    const theta = [0.5, -0.5];
    const flat = m.logDensity({ m: [0, 1], S: [2, 0.5, 0.5, 1] }, theta);
    const rows = m.logDensity(
      {
        m: [0, 1],
        S: [
          [2, 0.5],
          [0.5, 1],
        ],
      },
      theta,
    );
    const many = m.logDensity(
      {
        m: [
          [0, 1],
          [0, 0],
        ],
        S: [2, 0.5, 0.5, 1],
      },
      theta,
    ) as Float64Array;
    expect(rows).toBe(flat);
    expect(many[0]).toBe(flat);
    expect(many.length).toBe(2);
    const natural = m.toNatural({
      m: [
        [0, 1],
        [1, 0],
      ],
      S: [2, 0.5, 0.5, 1],
    }) as Record<string, Float64Array[]>;
    const back = m.fromNatural(natural) as Record<string, Float64Array[]>;
    expect(back.m?.length).toBe(2);
    expect(worst(back.m?.[1], [1, 0])).toBeLessThan(1e-14);
    expect(worst(back.S?.[0], [2, 0.5, 0.5, 1])).toBeLessThan(1e-14);
  });

  it('does not hand out its inputs', async () => {
    const m = await load(emitJs(meanPrecisionProgram('P'), header).js);
    const given = Float64Array.of(1, 2);
    const mean = m.toMean({ m: given, s: Float64Array.of(1, 1) }) as Record<string, Float64Array>;
    expect([...(mean.mu1 ?? [])]).toEqual([1, 2]);
    expect(mean.mu1).not.toBe(given);
  });
});

describe('the edges of the domain', () => {
  it('gives no numbers where a step leaves', async () => {
    const scale = await load(emitJs(scaleProgram(), header).js);
    expect(scale.update({ σ: 1 }, { σ: -30 }, { rho: 0.1, tau: 1 })).toEqual({ σ: Number.NaN });
    const matrixModule = await load(emitJs(matrixPrecisionProgram(), header).js);
    const out = matrixModule.update(
      { m: [0, 0], S: [1, 0, 0, 1] },
      { m: [0, 0], S: [50, 0, 0, 0] },
      { rho: 0.1, tau: 1 },
    ) as Record<string, Float64Array>;
    expect([...(out.S ?? []), ...(out.m ?? [])].every(Number.isNaN)).toBe(true);
    expect(matrixModule.inDomain(out)).toBe(false);
  });

  it('tells inside from outside', async () => {
    const m = await load(emitJs(matrixPrecisionProgram(), header).js);
    expect(m.inDomain({ m: [0, 0], S: [2, 1, 1, 2] })).toBe(true);
    expect(m.inDomain({ m: [0, 0], S: [1, 2, 2, 1] })).toBe(false);
    const scale = await load(emitJs(scaleProgram(), header).js);
    expect(scale.inDomain({ σ: [1, -1] })).toBe(false);
  });
});

describe('samplers', () => {
  it('match the moments', async () => {
    const m = await load(emitJs(shapeRateProgram(), header).js);
    const draws = m.sample({ α: 0.7, β: 2 }, [40000], 5) as Float64Array;
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    expect(Math.abs(mean - 0.35)).toBeLessThan((5 * Math.sqrt(0.7 / 4)) / 200);
    const normal = await load(emitJs(matrixPrecisionProgram(), header).js);
    const list = normal.sample({ m: [1, -1], S: [2, 0.6, 0.6, 1] }, 20000, 7) as Float64Array[];
    const covariance = list.reduce((a, x) => a + ((x[0] ?? 0) - 1) * ((x[1] ?? 0) + 1), 0) / list.length;
    expect(Math.abs(covariance - -0.6 / 1.64)).toBeLessThan(0.05);
  });
});

describe('shared pieces', () => {
  it('are computed once: one Cholesky factor for a divergence’s solve and determinant', () => {
    const { js } = emitJs(matrixPrecisionProgram(), header);
    const kernel = /function klAt[\s\S]*?\n}/.exec(js)?.[0] ?? '';
    expect(kernel.match(/cholesky\(S, P\)/g)?.length).toBe(1);
    expect(kernel).not.toMatch(/inverse/i);
  });
});
