// Why a density is refused: the term that mixes θ and ξ, and the rank of its mixed differences as evidence.
import { type Outcome, refuse } from '../../derivation/theorem.ts';
import type { Diagnostic, Span } from '../../diagnostics.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, isDiscrete, isScalar } from '../../ir/expr.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { coordinateCount, type DifferenceRank, mixedDifferenceRank } from '../../numeric/mixed-differences.ts';
import { countEntries } from '../minimality/count.ts';
import { heldInstead } from './held.ts';
import { clippedText, leftFactored } from './left-factored.ts';
import { reasonOf } from './reason.ts';
import { orbitInstead } from './suggestion.ts';

/** Points on either side of the matrix of mixed differences, and the rank that counts as evidence against any finite sum. */
interface Evidence {
  readonly points: number;
  readonly manyRanks: number;
}

/** A few for one variable; of several, more than all their products of two. */
function evidenceFor({ variables }: DensityModel): Evidence {
  const count = coordinateCount(variables);
  const products = (count * (count + 3)) / 2;
  return { points: Math.max(10, 2 * products + 4), manyRanks: Math.max(6, products + 1) };
}

/** The rank, definite only when more points do not raise it. */
function settledRank(model: DensityModel, logDensity: Expr, points: number): DifferenceRank | undefined {
  const found = mixedDifferenceRank(model, logDensity, points);
  const wider = found?.definite ? mixedDifferenceRank(model, logDensity, 2 * points) : undefined;
  return found && { ...found, definite: found.definite && wider?.rank === found.rank };
}

/** The refusal of a log-density whose term `mixed` is no sum of products. */
export function refuseSeparation(model: DensityModel, logDensity: Expr, mixed: Expr): Outcome {
  const { points, manyRanks } = evidenceFor(model);
  const found = settledRank(model, logDensity, points);
  const rank = found?.rank;
  const parameters = model.parameters.filter((p) => dependsOn(mixed, [p])).map((p) => spell(model, p));
  const variables = model.variables.filter((v) => dependsOn(mixed, [v])).map((v) => spell(model, v));
  const shared = { span: place(model, mixed), severity: 'error' as const };
  const term = clippedText(mixed);
  const reason = proofOf(model, mixed);
  const count = countEntries(model, model.parameters);
  const factored = leftFactored(model, logDensity, mixed, found?.rank ?? 0);
  if (factored) return refuse({ ...shared, ...factored });
  const fitsParameters = !reason && found !== undefined && found.rank <= count;
  if (found && (fitsParameters || (found.definite && found.rank < manyRanks))) {
    return refuse({
      ...shared,
      code: 'not-derivable',
      message: `${model.name} could not be separated, though it may be an exponential family`,
      label: `this logarithm mixes ${variables.join(', ')} with ${parameters.join(' and ')}`,
      notes: [
        `tried: expansion, addition theorems, splitting of exponentials, words and totals on ${term}`,
        `evidence: the matrix of its mixed differences at ${found.rows} × ${points} points has rank ${rank} to working precision; a sum has as many products or more`,
      ],
      hint: 'write the exponent as a sum of products a(parameters) · b(variable)',
    });
  }
  const diagnostic: Diagnostic = {
    ...shared,
    code: 'not-exponential',
    message: `${model.name} is not an exponential family`,
    label: `this logarithm mixes ${variables.join(', ')} with ${parameters.join(' and ')}`,
    notes: [
      reasonWords(reason, term, productText(model, parameters, variables)),
      ...(rank === undefined
        ? []
        : [
            `evidence: the matrix of its mixed differences at ${found?.rows} × ${points} points has rank ${rank}${found?.definite ? '' : ' and singular values that fade without end'}; ${count} ${model.parameters.every(isScalar) ? 'parameter' : 'free coordinate'}${count === 1 ? ' allows' : 's allow'} at most ${count} without curvature`,
          ]),
    ],
    hint: helpFor(model, logDensity),
  };
  return refuse(diagnostic);
}

const spell = (model: DensityModel, s: DensityModel['parameters'][number]): string => model.spelling.get(s) ?? s.name;

/** `a(ξ) · b(θ)`, in two letters that the declaration leaves free. */
function productText(model: DensityModel, parameters: readonly string[], variables: readonly string[]): string {
  const taken = new Set([...model.parameters, ...model.variables, ...model.constants].map((s) => spell(model, s)));
  const [left, right] = [...'abcdfghuvwpqrst'].filter((letter) => !taken.has(letter));
  return `${left ?? 'a'}(${parameters.join(', ')}) · ${right ?? 'b'}(${variables.join(', ')})`;
}

/** A proof where there is one; else what was tried, for the evidence to speak. */
const reasonWords = (reason: string | undefined, term: string, products: string): string =>
  reason
    ? `${term} is no finite sum of products ${products}: ${reason}`
    : `no way was found to write ${term} as a finite sum of products ${products}`;

/** The proof for a density of one variable, where one is known. */
function proofOf(model: DensityModel, mixed: Expr): string | undefined {
  const [v, ...more] = model.variables;
  return v && more.length === 0 ? reasonOn(model, mixed, v) : undefined;
}

/** On a count there is no singularity in the variable: the roles are exchanged, which a sum of products allows. */
function reasonOn(model: DensityModel, mixed: Expr, v: DensityModel['variables'][number]): string | undefined {
  if (!isDiscrete(v.domain)) return reasonOf(mixed, v, model.parameters);
  const [p, ...others] = model.parameters.filter((q) => dependsOn(mixed, [q]));
  return p && others.length === 0 ? reasonOf(mixed, p, [v]) : undefined;
}

/** The smallest source range that became the mixed term or the argument of its logarithm; else that of any argument. */
function place(model: DensityModel, mixed: Expr): Span {
  const inside = mixed.kind === 'apply' && mixed.args[0] ? [mixed.args[0]] : [];
  const isLog = mixed.kind === 'apply' && mixed.fn === 'log';
  return spanOf(model, isLog ? [mixed, ...inside] : [mixed]) ?? spanOf(model, inside) ?? model.spans.density;
}

/** The smallest source range that became one of these. */
function spanOf(model: DensityModel, terms: readonly Expr[]): Span | undefined {
  const wanted = new Set(terms.map(expand));
  let best: Span | undefined;
  for (const [e, span] of model.spans.nodes)
    if (wanted.has(expand(e)) && (!best || span.end - span.start < best.end - best.start)) best = span;
  return best;
}

/** Location and scale parameters are found by the invariance they mean, and sent to the groups; no group moves counts. */
function helpFor(model: DensityModel, logDensity: Expr): string {
  const { words, leavesFamily } = heldInstead(model, logDensity);
  const orbit = orbitInstead(model, logDensity);
  if (orbit) return `${orbit}\nor ${words}`;
  if (model.variables.some((v) => isDiscrete(v.domain))) return words;
  return `${words}, ${leavesFamily ? 'or declare this density as a `distribution` ' : ''}and let a group act on it`;
}
