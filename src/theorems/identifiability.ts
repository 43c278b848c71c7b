// Identifiability: the scores are linearly independent, so no direction of the parameters leaves the density unchanged.
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { formula, prose } from '../derivation/step.ts';
import { type FoundStep, type Outcome, refuse, required, type Theorem } from '../derivation/theorem.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { type Expr, isScalar } from '../ir/expr.ts';
import { contains, dependsOn } from '../ir/visit.ts';
import type { DensityModel } from '../model/density.ts';
import {
  type Declared,
  evidenceSizes,
  mixedDifferenceRank,
  modelPoint,
  scoreRank,
} from '../numeric/mixed-differences.ts';
import { shown } from './proper-density/report.ts';
import { separation } from './separation.ts';
import { summedPowerNotes } from './summed-power.ts';

/** Refuses a continuous gauge: Fisher rank below the number of parameters. */
export const identifiability: Theorem = {
  id: 'identifiability',
  aboutParameters: true,
  title: 'The parameters are identifiable',
  source: { key: 'amari', place: 'section 2.4' },
  apply: (known) => {
    const { model } = known;
    const logDensity = required(known, 'logDensity');
    const looks = seedsOf(model, logDensity).map((seed) => ({ seed, found: scoreRank(model, logDensity, seed) }));
    const { seed, found } = looks.find((l) => l.found && l.found.rank < l.found.parameters) ?? looks[0] ?? {};
    if (seed === undefined || !found) return { kind: 'silent' };
    if (found.rank === found.parameters)
      return { kind: 'found', findings: {}, step: step(found.rank, sizesOf(model), rankClaim(known)) };
    // A score is a derivative and sees no jump; of a jump that moves, the separation says that no family has one.
    if (hasMovingJump(known)) return { kind: 'silent' };
    // Where it holds on one side of a kink only, the other side may be kept.
    const partly = looks.some((l) => l.found && l.found.rank === l.found.parameters);
    const names = found.involved.map((p) => model.spelling.get(p) ?? p.name);
    const [first] = found.involved;
    if (found.overflows) return refuse(tooLarge(model));
    if (found.fades) return refuse(tooNear(model, found));
    const entries = names.length === 1 && first !== undefined && !isScalar(first);
    return (
      beneath(known, names) ??
      refuse({
        code: 'not-identifiable',
        severity: 'error',
        message: `${names.length > 1 ? `${names.join(' and ')} are` : `${names[0] ?? 'a parameter'} is`} not identifiable in ${model.name}`,
        span: (first && model.spans.symbols.get(first)) ?? model.spans.name,
        label: `${names.length > 1 ? 'some motion of these together' : entries ? 'some motion of its entries together' : 'this parameter'} leaves the density unchanged${partly ? ' on a part of its domain' : ''}`,
        notes: [
          `evidence: the centred scores of ${found.parameters} free coordinates have rank ${found.rank} ${partly ? `on a region around ${pointText(model, seed)}` : 'at an interior point'}`,
          found.parameters - found.rank === 1
            ? 'along the missing direction the Fisher metric is zero, so no natural gradient exists'
            : `along the ${found.parameters - found.rank} missing directions the Fisher metric is zero, so no natural gradient exists`,
          ...summedPowerNotes(model, logDensity),
        ],
        hint: partly
          ? `narrow the domain of ${names.join(', ')} to where the density depends on it`
          : hintFor(names, entries ? inWords(found.parameters - found.rank) : undefined),
      })
    );
  },
};

/** Parameters that may be identifiable, and that double precision does not tell apart. */
const tooNear = (model: DensityModel, { rank, parameters }: { rank: number; parameters: number }): Diagnostic => ({
  code: 'not-derivable',
  severity: 'error',
  message: `the parameters of ${model.name} are too nearly dependent for the numbers here`,
  span: model.spans.density,
  label: `what ${parameters} parameters move is hard to tell apart`,
  notes: [
    `evidence: of the ${parameters} singular values of the centred scores at an interior point ${rank} are above a millionth of the largest, and the others fade by and by, as those of a gauge do not`,
    'the Fisher metric has the squares of these: what is solved with it would have no digit left',
  ],
  hint: 'take fewer statistics, or such as differ more: orthogonal polynomials in place of powers',
});

