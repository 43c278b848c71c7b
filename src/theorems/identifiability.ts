// Identifiability: the scores are linearly independent, so no direction of the parameters leaves the density unchanged.
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { formula, prose } from '../derivation/step.ts';
import { type FoundStep, refuse, required, type Theorem } from '../derivation/theorem.ts';
import { isScalar } from '../ir/expr.ts';
import { type Declared, evidenceSizes, scoreRank } from '../numeric/mixed-differences.ts';

/** Refuses a continuous gauge: Fisher rank below the number of parameters. */
export const identifiability: Theorem = {
  id: 'identifiability',
  aboutParameters: true,
  title: 'The parameters are identifiable',
  source: { key: 'amari', place: 'section 2.4' },
  apply: (known) => {
    const { model } = known;
    const found = scoreRank(model, required(known, 'logDensity'));
    if (!found) return { kind: 'silent' };
    if (found.rank === found.parameters)
      return { kind: 'found', findings: {}, step: step(found.rank, sizesOf(model), rankClaim(known)) };
    const names = found.involved.map((p) => model.spelling.get(p) ?? p.name);
    const [first] = found.involved;
    const entries = names.length === 1 && first !== undefined && !isScalar(first);
    return refuse({
      code: 'not-identifiable',
      severity: 'error',
      message: `${names.length > 1 ? `${names.join(' and ')} are` : `${names[0] ?? 'a parameter'} is`} not identifiable in ${model.name}`,
      span: (first && model.spans.symbols.get(first)) ?? model.spans.name,
      label:
        names.length > 1
          ? 'some motion of these together leaves the density unchanged'
          : entries
            ? 'some motion of its entries together leaves the density unchanged'
            : 'this parameter leaves the density unchanged',
      notes: [
        `evidence: the centred scores of ${found.parameters} free coordinates have rank ${found.rank} at an interior point`,
        found.parameters - found.rank === 1
          ? 'along the missing direction the Fisher metric is zero, so no natural gradient exists'
          : `along the ${found.parameters - found.rank} missing directions the Fisher metric is zero, so no natural gradient exists`,
      ],
      hint:
        names.length > 1
          ? `make one of ${names.join(', ')} a \`constant\`, or write the density in the combination that matters`
          : entries
            ? `declare ${inWords(found.parameters - found.rank)} of the entries of ${names[0] ?? 'it'} away: write the density with those that are left, name by name`
            : `remove ${names[0] ?? 'it'}, or make it a \`constant\``,
    });
  },
};

const inWords = (count: number): string => (count === 1 ? 'one' : String(count));

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
