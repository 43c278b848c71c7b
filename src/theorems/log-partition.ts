// The log-partition: $A(\lambda)=\log\int h(\theta)e^{\langle\lambda,T(\theta)\rangle}d\theta$, by the table of integrals; where no
// form applies, from the normalised density and the inverse map, or as the integral itself.

import type { OpenIntegral, Partition } from '../derivation/findings.ts';
import { equation, label, type Prose, prose } from '../derivation/step.ts';
import { type FoundStep, type Outcome, refuse, required, type Theorem } from '../derivation/theorem.ts';
import { add, neg, sub } from '../ir/build.ts';
import type { Expr } from '../ir/expr.ts';
import { isPositive } from '../ir/range.ts';
import { pair } from '../ir/separate.ts';
import { simplify } from '../ir/simplify.ts';
import { dependsOn, substitute } from '../ir/visit.ts';
import type { Block, Condition, Separation } from '../model/exponential-family.ts';
import type { Sampler, SequencePart } from '../model/program.ts';
import { givenPartition, jointClaim, wronglyNormalised } from './given-normaliser.ts';
import { type AllButOne, type Integrated, integrateAllButOne, integrateInTurn } from './integrals/in-turn.ts';
import { openIntegral } from './integrals/index.ts';
import { openAlone } from './integrals/inside.ts';
import { claimsOfDomain, domainLines } from './natural-domain.ts';
import { claimsOfEdges } from './natural-domain-edges.ts';
import { divergentMarginal } from './proper-density/ends.ts';
import { divergentAlongRays } from './proper-density/rays.ts';
import { summedPowerNotes } from './summed-power.ts';

/** λ ↦ λ(ξ), as a substitution. */
export const naturalOf = (blocks: readonly Block[]): ReadonlyMap<Expr, Expr> =>
  new Map(blocks.map((b) => [b.symbol, b.natural]));

/** ⟨λ, T⟩ with λ as unknowns. */
export const pairing = (blocks: readonly Block[]): Expr =>
  add(...blocks.map((b) => pair({ atom: b.statistic, coefficient: b.symbol })));

/** Log-partition, natural domain and normalised log-density. */
export const logPartition: Theorem = {
  id: 'log-partition',
  title: 'Log-partition and natural domain',
  source: { key: 'wainwright-jordan', place: 'section 3.1' },
  apply: (known) => {
    const found = required(known, 'separation');
    const logIntegrand = add(pairing(found.blocks), found.logBaseMeasure);
    const integrated = integrateInTurn(logIntegrand, found.model.variables, found.model.constants);
    const left = integrated
      ? undefined
      : integrateAllButOne(logIntegrand, found.model.variables, found.model.constants);
    const partition = integrated ? fromTable(found, integrated) : withoutTable(found, logIntegrand, left);
    if (!partition) {
      const logDensity = required(known, 'logDensity');
      const infinite = divergentAlongRays(found.model, logDensity) ?? divergentMarginal(found.model, logDensity);
      const wrong = infinite ?? (found.model.proportional ? undefined : wronglyNormalised(found, logIntegrand));
      return wrong ? refuse(wrong) : unreachedIntegral(found, logIntegrand);
    }
    const normalised = sub(add(required(known, 'logDensity'), neg(found.remainder)), partition.ofParameters);
    return {
      kind: 'found',
      findings: { partition, normalised },
      step: step(found, partition, logIntegrand, integrated ?? left?.integrated ?? []),
    };
  },
};

/** What was integrated last has no company left and is drawn first; each other is drawn given those after it. */
function samplerFrom(integrated: readonly Integrated[]): Sampler | undefined {
  const [only, ...more] = integrated;
  if (more.length === 0) return only?.sampler;
  const parts = partsFrom(integrated);
  return parts && { kind: 'sequence', parts };
}

function partsFrom(integrated: readonly Integrated[]): readonly SequencePart[] | undefined {
  const parts = [...integrated]
    .reverse()
    .flatMap(({ variable, sampler }) => (sampler && sampler.kind !== 'sequence' ? [{ variable, sampler }] : []));
  return parts.length === integrated.length ? parts : undefined;
}

