// A density is positive, integrable for every declared parameter, and normalised unless written with ∝.
import { prose } from '../derivation/step.ts';
import { type FoundStep, refuse, required, type Theorem } from '../derivation/theorem.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { add, elementwise, primitivePart, splitCoefficient } from '../ir/build.ts';
import { type Expr, zero } from '../ir/expr.ts';
import { isNonNegative } from '../ir/range.ts';
import { dependsOn, substitute, symbolsOf } from '../ir/visit.ts';
import { satisfies } from '../model/condition.ts';
import type { DensityModel } from '../model/density.ts';
import type { Condition } from '../model/exponential-family.ts';
import { textOf } from '../notation/text.ts';
import { decimalArithmetic } from '../numeric/decimal-arithmetic.ts';
import { cholesky } from '../numeric/dense.ts';
import { evaluate, evaluatorOf } from '../numeric/evaluate.ts';
import { accurateValueAt, evaluateAccurately } from '../numeric/evaluate-accurately.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import { modelPoint, sizesOf, valueAt } from '../numeric/mixed-differences.ts';
import { type Point, samplePoint } from '../numeric/points.ts';
import { randomStream } from '../numeric/random.ts';
import { mapTensor } from '../numeric/tensors.ts';
import { naturalOf } from './log-partition.ts';
import { hasEdges } from './natural-domain.ts';
import { failsOnItsEnds } from './proper-density/closed-ends.ts';
import { divergentAtEnds, divergentMarginal } from './proper-density/ends.ts';
import { leavesTheReals, rungsOf } from './proper-density/ladder.ts';
import { doesNotIntegrate, place, problem, shown } from './proper-density/report.ts';
import { outgrowing } from './proper-density/tower.ts';

const tries = 64;

/** A point of the declared domain, approaching its edges. */
function pointOf(model: DensityModel, seed: number, moderate = false): Point {
  return samplePoint(
    [...model.constants, ...model.parameters, ...model.variables],
    sizesOf(model, 2),
    randomStream(seed),
    { moderate },
  );
}

/** Refuses a density that takes a negative value somewhere. */
export const positivity: Theorem = {
  id: 'positivity',
  title: 'The density is positive',
  source: { key: 'brown', place: 'section 1.1' },
  apply: ({ model }) => {
    const ordinary = ordinaryPoints(model);
    if (zerosAmong(model, ordinary).length === ordinary.length) return refuse(noMass(model));
    // An exponential is positive where it is a number, which it need not be everywhere.
    const found = (isNonNegative(model.density) ? undefined : negativeAt(model)) ?? undefinedAt(model);
    return found ? refuse(found) : { kind: 'silent' };
  },
};

/** A point of the declared domain at which the density is negative. */
function negativeAt(model: DensityModel): Diagnostic | undefined {
  const sizes = sizesOf(model, 2);
  for (let seed = 0; seed < 4 * tries; seed++) {
    const point = pointOf(model, 7000 + seed, seed < tries);
    const value = valueAt(model.density, point, sizes);
    if (!(value < 0)) continue;
    const at = shown(model, point, [...model.variables, ...model.parameters]);
    return problem(
      model,
      'negative-density',
      `${model.name} is negative somewhere`,
      [`at ${at} the expression is ${value.toPrecision(6)}`],
      'narrow the domain of the variable or of the parameters, or take the absolute value',
      `${value.toPrecision(3)} at ${shown(model, point, model.variables)}`,
    );
  }
  return undefined;
}

const ordinaryPoints = (model: DensityModel): readonly Point[] =>
  Array.from({ length: tries / 2 }, (_, i) => modelPoint(model, sizesOf(model, 2), 7500 + i));