/** Of numbers beyond the doubles no rank tells anything. */
const tooLarge = (model: DensityModel): Diagnostic => ({
  code: 'not-derivable',
  severity: 'error',
  message: `the logarithm of ${model.name} is too large for the numbers here`,
  span: model.spans.density,
  label: 'beyond 1.8e308 at ordinary values',
  notes: ['evidence: its slopes in the parameters have no value in double precision at an interior point'],
  hint: 'measure the variable, or the parameters, in another unit',
});

/** A density that is no exponential family stays none where the gauge is fixed: that is then the reason to give. */
function beneath(known: Findings, names: readonly string[]): Outcome | undefined {
  const separated = separation.apply(known);
  if (separated.kind !== 'refused' || !separated.diagnostics.some((d) => d.code === 'not-exponential'))
    return undefined;
  const besides = `besides, ${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} not identifiable; without the surplus it would still be none`;
  return refuse(...separated.diagnostics.map((d) => ({ ...d, notes: [...(d.notes ?? []), besides] })));
}

const inWords = (count: number): string => (count === 1 ? 'one' : String(count));

/** The seeds of the points that are looked at: one, or several where the parameters have kinks, to meet either side. */
function seedsOf(model: DensityModel, logDensity: Expr): readonly number[] {
  const kinked = contains(
    logDensity,
    (e) => e.kind === 'apply' && kinks.has(e.fn) && dependsOn(e, model.parameters) && !dependsOn(e, model.variables),
  );
  return kinked ? [3, 13, 23, 33, 43, 53, 63, 73] : [3];
}

const kinks: ReadonlySet<string> = new Set(['abs', 'sign', 'max', 'min']);

const pointText = (model: DensityModel, seed: number): string =>
  shown(model, modelPoint(model, evidenceSizes(model), seed), model.parameters);

/** What to do about names that are not identifiable; `entries` says how many entries of a single one are too many. */
function hintFor(names: readonly string[], entries: string | undefined): string {
  const [name = 'it', ...more] = names;
  if (more.length > 0)
    return `make one of ${names.join(', ')} a \`constant\`, or write the density in the combination that matters`;
  return entries === undefined
    ? `remove ${name}, or make it a \`constant\``
    : `declare ${entries} of the entries of ${name} away: write the density with those that are left, name by name`;
}

/** Does the logarithm jump where the variable passes a place that depends on a parameter? */
function hasMovingJump(known: Findings): boolean {
  const { model } = known;
  return contains(
    required(known, 'logDensity'),
    (e) =>
      e.kind === 'apply' &&
      e.fn === 'sign' &&
      dependsOn(e, model.variables) &&
      dependsOn(e, model.parameters) &&
      (mixedDifferenceRank(model, e, 10)?.rank ?? 0) > 1,
  );
}

/** The rank again, at points of its own. */
function rankClaim(known: Findings): Claim {
  const { model } = known;
  return {
    kind: 'computed',
    text: 'the scores have full rank',
    live: false,
    road: 'rank',
    tolerance: 0,
    points: 2,
    error: (seed) => {
      const found = scoreRank(model, required(known, 'logDensity'), 40 + seed);
      return found && { error: found.parameters - found.rank, at: {} };
    },
  };
}

/** The sizes at which open dimensions were tried: P = 2, Q = 3. */
const sizesOf = (model: Declared): string =>
  [...evidenceSizes(model)]
    .map(([name, size]) => `${name} = ${size}`)
    .sort()
    .join(', ');

const step = (rank: number, sizes: string, claim: Claim): FoundStep => ({
  statement: [
    prose`Parameters are identifiable when their scores are linearly independent; the Fisher metric is then positive definite.`,
  ],
  body: [
    prose`The scores have full rank ${String(rank)} at a random interior point${sizes ? prose`, for ${formula(sizes)}` : ''}.`,
  ],
  discharged: [prose`The Fisher metric is non-singular.`],
  left: [],
  claims: [claim],
});
