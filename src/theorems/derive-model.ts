// Any model → what is derived of it: the theorems of its kind applied in order, with the author's claims and what to check.
import { type AuthorStep, authorClaims } from '../derivation/author-claims.ts';
import type { Compiled } from '../derivation/compiled.ts';
import { type Derived, deriveFrom } from '../derivation/derive.ts';
import type { Findings } from '../derivation/findings.ts';
import { givenOf, givenOfGroup, givenOfOrbit } from '../derivation/given.ts';
import { groupClaims } from '../derivation/group-claims.ts';
import { letteredBlocks, letteredStep, letteredSteps, lettersOf, lettersOfGroup } from '../derivation/lettered.ts';
import type { Block, Step } from '../derivation/step.ts';
import { type Subject, subjectOf, subjectOfDensity } from '../derivation/subject.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { NotDifferentiable } from '../ir/differentiate.ts';
import type { Expr } from '../ir/expr.ts';
import type { DensityModel } from '../model/density.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import type { OptimizerModel } from '../model/optimizer.ts';
import type { OrbitModel } from '../model/orbit.ts';
import type { Letters } from '../notation/letters.ts';
import { derivedHeld } from './held-parameters.ts';
import { familyTheorems } from './index.ts';
import { deriveGroup, deriveOptimizer, deriveOrbit } from './lie/derive.ts';
import { orbitClaims } from './lie/orbit-claims.ts';
import { optimizerProgramOf } from './lie/program.ts';
import { existing } from './moments.ts';

/** Everything that was derived of one declaration, not yet checked. */
export interface DerivedModel {
  readonly steps: readonly Step[];
  readonly refusals: readonly Diagnostic[];
  readonly authors: readonly AuthorStep[];
  readonly subject: Subject;
  readonly given: readonly Block[];
  readonly found: Pick<Compiled, 'findings' | 'group' | 'orbit' | 'optimizer'>;
}

/** Derives a model of any kind. */
export function deriveModel(model: DensityModel | LieGroupModel | OrbitModel | OptimizerModel): DerivedModel {
  switch (model.kind) {
    case 'family':
    case 'distribution':
      return ofDensity(model);
    case 'group':
      return ofGroup(model);
    case 'orbit':
      return ofOptimizer(deriveOrbit(model), model);
    case 'optimizer':
      return ofOptimizer(deriveOptimizer(model), model.posterior);
  }
}

const inLetters = (authors: readonly AuthorStep[], letters: Letters): readonly AuthorStep[] =>
  authors.map((author) => (author.step ? { ...author, step: letteredStep(author.step, letters) } : author));

function ofDensity(model: DensityModel): DerivedModel {
  const { findings, steps, refusals } = derivedDensity(model);
  const letters = lettersOf(model);
  return {
    steps: letteredSteps(steps, letters),
    refusals,
    authors: refusals.length > 0 ? [] : inLetters(existing(findings, authorClaims(findings)), letters),
    subject: subjectOfDensity(model),
    given: letteredBlocks(givenOf(model), letters),
    found: { findings },
  };
}

const aboutParameters = new Set(familyTheorems.filter((t) => t.aboutParameters).map((t) => t.id));

/** Has the step something to say where there are no parameters? */
const speaks = (step: Step): boolean => !aboutParameters.has(step.theorem);

/** As an exponential family or, of a distribution that is none, with its parameters held. */
function derivedDensity(model: DensityModel): Derived<Findings> {
  const derived = derivedAsFamily(model);
  return derivedHeld(model, derived.refusals, derivedAsFamily) ?? derived;
}

/** A slope that no function here writes, in the order of a Bessel function say, is the reader's to know and no bug. */
function derivedAsFamily(model: DensityModel): Derived<Findings> {
  try {
    const derived = deriveFrom<Findings>({ model }, familyTheorems);
    return model.parameters.length > 0 ? derived : { ...derived, steps: derived.steps.filter(speaks) };
  } catch (thrown) {
    if (!(thrown instanceof NotDifferentiable)) throw thrown;
    return { findings: { model }, steps: [], refusals: [noSlope(model, thrown.node)] };
  }
}

const noSlope = ({ name, spans }: DensityModel, node: Expr): Diagnostic => {
  const shared = { code: 'not-derivable', severity: 'error', span: spans.nodes.get(node) ?? spans.density } as const;
  if (node.kind !== 'apply' || node.fn === 'exp')
    return {
      ...shared,
      message: `${name} needs the slope of an open integral in a vector or a matrix`,
      notes: [
        'such slopes are taken where the integral holds numbers made of it, lengths and inner products with what is known',
      ],
      hint: 'declare the entries of the vector one by one, as numbers',
    };
  return {
    ...shared,
    message: `${name} needs the slope of ${node.fn} in an argument in which it has no formula`,
    notes: ['the order of a Bessel function is such an argument'],
    hint: 'leave the normaliser out and write `density ∝`, so that it is integrated, or hold that argument constant',
  };
};

function ofGroup(model: LieGroupModel): DerivedModel {
  const { findings, steps, refusals } = deriveGroup(model);
  const letters = lettersOfGroup(model);
  return {
    steps: letteredSteps(steps, letters),
    refusals,
    authors: refusals.length > 0 ? [] : inLetters(groupClaims(findings), letters),
    subject: subjectOf([...model.elements, ...model.point], { spelling: model.spelling, span: model.spans.action }),
    given: givenOfGroup(model),
    found: { group: findings },
  };
}

function ofOptimizer(
  { findings, steps, refusals }: ReturnType<typeof deriveOrbit>,
  posterior: OrbitModel,
): DerivedModel {
  const { group } = posterior;
  const spelling = new Map([...group.spelling, ...posterior.spelling, ...findings.model.spelling]);
  const letters = lettersOfGroup(group, posterior);
  const program = findings.step && findings.centre ? optimizerProgramOf(findings) : undefined;
  return {
    steps: letteredSteps(steps, letters),
    refusals,
    authors: refusals.length > 0 ? [] : inLetters(orbitClaims(findings), letters),
    subject: subjectOf([...group.elements, ...group.point], { spelling, span: findings.model.spans.name }),
    given: givenOfOrbit(posterior, findings.model.name),
    found: { orbit: findings.orbit, ...(program ? { optimizer: program } : {}) },
  };
}