/** The points at which the density is zero, and not only below the smallest double. */
function zerosAmong(model: DensityModel, points: readonly Point[]): readonly Point[] {
  const sizes = sizesOf(model, 2);
  const logDensity = elementwise('log', model.density);
  return points.filter(
    (symbols) =>
      valueAt(logDensity, symbols, sizes) === Number.NEGATIVE_INFINITY &&
      evaluateAccurately([model.density], { symbols, sizes }, 60)[0]?.data[0] === 0,
  );
}

const noMass = (model: DensityModel): Diagnostic =>
  problem(
    model,
    'not-normalised',
    `${model.name} is zero everywhere`,
    ['its integral is zero, and no factor makes that one'],
    'a density is positive where its variable is declared: correct it, or the domain',
    'zero at every point tried',
  );

/** A point of the declared domain, ordinary or on a ladder through it, at which the density has no value. */
function undefinedAt(model: DensityModel): Diagnostic | undefined {
  const sizes = sizesOf(model, 2);
  const logDensity = elementwise('log', model.density);
  const isNowhere = (p: Point): boolean =>
    Number.isNaN(valueAt(model.density, p, sizes)) &&
    Number.isNaN(valueAt(logDensity, p, sizes)) &&
    Number.isNaN(accurateValueAt(logDensity, p, sizes));
  const point =
    ordinaryPoints(model).find(isNowhere) ??
    rungsOf(model).find((p) => isNowhere(p) && leavesTheReals(model.density, (e) => valueAt(e, p, sizes)));
  return (
    point &&
    problem(
      model,
      'negative-density',
      `${model.name} is undefined somewhere`,
      [`at ${shown(model, point, [...model.variables, ...model.parameters])} the expression has no real value`],
      'narrow the domain of the variable or of the parameters, or take the absolute value inside',
      `no real number at ${shown(model, point, model.variables)}`,
    )
  );
}

/** Refuses parameters for which the integral is infinite, and densities that do not integrate to one. */
export const properDensity: Theorem = {
  id: 'proper-density',
  title: 'The density is proper',
  source: { key: 'wainwright-jordan', place: 'section 3.1' },
  apply: (known) => {
    const { model } = known;
    const infinite = infiniteSomewhere(known);
    if (infinite) return refuse(infinite);
    const towering = outgrowing(model, required(known, 'logDensity'));
    if (towering) return refuse(towering);
    const unlike = failsOnItsEnds(known);
    if (unlike) return refuse(unlike);
    const unnormalised = model.proportional ? undefined : normalisationProblem(known);
    if (unnormalised) return refuse(unnormalised);
    return {
      kind: 'found',
      findings: {},
      step: {
        statement: [prose`A density is positive where it is supported and integrates to one.`],
        body: [
          prose`${model.proportional ? 'The integral is finite on the whole declared domain of the parameters.' : 'As written it integrates to one on the whole declared domain of the parameters.'}`,
        ],
        discharged: [],
        left: [],
        claims: massClaims(known),
      },
    };
  },
};

type Known = Parameters<Theorem['apply']>[0];

/** ∫ q = 1 over one variable; over several, each integral of the log-partition has its own claim. */
function massClaims(known: Known): FoundStep['claims'] {
  const [variable, ...more] = known.model.variables;
  if (!variable || more.length > 0) return [];
  const text = 'in the declared parameters it integrates to one';
  return [
    { kind: 'normaliser', text, live: false, logIntegrand: required(known, 'normalised'), variable, value: zero },
  ];
}

/** Digits that tell a definite matrix from one that rounding made indefinite: of many factors the smallest eigenvalues lie far below the largest. */
const definiteDigits = 120;

function isDefinite({ relation }: Condition, value: Expr, point: Point, model: DensityModel): boolean {
  const a = decimalArithmetic(definiteDigits);
  const symbols = new Map([...point].map(([s, t]) => [s, mapTensor(t, a.fromNumber)]));
  const { data, shape } = evaluatorOf({ symbols, sizes: sizesOf(model, 2) }, a).value(value);
  const n = shape[0] ?? 1;
  const signed = relation === 'positive-definite' ? data : data.map(a.neg);
  return cholesky(a, rowsOf(signed, n)) !== undefined;
}

