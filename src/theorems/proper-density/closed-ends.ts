// The ends that belong to a declared domain, a = 0 of a ≥ 0, are members like all others: there, too, the density has mass
// and integrates, and the natural parameters lie inside the natural domain, for derivatives of A(λ) are means only there.
import type { Findings } from '../../derivation/findings.ts';
import { required } from '../../derivation/theorem.ts';
import type { Diagnostic } from '../../diagnostics.ts';
import { add } from '../../ir/build.ts';
import { isScalar, type SymbolExpr, zero } from '../../ir/expr.ts';
import { stableForm } from '../../ir/stable.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import { satisfies } from '../../model/condition.ts';
import type { DensityModel } from '../../model/density.ts';
import type { Condition } from '../../model/exponential-family.ts';
import { evaluate } from '../../numeric/evaluate.ts';
import { accurateValueAt } from '../../numeric/evaluate-accurately.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { sizesOf, valueAt } from '../../numeric/mixed-differences.ts';
import { type Point, samplePoint } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import { scalarTensor } from '../../numeric/tensors.ts';
import { naturalOf, pairing } from '../log-partition.ts';
import { outcomeAt } from './ends.ts';
import { placesOnEnds } from './places.ts';
import { place, problem } from './report.ts';

/** What is wrong at the first end that is no member in full; undefined where all are. */
export function failsOnItsEnds(known: Findings): Diagnostic | undefined {
  for (const { point, of } of placesOnEnds(known.model)) {
    const found = withoutMass(known, point, of) ?? infinite(known, point, of) ?? onTheEdge(known, point, of);
    if (found) return found;
  }
  return undefined;
}

/** Values of the variables at which mass is sought. */
const draws = 8;

function withoutMass(known: Findings, point: Point, end: SymbolExpr): Diagnostic | undefined {
  const { model } = known;
  const sizes = sizesOf(model, 2);
  const log = required(known, 'logDensity');
  const fixed = new Map([...point].filter(([s]) => !model.variables.includes(s)));
  const hasMass = (seed: number): boolean => {
    const at = samplePoint(model.variables, sizes, randomStream(9200 + seed), { moderate: true, fixed });
    return [valueAt, accurateValueAt].some((value) => Number.isFinite(value(log, at, sizes)));
  };
  if (Array.from({ length: draws }, (_, i) => i).some(hasMass)) return undefined;
  const where = place(model, point).trim();
  return problem(
    model,
    'not-normalised',
    `${model.name} has no mass at some declared parameters`,
    [`${where} the density is zero, infinite or no number wherever it was tried`],
    without(model, end, point),
    `no mass ${where}`,
  );
}

function infinite({ model, logDensity }: Findings, point: Point, end: SymbolExpr): Diagnostic | undefined {
  const [v, ...more] = model.variables;
  if (!v || !logDensity || more.length > 0 || !isApproached(v)) return undefined;
  const outcome = outcomeAt(model, stableForm(logDensity), v, point);
  if (!outcome.infinite) return undefined;
  const name = model.spelling.get(v) ?? v.name;
  return problem(
    model,
    'not-integrable',
    `${model.name} does not integrate for some declared parameters`,
    [
      `${place(model, point)}the ${v.domain.kind === 'integers' ? 'sum' : 'integral'} over ${name} diverges ${outcome.end}`,
    ],
    without(model, end, point),
    `infinite ${place(model, point)}`.trimEnd(),
  );
}

const isApproached = (v: SymbolExpr): boolean =>
  isScalar(v) && (v.domain.kind === 'interval' || v.domain.kind === 'integers');

function onTheEdge(known: Findings, point: Point, end: SymbolExpr): Diagnostic | undefined {
  const { model } = known;
  const { domain, open } = required(known, 'partition');
  const { blocks } = required(known, 'separation');
  const broken = domain.find((c) => fails({ ...c, value: substitute(c.value, naturalOf(blocks)) }, point, model));
  if (!broken && !(open && isNearInfinite(known, point))) return undefined;
  const isNatural = !broken || blocks.some((b) => dependsOn(broken.value, [b.symbol]));
  const where = place(model, point).trim();
  return problem(
    model,
    'not-derivable',
    `${model.name} has members on the edge of its natural domain`,
    isNatural
      ? [
          `${where} the natural parameters lie on the edge of the natural domain: nearby members have an infinite integral`,
          'means and the Fisher metric are derivatives of A(λ), which are taken inside the domain; on its edge they need not exist',
        ]
      : [`${where} the integral is on the edge of where its form holds`],
    without(model, end, point),
    `on the edge of the natural domain ${where}`,
  );
}

function fails({ value, relation }: Condition, point: Point, model: DensityModel): boolean {
  try {
    const t = evaluate(value, { symbols: point, sizes: sizesOf(model, 2) }, floatArithmetic);
    return t.data.every(Number.isFinite) && !satisfies(t, relation);
  } catch {
    return false;
  }
}

/** So near, a natural parameter beyond an edge has an integral whose slope still tells that it is infinite. */
const nearby = 1e-6;

/** Has the integral over the one variable no value a little way off, along some natural parameter? */
function isNearInfinite(known: Findings, point: Point): boolean {
  const { model, blocks, logBaseMeasure } = required(known, 'separation');
  const [v, ...more] = model.variables;
  if (!v || more.length > 0 || !isApproached(v) || !blocks.every((b) => isScalar(b.symbol))) return false;
  const log = stableForm(add(pairing(blocks), logBaseMeasure));
  const here = new Map(blocks.map((b) => [b.symbol, valueAt(b.natural, point, sizesOf(model, 2))] as const));
  return blocks.some(({ symbol }) =>
    [1, -1].some((sign) => {
      const moved = [...here].map(([s, x]) => {
        const off = s === symbol ? sign * nearby * Math.max(1, Math.abs(x)) : 0;
        return [s, scalarTensor(x + off)] as const;
      });
      return outcomeAt(model, log, v, new Map([...point, ...moved])).infinite;
    }),
  );
}

/** The domain without its end. */
function without(model: DensityModel, s: SymbolExpr, point: Point): string {
  const name = model.spelling.get(s) ?? s.name;
  const { domain } = s;
  if (domain.kind === 'interval' && domain.lower === zero && !domain.upper) return `declare ${name} in Positive`;
  const value = point.get(s)?.data[0];
  return `narrow the domain of ${name}, so that it leaves ${value} out`;
}
