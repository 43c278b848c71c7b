// Steps in the letters of their derivation: every label of a concept that does not keep its letter carries the other one.
import type { DensityModel } from '../model/density.ts';
import { namesOf } from '../model/letters.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import type { OrbitModel } from '../model/orbit.ts';
import { type Formula, formula } from '../notation/formula.ts';
import type { Label, Term } from '../notation/label.ts';
import { type Letters, letterAmong, lettersBeside } from '../notation/letters.ts';
import type { ProsePart } from '../notation/math-runs.ts';
import type { Block, ConceptName, Prose, Step } from './step.ts';

/** The letters beside those of a density. */
export const lettersOf = (model: DensityModel): Letters => lettersBeside(namesOf(model));

/** The letter of a concept beside those of a density. */
export const letterOf = (model: DensityModel, concept: ConceptName): string => letterAmong(lettersOf(model), concept);

/** The letters beside those of a group, and of what it moves. */
export const lettersOfGroup = (group: LieGroupModel, orbit?: OrbitModel): Letters =>
  keepingDensities(
    lettersBeside([
      ...[...group.elements, ...group.point, ...group.constants, ...(orbit?.constants ?? [])].map((s) => s.name),
      ...group.dimensions,
    ]),
  );

/** The densities of an orbit, q₀ and q_g, carry an index of their own. */
const keepingDensities = (letters: Letters): Letters =>
  new Map([...letters].filter(([name]) => name !== 'density' && name !== 'expectation' && name !== 'expectedLoss'));

/** The steps in these letters. */
export const letteredSteps = (steps: readonly Step[], letters: Letters): readonly Step[] =>
  letters.size === 0 ? steps : steps.map((step) => letteredStep(step, letters));

/** A step in these letters. */
export function letteredStep(step: Step, letters: Letters): Step {
  const all = (list: readonly Prose[]): readonly Prose[] => list.map((p) => letteredProse(p, letters));
  const blocks = (list: readonly Block[]): readonly Block[] => letteredBlocks(list, letters);
  return {
    ...step,
    statement: blocks(step.statement),
    body: blocks(step.body),
    discharged: all(step.discharged),
    left: all(step.left),
  };
}

/** Blocks in these letters. */
export const letteredBlocks = (list: readonly Block[], letters: Letters): readonly Block[] =>
  list.map((b) => letteredBlock(b, letters));

function letteredBlock(block: Block, letters: Letters): Block {
  if (block.kind === 'prose') return letteredProse(block, letters);
  return { ...block, left: letteredTerm(block.left, letters), right: block.right.map((t) => letteredTerm(t, letters)) };
}

const letteredProse = (prose: Prose, letters: Letters): Prose => ({
  ...prose,
  parts: prose.parts.map((part): ProsePart => {
    if (typeof part === 'string') return part;
    if (part.kind === 'label') return letteredLabel(part, letters);
    return part.kind === 'formula' ? letteredFormula(part, letters) : part;
  }),
});

/** The density in a formula of running text: q(θ) and 𝔼_q, but no dimension that is called q. */
function letteredFormula(given: Formula, letters: Letters): Formula {
  const letter = letters.get('density')?.text;
  return letter ? formula(given.text.replace(/(?<!\p{L})q(?=\()|(?<=𝔼_)q(?!\p{L})/gu, letter)) : given;
}

const letteredTerm = (term: Term, letters: Letters): Term =>
  term.kind === 'label' ? letteredLabel(term, letters) : term;

function letteredLabel(label: Label, letters: Letters): Label {
  const letter = letters.get(label.concept);
  const { of, gradientIn } = label;
  return {
    ...label,
    ...(letter ? { letter } : {}),
    ...(of ? { of: of.map((t) => letteredTerm(t, letters)) } : {}),
    ...(gradientIn ? { gradientIn: letteredTerm(gradientIn, letters) } : {}),
  };
}
