// Steps with their claims run: a claim that fails is a compile error that shows the point.
import type { Diagnostic, Span } from '../diagnostics.ts';
import type { Expr } from '../ir/expr.ts';
import { cost } from '../ir/simplify.ts';
import { textOf } from '../notation/text.ts';
import type { AuthorStep } from './author-claims.ts';
import type { Claim, Verdict } from './claim.ts';
import type { CheckedStep, Step } from './step.ts';
import type { Subject } from './subject.ts';
import { verifier, verifyInOrder } from './verify.ts';
import { beyondNumbers } from './verify-trial.ts';

/** Which claims run. */
export type Thoroughness = 'none' | 'live' | 'all';

/** Checked steps and the diagnostics of failed claims. */
export interface Checked {
  readonly steps: readonly CheckedStep[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs the claims of the derived steps up to the first that fails, then the author's, of which each is told. */
export function checkSteps(
  derived: readonly Step[],
  authors: readonly AuthorStep[],
  subject: Subject,
  thoroughness: Thoroughness,
): Checked {
  const problems = authors.flatMap((a) => (a.problem ? [a.problem] : []));
  const written = authors.flatMap((author) => (author.step ? [{ step: author.step, author }] : []));
  const verdictsOn = verdictsBy(subject, thoroughness);
  const ownClaims = problems.length > 0 ? [] : derived.flatMap((step) => step.claims);
  const verdicts = [ownClaims, ...written.map(({ step }) => step.claims)].flatMap(verdictsOn);
  const byClaim = new Map(verdicts.map((v) => [v.claim, v]));
  const checked = (step: Step): CheckedStep => ({
    ...step,
    verdicts: step.claims.flatMap((c) => byClaim.get(c) ?? []),
  });
  const failureOf = (step: Step): Verdict | undefined => checked(step).verdicts.find((v) => !v.holds);
  const failed = derived.find(failureOf);
  const failure = failed && failureOf(failed);
  const wrong = written.flatMap(({ step, author }) => {
    const verdict = failureOf(step);
    return verdict ? [wrongClaim(author, verdict)] : [];
  });
  const own = failed && failure ? [failedStep(failed, failure, subject.span)] : [];
  return {
    steps: [...derived, ...written.map(({ step }) => step)].map(checked),
    diagnostics: [...problems, ...own, ...wrong],
  };
}

/** The verdicts on some claims, up to one that fails; the measures are shared by all that are asked. */
function verdictsBy(subject: Subject, only: Thoroughness): (claims: readonly Claim[]) => readonly Verdict[] {
  if (only === 'none') return () => [];
  const context = { sizes: subject.sizes, seed: 1, only, spelling: subject.spelling };
  const verdictOn = verifier(context);
  return (claims) => verifyInOrder(claims, context, verdictOn);
}

const longestShown = 60;

const pointText = (v: Verdict): string =>
  v.at && Object.keys(v.at).length > 0
    ? ` at ${Object.entries(v.at)
        .map(([k, x]) => `${k} = ${JSON.stringify(x, shortNumber)}`)
        .join(', ')}`
    : '';

function wrongClaim({ claim, derived }: AuthorStep, v: Verdict): Diagnostic {
  return {
    code: 'wrong-claim',
    severity: 'error',
    span: claim.span,
    message: `the claim about \`${claim.quantity}\` is wrong`,
    label: Number.isNaN(v.worst)
      ? `no real number${pointText(v)}`
      : v.points > 0
        ? `off by ${shown(v.worst)}${pointText(v)}`
        : 'no point could be tried',
    notes: [
      v.points > 0 && Number.isNaN(v.worst)
        ? `checked by ${v.road} at ${placesText(v)}: one side of it has no real value${pointText(v)}`
        : v.points > 0
          ? `checked by ${v.road} at ${placesText(v)}, tolerance ${shown(v.tolerance)}; the worst error is ${shown(v.worst)}${pointText(v)}`
          : (v.note ?? 'no point could be tried'),
      ...(derived?.every((e) => cost(e) < longestShown) ? [`derived: ${claim.quantity} = ${tuple(derived)}`] : []),
    ],
    hint: derived
      ? 'correct the claim, or remove it'
      : 'compare with the definition of the quantity, or remove the claim',
  };
}

const tuple = (values: readonly Expr[]): string =>
  values.length === 1 ? values.map(textOf).join() : `(${values.map(textOf).join(', ')})`;

const placesText = ({ points }: Verdict): string => `${points} ${points === 1 ? 'point' : 'points'}`;

function failedStep(step: Step, v: Verdict, span: Span): Diagnostic {
  if (v.points === 0 && v.note === beyondNumbers)
    return {
      code: 'too-large',
      severity: 'error',
      span,
      message: `a derived statement is beyond the numbers that it could be checked with: ${v.claim.text} (${step.title})`,
      notes: [`no point could be tried: ${v.note}`],
      hint: 'leave out what is so large, or write its logarithm',
    };
  return {
    code: 'not-derivable',
    severity: 'error',
    span,
    message: `a derived statement did not pass its check: ${v.claim.text} (${step.title})`,
    notes: [
      v.points > 0
        ? `checked by ${v.road} at ${placesText(v)}: error ${shown(v.worst)}, tolerance ${shown(v.tolerance)}${pointText(v)}`
        : `no point could be tried: ${v.note ?? ''}`,
    ],
    hint:
      v.points > 0 && Number.isNaN(v.worst)
        ? 'the density has no value there, or no support: if that place is not meant, narrow the domains, as in `constant b in Integer(a+1..inf)`'
        : 'nothing is emitted from an unverified derivation; this density is beyond what the theory here handles reliably',
  };
}

/** Six digits are enough to find the place again. */
const shortNumber = (_: string, x: unknown): unknown => (typeof x === 'number' ? Number(x.toPrecision(6)) : x);

const shown = (x: number): string => (Number.isFinite(x) ? x.toPrecision(3) : String(x));