function fromTable(found: Separation, integrated: readonly Integrated[]): Partition | undefined {
  const last = integrated.at(-1);
  if (!last) return undefined;
  const value = simplify(last.logValue);
  const sampler = samplerFrom(integrated);
  const conditions = integrated.flatMap((i) => i.conditions).filter((c) => isOpen(c, found));
  const domain = conditions.filter((c) => onlyNatural(c, found)).filter(isFirst);
  const given = conditions.filter((c) => !onlyNatural(c, found));
  return {
    ofNatural: value,
    ofParameters: simplify(substitute(value, naturalOf(found.blocks))),
    domain,
    domainHolds: given.length === 0 ? 'exactly when' : 'only when',
    closed: true,
    ...(given.length > 0 ? { given } : {}),
    ...(sampler ? { sampler } : {}),
  };
}

/** Two integrals, or two halves of one, may ask the same. */
const isFirst = (c: Condition, i: number, all: readonly Condition[]): boolean =>
  all.findIndex((d) => d.value === c.value && d.relation === c.relation) === i;

/** Conditions that speak of variables are none on λ alone: they must hold on the support. */
const onlyNatural = (c: Condition, found: Separation): boolean => !dependsOn(c.value, found.model.variables);

/** What constants alone decide is no condition on λ. */
const isOpen = (c: Condition, found: Separation): boolean =>
  dependsOn(
    c.value,
    found.blocks.map((b) => b.symbol),
  ) || !(c.relation === '>' && isPositive(c.value));

/** A normalised density names its own log-partition; otherwise the integral stays as it stands, over one variable. */
function withoutTable(found: Separation, logIntegrand: Expr, left: AllButOne | undefined): Partition | undefined {
  const value = left && openIntegral(left.logIntegrand, left.variable, found.model.constants);
  const all = (left?.integrated ?? []).flatMap((i) => i.conditions).filter((c) => isOpen(c, found));
  const conditions = all.filter((c) => !onlyNatural(c, found));
  const given = left && partsFrom(left.integrated);
  const before = [logIntegrand, ...(left?.integrated ?? []).map((i) => i.logValue)];
  const alone = (left?.integrated ?? []).flatMap(({ form, variable }, i) =>
    form === openAlone ? [{ variable, logIntegrand: before[i] ?? logIntegrand }] : [],
  );
  const open: Partition | undefined = value &&
    left && {
      ofNatural: value,
      ofParameters: found.model.proportional
        ? substitute(value, naturalOf(found.blocks))
        : simplify(neg(found.remainder)),
      domain: all.filter((c) => onlyNatural(c, found)),
      domainHolds: 'only when',
      closed: false,
      open: {
        variable: left.variable,
        logIntegrand: left.logIntegrand,
        conditions,
        alone,
        ...(given ? { given } : {}),
      },
    };
  return found.model.proportional ? open : (givenPartition(found, logIntegrand, value) ?? open);
}

function unreachedIntegral({ model, blocks }: Separation, logIntegrand: Expr): Outcome {
  const names = model.variables.map((v) => model.spelling.get(v) ?? v.name);
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    message: `the normalising integral of ${model.name} is out of reach`,
    span: model.spans.density,
    label: 'no form of the table of integrals applies',
    notes: [
      `${model.name} is an exponential family, with ${blocks.length === 1 ? 'one block' : `${blocks.length} blocks`} of statistics: only its log-partition is open`,
      'tried: the table of integrals after up to three changes of variable, one coordinate at a time',
      ...summedPowerNotes(model, logIntegrand),
    ],
    hint:
      names.length > 1
        ? `the law of ${names[0]} given the others is in reach if it is a scalar, as its integral may be left to quadrature: declare ${names.slice(1).join(', ')} as \`constant\`, and leave out what ${names[0]} does not meet`
        : 'over one scalar variable, or independent coordinates of a vector, it is integrated numerically instead; of several variables the table must reach all but one, which is a scalar',
  });
}

