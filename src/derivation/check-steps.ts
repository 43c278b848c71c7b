// Steps with their claims run: a claim that fails is a compile error that shows the point.
import type { Diagnostic, Span } from '../diagnostics.ts';
import { cost } from '../ir/simplify.ts';
import { textOf } from '../notation/text.ts';
import type { AuthorStep } from './author-claims.ts';
import type { Verdict } from './claim.ts';
import type { CheckedStep, Step } from './step.ts';
import type { Subject } from './subject.ts';
import { verify } from './verify.ts';

/** Which claims run. */
export type Thoroughness = 'none' | 'live' | 'all';

/** Checked steps and the diagnostics of failed claims. */
export interface Checked {
  readonly steps: readonly CheckedStep[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs the claims of every step, the author's after the derived ones. */
export function checkSteps(
  derived: readonly Step[],
  authors: readonly AuthorStep[],
  subject: Subject,
  thoroughness: Thoroughness,
): Checked {
  const problems = authors.flatMap((a) => (a.problem ? [a.problem] : []));
  const all = [
    ...derived.map((step) => ({ step, author: undefined })),
    ...authors.flatMap((author) => (author.step ? [{ step: author.step, author }] : [])),
  ];
  const verdicts =
    thoroughness === 'none'
      ? []
      : verify(
          all.flatMap(({ step }) => step.claims),
          { sizes: subject.sizes, seed: 1, only: thoroughness, spelling: subject.spelling },
        );
  const byClaim = new Map(verdicts.map((v) => [v.claim, v]));
  const steps: CheckedStep[] = [];
  const diagnostics: Diagnostic[] = [...problems];
  for (const { step, author } of all) {
    const own = step.claims.flatMap((c) => byClaim.get(c) ?? []);
    steps.push({ ...step, verdicts: own });
    const failed = own.find((v) => !v.holds);
    if (failed && (author || diagnostics.length === 0))
      diagnostics.push(author ? wrongClaim(author, failed) : failedStep(step, failed, subject.span));
  }
  return { steps, diagnostics };
}

const longestShown = 60;

const pointText = (v: Verdict): string =>
  v.at
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
        ? `checked by ${v.road} at ${v.points} points: one side of it has no real value${pointText(v)}`
        : v.points > 0
          ? `checked by ${v.road} at ${v.points} points, tolerance ${shown(v.tolerance)}; the worst error is ${shown(v.worst)}${pointText(v)}`
          : (v.note ?? 'no point could be tried'),
      ...(derived && cost(derived) < longestShown ? [`derived: ${claim.quantity} = ${textOf(derived)}`] : []),
    ],
    hint: derived
      ? 'correct the claim, or remove it'
      : 'compare with the definition of the quantity, or remove the claim',
  };
}

function failedStep(step: Step, v: Verdict, span: Span): Diagnostic {
  return {
    code: 'not-derivable',
    severity: 'error',
    span,
    message: `a derived statement did not pass its check: ${v.claim.text} (${step.title})`,
    notes: [
      v.points > 0
        ? `checked by ${v.road} at ${v.points} points: error ${shown(v.worst)}, tolerance ${shown(v.tolerance)}${pointText(v)}`
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