const rowsOf = <N>(data: readonly N[], n: number): readonly (readonly N[])[] =>
  Array.from({ length: n }, (_, i) => data.slice(i * n, (i + 1) * n));

function holds(c: Condition, value: Expr, point: Point, model: DensityModel): boolean | undefined {
  try {
    const t = evaluate(value, { symbols: point, sizes: sizesOf(model, 2) }, floatArithmetic);
    if (!t.data.every(Number.isFinite)) return undefined;
    if (c.relation === '>' || c.relation === '<') {
      // A value that is always zero fails; one that is zero at a drawn point may be rounding.
      if (t.data.some((x) => x === 0)) return symbolsOf(value).size === 0 ? false : undefined;
      return t.data.every((x) => (c.relation === '>' ? x > 0 : x < 0));
    }
    return satisfies(t, c.relation) || isDefinite(c, value, point, model);
  } catch {
    return undefined;
  }
}

/** `β > 0` for −β < 0. */
function conditionText(value: Expr, relation: Condition['relation']): string {
  if (relation !== '>' && relation !== '<') return `${textOf(value)} is ${relation.replace('-', ' ')}`;
  if (symbolsOf(value).size === 0) return `${textOf(value)} ${relation} 0`;
  const { content, primitive } =
    value.kind === 'sum'
      ? primitivePart(value)
      : { content: splitCoefficient(value).coefficient, primitive: splitCoefficient(value).core };
  const sign = content.n > 0n === (relation === '>') ? '>' : '<';
  const [inside] = primitive.kind === 'apply' && primitive.fn === 'log' ? primitive.args : [];
  return inside ? `${textOf(inside)} ${sign} 1` : `${textOf(primitive)} ${sign} 0`;
}

/** A declared parameter value that breaks a condition of the integral, with all conditions that are broken somewhere. */
function violation(known: Known, conditions: readonly Condition[]): Diagnostic | undefined {
  const { model } = known;
  const natural = naturalOf(required(known, 'separation').blocks);
  const broken = conditions.flatMap((c) => {
    const value = substitute(c.value, natural);
    const outcomes = Array.from({ length: tries }, (_, i) => pointOf(model, 8000 + i, i < tries / 2)).map((point) => ({
      point,
      ok: holds(c, value, point, model),
    }));
    const bad = outcomes.find((o) => o.ok === false);
    const none = !outcomes.some((o) => o.ok === true);
    const held = model.variables.filter((v) => dependsOn(value, [v])).map((v) => model.spelling.get(v) ?? v.name);
    const text = `${conditionText(value, c.relation)}${held.length > 0 ? ` for every ${held.join(', ')}` : ''}`;
    return bad ? [{ text, point: bad.point, none, telling: symbolsOf(value).size > 0 }] : [];
  });
  const [first] = broken;
  if (!first) return undefined;
  const none = broken.some((b) => b.none);
  const wanted = [...new Set(broken.filter((b) => b.telling).map((b) => b.text))].join(' and ');
  const where = place(model, first.point);
  const nearby = hasEdges(conditions) ? ', and stays so nearby,' : '';
  return problem(
    model,
    'not-integrable',
    doesNotIntegrate(model, none),
    wanted === ''
      ? ['no parameter enters what makes the integral infinite']
      : none
        ? [`the integral would be finite only if ${wanted}`]
        : [`the integral is finite${nearby} exactly when ${wanted}`, `${where}that fails`],
    wanted === ''
      ? 'add a factor that decays where the density is too heavy, or narrow the domain of the variable'
      : none
        ? 'change the sign in the exponent, or narrow the domain of the variable'
        : `declare the parameters so that ${wanted}`,
    `infinite ${where}`.trimEnd(),
  );
}