/** The changes of variable that led to the form, in one sentence with it. */
const pathWords = ({ path }: Integrated): string =>
  path.length === 0 ? '' : `With ${path.map((s) => s.title).join('; with ')}: `;

function step(
  found: Separation,
  partition: Partition,
  logIntegrand: Expr,
  integrated: readonly Integrated[],
): FoundStep {
  const { model, blocks } = found;
  const whole = isWhole(model, integrated);
  const natural = blocks.map((b) => b.symbol);
  return {
    statement: [
      prose`The log-partition makes the density integrate to one: ${label('logPartition')} is the logarithm of the integral of ${label('baseMeasure')} times the exponential of the natural parameters paired with the statistics. It is finite exactly on the natural domain, a convex set.`,
    ],
    body: [
      ...integrated.map((i) => prose`${pathWords(i)}${i.form.title}.`),
      ...(whole ? [] : [partition.closed ? givenWords : openWords(model, partition.open)]),
      { ...equation(label('logPartition', { of: natural }), partition.ofNatural), name: 'logPartition' },
      ...(model.parameters.length > 0
        ? [
            {
              ...equation(label('logPartition', { of: model.parameters }), partition.ofParameters),
              name: 'logPartitionOfParameters',
            },
          ]
        : []),
      ...domainLines(natural, partition.domain, whole ? (integrated.length > 1 ? 'inside' : 'exactly') : 'declared'),
    ],
    discharged: partition.domain.length
      ? [prose`The declared domain of the parameters lies in the natural domain.`]
      : [],
    left: [],
    claims: [
      ...claimsOfIntegrals(found, partition, logIntegrand, integrated),
      ...claimsOfDomain(partition.domain, naturalOf(blocks)),
      ...(whole ? claimsOfEdges(found, partition.domain, logIntegrand) : []),
    ],
    ...(integrated.at(-1) ? { source: integrated.at(-1)?.form.source ?? { key: 'wainwright-jordan' } } : {}),
  };
}

/** Are all variables integrated, one by one or together? */
const isWhole = ({ variables }: Separation['model'], integrated: readonly Integrated[]): boolean =>
  integrated.length === variables.length || integrated.some((i) => !variables.includes(i.variable));

const openWords = ({ variables }: Separation['model'], open: OpenIntegral | undefined): Prose => {
  const rest = open?.variable.domain.kind === 'integers' ? openSum : openByQuadrature;
  return open && variables.length > 1
    ? prose`Over ${open.variable}, which is left, no form of the table of integrals applies; that ${rest}`
    : prose`No form of the table of integrals applies; the ${rest}`;
};
const openByQuadrature = 'integral stands as it is and is evaluated by quadrature.';
const openSum = 'sum stands as it is and is evaluated by adding terms.';
const givenWords = prose`No form of the table of integrals applies. The density is written with its normaliser; with the declared parameters as functions of the natural ones that is the log-partition.`;

/** The whole integral over one variable; over several, each integral at points of the variables that are left. */
function claimsOfIntegrals(
  { model, blocks, ...rest }: Separation,
  partition: Partition,
  logIntegrand: Expr,
  integrated: readonly Integrated[],
): FoundStep['claims'] {
  const here = naturalOf(blocks);
  const last = model.variables.filter((v) => integrated.every((i) => i.variable !== v));
  const isTogether = integrated.some((i) => !model.variables.includes(i.variable));
  if (last.length > 1 || isTogether)
    return [jointClaim({ model, blocks, ...rest }, logIntegrand, partition.ofParameters)];
  const before = [logIntegrand, ...integrated.map((i) => i.logValue)];
  const inTurn = [...integrated, ...last.map((variable) => ({ variable, logValue: partition.ofParameters }))];
  return inTurn.map(({ variable, logValue }, i) => ({
    kind: 'normaliser',
    text: model.variables.length === 1 ? 'the integral' : 'the integral over one variable, the others given',
    live: true,
    logIntegrand: substitute(before[i] ?? logIntegrand, here),
    variable,
    value: substitute(logValue, here),
  }));
}
