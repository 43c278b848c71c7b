// Minimality: the statistics are affinely independent on the support and the natural parameters fill an open set
// (Brown 1986, theorem 1.9); fewer parameters than statistics make the family curved.
import { prose } from '../derivation/step.ts';
import { refuse, required, type Theorem } from '../derivation/theorem.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { type Expr, isScalar } from '../ir/expr.ts';
import type { DensityModel } from '../model/density.ts';
import type { Separation } from '../model/exponential-family.ts';
import { textOf } from '../notation/text.ts';
import { mixedDifferenceRank } from '../numeric/mixed-differences.ts';
import { countEntries } from './minimality/count.ts';
import { independentStatistics, inEntries, type Reduced } from './minimality/reduce.ts';
import { turningBack } from './minimality/turns.ts';

/** The minimal form, or the refusal of a curved family. */
export const minimality: Theorem = {
  id: 'minimality',
  aboutParameters: true,
  title: 'The form is minimal',
  source: { key: 'brown', place: 'theorem 1.9' },
  apply: (known) => {
    const separation = required(known, 'separation');
    const { model } = separation;
    const parameters = countEntries(model, model.parameters);
    const reduced = fewest(separation, parameters);
    const statistics = entriesOf(reduced);
    const rank = rankOf(model, required(known, 'logDensity'), statistics);
    if (statistics > parameters) {
      const counts = { statistics, parameters, rank };
      // Of an open size the numbers tell of one size only, and others may be curved.
      const isPlane = rank === parameters && model.dimensions.length === 0;
      return refuse(isPlane ? inPlane(model, reduced, counts) : curved(model, reduced, counts));
    }
    const turning = turningBack(model, reduced.blocks);
    if (turning) return refuse(turning);
    return {
      kind: 'found',
      findings: { separation: reduced },
      step: {
        statement: [
          prose`The form is minimal when no statistic is an affine combination of the others on the support, and no natural parameter one of the others.`,
        ],
        body: [
          prose`${minimalText(
            reduced.blocks.map((b) => b.statistic),
            statistics,
          )}`,
          ...reduced.notes.map((n) => prose`${n}`),
        ],
        discharged: [prose`The natural parameters and the declared ones are equally many.`],
        left: [],
        claims:
          rank === undefined
            ? []
            : [
                {
                  kind: 'computed',
                  text: 'the rank of the mixed differences of log q',
                  live: false,
                  road: 'rank',
                  tolerance: 0.5,
                  points: 1,
                  error: () => ({ error: Math.abs(rank - statistics), at: { rank, statistics } }),
                },
              ],
      },
    };
  },
};

const entriesOf = ({ model, blocks }: Separation): number =>
  countEntries(
    model,
    blocks.map((b) => b.symbol),
  );

/** Without dependent statistics; entry by entry where vectors leave more of them than there are parameters. */
function fewest(separation: Separation, parameters: number): Reduced {
  const whole = independentStatistics(separation);
  const apart = entriesOf(whole) > parameters ? inEntries(separation) : undefined;
  const entries = apart && independentStatistics(apart);
  return entries && entriesOf(entries) <= parameters ? entries : whole;
}

/** How many free numbers there are, and what rank was found. */
interface Counts {
  readonly statistics: number;
  readonly parameters: number;
  readonly rank: number | undefined;
}

/** What to say of more statistics than parameters. */
const curved = (model: DensityModel, { blocks }: Separation, { statistics, parameters, rank }: Counts): Diagnostic => ({
  code: 'curved',
  severity: 'error',
  span: model.spans.name,
  message: `${model.name} is a curved exponential family`,
  label: `${statistics} statistics, ${parameters} parameter${parameters === 1 ? '' : 's'}`,
  notes: [
    `its statistics ${listed(blocks.map((b) => b.statistic))} are affinely independent, and their natural parameters ${listed(blocks.map((b) => b.natural))} trace a curved surface of ${parameters} dimension${parameters === 1 ? '' : 's'}`,
    ...(rank === undefined || rank <= parameters
      ? []
      : [
          `evidence: to working precision the mixed differences of its logarithm have rank ${rank}; without curvature ${parameters} parameter${parameters === 1 ? ' allows' : 's allow'} ${parameters}`,
        ]),
  ],
  hint: 'a step of the learning rule in λ would leave the family: free the natural parameters, or let a group act on one member of it',
});

/** What to say where the numbers show no curvature: as many statistics as parameters exist, and were not found. */
const inPlane = (model: DensityModel, { blocks }: Separation, { statistics, parameters }: Counts): Diagnostic => ({
  code: 'not-derivable',
  severity: 'error',
  span: model.spans.name,
  message: `the statistics of ${model.name} were not found, though it is an exponential family`,
  label: `${statistics} statistics, ${parameters} parameter${parameters === 1 ? '' : 's'}`,
  notes: [
    `its natural parameters ${listed(blocks.map((b) => b.natural))} fill a plane of ${parameters} dimension${parameters === 1 ? '' : 's'} among those of ${listed(blocks.map((b) => b.statistic))}`,
    `evidence: to working precision the mixed differences of its logarithm have rank ${parameters}`,
  ],
  hint: 'write the exponent as a sum of products, each of one natural parameter and its statistic',
});

/** The rank of the mixed differences; where ordinary values show less than the statistics, values far out may tell them apart. */
function rankOf(model: DensityModel, logDensity: Expr, statistics: number): number | undefined {
  const near = mixedDifferenceRank(model, logDensity, statistics + 4)?.rank;
  if (near === undefined || near >= statistics) return near;
  return Math.max(near, mixedDifferenceRank(model, logDensity, statistics + 4, { wide: true })?.rank ?? 0);
}

/** Beyond so many characters an expression says less than its absence. */
const longest = 200;

/** Expressions in a row, those that no one would read left out. */
function listed(list: readonly Expr[]): string {
  const texts = list.map(textOf).map((t) => (t.length > longest ? '…' : t));
  return texts.join(', ');
}

function minimalText(statistics: readonly Expr[], count: number): string {
  const all = statistics.every(isScalar);
  return all
    ? `${count === 1 ? 'The statistic is' : `The ${inWords(count)} statistics are`} affinely independent on the support.`
    : 'The statistics are affinely independent on the support.';
}

const smallNumbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Small numbers are written out in running text. */
const inWords = (n: number): string => smallNumbers[n] ?? String(n);