/** The refusal of an infinite integral; where one of several stays open, by what is left of a variable, unless a condition tells. */
function infiniteSomewhere(known: Known): Diagnostic | undefined {
  const { domain, open, given } = required(known, 'partition');
  const conditions = [...domain, ...(open?.conditions ?? given ?? [])];
  const [telling, fixed] = [true, false].map((names) =>
    conditions.filter((c) => symbolsOf(c.value).size > 0 === names),
  );
  const never = violation(known, fixed ?? []);
  if (never && gone(known).length === 0) return atAnEnd(known) ?? never;
  const told = violation(known, telling ?? []);
  if (told) return told;
  const found = never ?? divergentAt(known);
  const left = found && gone(known).length > 0;
  return (left ? divergentMarginal(known.model, required(known, 'logDensity')) : undefined) ?? found;
}

/** A condition without names, 0 > 2, tells a reader nothing: the end at which the density, or what is left of it, is too heavy. */
function atAnEnd(known: Known): Diagnostic | undefined {
  const { model } = known;
  const log = required(known, 'logDensity');
  const [v, ...more] = model.variables;
  return v && more.length === 0 ? divergentAtEnds(model, log, v, []) : divergentMarginal(model, log);
}

/** The variables integrated before one was left open. */
const gone = ({ model, partition }: Known): DensityModel['variables'] =>
  partition?.open ? model.variables.filter((v) => v !== partition.open?.variable) : [];

/** Where no form gave conditions: the slopes of the log-density towards the ends of its domain. */
function divergentAt(known: Known): Diagnostic | undefined {
  const { model } = known;
  const { open } = required(known, 'partition');
  if (!open) return undefined;
  const before = gone(known);
  const here = naturalOf(required(known, 'separation').blocks);
  const log = before.length > 0 ? substitute(open.logIntegrand, here) : required(known, 'logDensity');
  for (const one of open.alone) {
    const found = divergentAtEnds(model, substitute(one.logIntegrand, here), one.variable);
    if (found) return found;
  }
  return divergentAtEnds(model, log, open.variable, before);
}

/** So far from zero the logarithm of a total may be by rounding. */
const believed = 1e-8;

/** log ∫ q at ordinary points: zero when the density is normalised. */
function normalisationProblem(known: Known): Diagnostic | undefined {
  const { model } = known;
  const { blocks, remainder } = required(known, 'separation');
  const partition = required(known, 'partition');
  const sizes = sizesOf(model, 2);
  const logTotal = add(remainder, substitute(partition.ofNatural, naturalOf(blocks)));
  const found = Array.from({ length: partition.closed ? 8 : 2 }, (_, i) => {
    const point = samplePoint(
      [...model.constants, ...model.parameters, ...model.variables],
      sizes,
      randomStream(9500 + i),
      { moderate: true },
    );
    const quick = valueAt(logTotal, point, sizes);
    // Large terms may only have lost their digits to each other.
    const isOff = !(Math.abs(quick) < believed) && partition.closed;
    return { point, log: isOff ? accurateValueAt(logTotal, point, sizes) : quick };
  }).filter((x) => Number.isFinite(x.log));
  const worst = found.reduce<(typeof found)[number] | undefined>(
    (a, b) => (!a || Math.abs(b.log) > Math.abs(a.log) ? b : a),
    undefined,
  );
  if (!worst || Math.abs(worst.log) < believed) return undefined;
  const constant = found.every((x) => Math.abs(x.log - worst.log) < believed);
  return problem(
    model,
    'not-normalised',
    `${model.name} does not integrate to one`,
    [
      `${place(model, worst.point)}it integrates to ${Math.exp(worst.log).toPrecision(9)}`,
      ...(constant
        ? [
            `the integral is the same at every point tried: multiply the density by ${Math.exp(-worst.log).toPrecision(9)}`,
          ]
        : []),
    ],
    'write density ∝ … and the compiler finds the normaliser',
    `integrates to ${Math.exp(worst.log).toPrecision(6)}`,
  );
}
