// Steps in the letters of their derivation: every label of a concept that does not keep its letter carries the other one.
import type { DensityModel } from '../model/density.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import type { OrbitModel } from '../model/orbit.ts';
import type { Label, Term } from '../notation/label.ts';
import { type Letters, letterAmong, lettersBeside } from '../notation/letters.ts';
import type { ProsePart } from '../notation/math-runs.ts';
import type { Block, ConceptName, Prose, Step } from './step.ts';

/** The letters beside those of a density. */
export const lettersOf = (model: DensityModel): Letters => lettersBeside(namesOf(model));

/** The letter of a concept beside those of a density. */
export const letterOf = (model: DensityModel, concept: ConceptName): string => letterAmong(lettersOf(model), concept);

const namesOf = ({ variables, parameters, constants, dimensions }: DensityModel): readonly string[] => [
  ...[...variables, ...parameters, ...constants].map((s) => s.name),
  ...dimensions,
];

/** The letters beside those of a group, and of what it moves. */
export const lettersOfGroup = (group: LieGroupModel, orbit?: OrbitModel): Letters =>
  lettersBeside([
    ...[...group.elements, ...group.point, ...group.constants, ...(orbit?.constants ?? [])].map((s) => s.name),
    ...group.dimensions,
  ]);

/** The steps in these letters. */
export const letteredSteps = (steps: readonly Step[], letters: Letters): readonly Step[] =>
  letters.size === 0 ? steps : steps.map((step) => letteredStep(step, letters));

/** A step in these letters. */
export function letteredStep(step: Step, letters: Letters): Step {
  const all = (list: readonly Prose[]): readonly Prose[] => list.map((p) => letteredProse(p, letters));
  const blocks = (list: readonly Block[]): readonly Block[] => list.map((b) => letteredBlock(b, letters));
  return {
    ...step,
    statement: blocks(step.statement),
    body: blocks(step.body),
    discharged: all(step.discharged),
    left: all(step.left),
  };
}

function letteredBlock(block: Block, letters: Letters): Block {
  if (block.kind === 'prose') return letteredProse(block, letters);
  return { ...block, left: letteredTerm(block.left, letters), right: block.right.map((t) => letteredTerm(t, letters)) };
}

const letteredProse = (prose: Prose, letters: Letters): Prose => ({
  ...prose,
  parts: prose.parts.map(
    (part): ProsePart => (typeof part !== 'string' && part.kind === 'label' ? letteredLabel(part, letters) : part),
  ),
});

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
