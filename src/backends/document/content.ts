// What every document says, whatever it is written in: numbered equations, claims in words, the works cited.
import type { Road, Verdict } from '../../derivation/claim.ts';
import type { Derivation } from '../../derivation/derivation.ts';
import type { Block, CheckedStep, Equation, Prose, Source } from '../../derivation/step.ts';
import { displaysOf } from '../../notation/display.ts';
import { entriesLatex, sameArray } from '../../notation/entries.ts';
import { type Reference, references, shortAuthors } from './references.ts';

/** A block with the number of its equation, if it is one of this instance. */
export interface NumberedBlock {
  readonly block: Block;
  readonly number?: number;
}

/** A step with its own number and the numbers of its equations. */
export interface NumberedStep {
  readonly number: number;
  readonly step: CheckedStep;
  readonly body: readonly NumberedBlock[];
}

/** `A family`, `An orbit`. */
export const withArticle = (word: string): string => `${/^[aeio]/.test(word) ? 'An' : 'A'} ${word}`;

/** The declaration without its remarks, which documents print as text. */
export const declarationText = (d: Derivation): string => d.sourceText.replace(/^\s*\/\/\/.*\n/gm, '').trimEnd();

/** The steps with equations numbered through the whole derivation; general statements carry no number. */
export function numberedSteps(d: Derivation): readonly NumberedStep[] {
  let count = 0;
  return d.steps.map((step, i) => ({
    number: i + 1,
    step,
    body: step.body.map((block) => (block.kind === 'equation' ? { block, number: ++count } : { block })),
  }));
}

/** What a document prints: running text, or a display with the numbers of the equations in it. */
export type Printed =
  | { readonly kind: 'prose'; readonly prose: Prose }
  | { readonly kind: 'display'; readonly tex: string; readonly numbers: readonly number[] };

/** The blocks as they are printed in `room` em; short entries of one array share a display. */
export function printed(body: readonly NumberedBlock[], room: number): readonly Printed[] {
  const runs: NumberedBlock[][] = [];
  for (const next of body) {
    const run = runs.at(-1);
    const before = run?.at(-1)?.block;
    const joins = before?.kind === 'equation' && next.block.kind === 'equation' && sameArray(before, next.block);
    if (run && joins) run.push(next);
    else runs.push([next]);
  }
  const arrays = new Map(runs.map((run) => [run, together(run, room)]));
  const apart = equationsOf(runs.filter((run) => !arrays.get(run)).flat());
  const displays = displaysOf(apart, room);
  const texOf = new Map(apart.map((equation, i) => [equation, displays[i] ?? '']));
  return runs.flatMap((run) => arrays.get(run) ?? run.map((b) => alone(b, texOf)));
}

const equationsOf = (blocks: readonly NumberedBlock[]): readonly Equation[] =>
  blocks.map(({ block }) => block).filter((b): b is Equation => b.kind === 'equation');

function together(run: readonly NumberedBlock[], room: number): readonly Printed[] | undefined {
  const tex = entriesLatex(equationsOf(run), room);
  return tex ? [{ kind: 'display', tex, numbers: run.flatMap(({ number }) => number ?? []) }] : undefined;
}

function alone({ block, number }: NumberedBlock, texOf: ReadonlyMap<Equation, string>): Printed {
  if (block.kind === 'prose') return { kind: 'prose', prose: block };
  return { kind: 'display', tex: texOf.get(block) ?? '', numbers: number === undefined ? [] : [number] };
}

/** `8`, or `8–10` where a display holds several equations. */
export const numberWords = (numbers: readonly number[]): string =>
  numbers.length > 1 ? `${numbers[0]}–${numbers.at(-1)}` : numbers.join('');

/** The number under which each named equation is printed. */
export function equationNumbers(d: Derivation): ReadonlyMap<string, number> {
  const named = numberedSteps(d).flatMap(({ body }) =>
    body.flatMap(({ block, number }) =>
      block.kind === 'equation' && block.name !== undefined && number !== undefined
        ? [[block.name, number] as const]
        : [],
    ),
  );
  return new Map(named);
}

const roads: Readonly<Record<Road, string>> = {
  evaluation: 'evaluated',
  quadrature: 'by quadrature',
  summation: 'by summation',
  difference: 'by difference quotients',
  rank: 'by numerical rank',
  'monte-carlo': 'by Monte Carlo',
  replay: 'by replaying the update',
  integration: 'by integrating the differential equation',
};

/** `by quadrature at 4 points, worst error 5e-15`. */
export function verdictWords(v: Verdict): string {
  const where = `${roads[v.road]} at ${v.points} point${v.points === 1 ? '' : 's'}`;
  if (v.points === 0) return `${roads[v.road]}: no point could be tried`;
  if (v.road === 'monte-carlo') return `${where}, within ${v.worst.toFixed(1)} standard errors`;
  return `${where}, worst error ${shortNumber(v.worst)}`;
}

/** 3.2e-16 → 3e-16; exact results say so. */
const shortNumber = (x: number): string => (x === 0 ? '0' : Number.isFinite(x) ? x.toExponential(0) : String(x));

/** The point of a failure and its reason, when a claim does not hold. */
export function failureWords(v: Verdict): string {
  if (v.holds) return '';
  const at = v.at
    ? ` at ${Object.entries(v.at)
        .map(([k, x]) => `${k} = ${String(x)}`)
        .join(', ')}`
    : '';
  return `FAILS${at}${v.note ? `: ${v.note}` : ''}`;
}

/** `checked: 2 claims hold` for the badge of a step. */
export function badgeWords(step: CheckedStep): string {
  const failed = step.verdicts.filter((v) => !v.holds).length;
  const count = step.verdicts.length;
  if (count === 0)
    return step.claims.length > 0 ? 'the claims of this step were not run' : 'no number checks this step';
  if (failed > 0) return `${failed} of ${count} claims fail`;
  return count === 1 ? '1 claim checked' : `${count} claims checked`;
}

/** Assumptions one after the other, each a sentence. */
export const sentences = (list: readonly string[]): string =>
  list.map((text) => (/\.\s*$/.test(text) ? text.trimEnd() : `${text}.`)).join(' ');

/** A cited work with its number in this document. */
export interface Citation {
  readonly key: string;
  readonly number: number;
  readonly reference: Reference;
}

/** The works the steps cite, in order of appearance; a key without an entry is left out. */
export function citations(d: Derivation): readonly Citation[] {
  const keys = [...new Set(d.steps.map((s) => s.source.key))];
  return keys
    .flatMap((key) => {
      const reference = references[key];
      return reference ? [{ key, reference }] : [];
    })
    .map((c, i) => ({ ...c, number: i + 1 }));
}

/** `Khan and Rue 2023, eq. 5`. */
export function sourceWords(source: Source): string {
  const reference = references[source.key];
  const work = reference ? `${shortAuthors(reference.author)} ${reference.year}` : source.key;
  return source.place ? `${work}, ${source.place}` : work;
}

const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** Claims and steps in one sentence. */
export function summaryWords(d: Derivation): string {
  const verdicts = d.steps.flatMap((s) => s.verdicts);
  const failed = verdicts.filter((v) => !v.holds).length;
  const outcome = verdicts.length === 0 ? 'nothing to check' : failed === 0 ? 'all hold' : `${failed} fail`;
  return `${counted(d.steps.length, 'step')}, ${counted(verdicts.length, 'numeric claim')}, ${outcome}`;
}
