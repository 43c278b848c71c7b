// The Lie-group learning rule: $g\leftarrow g\exp(-\alpha X^\sharp)$ (Kıral, Möllenhoff & Khan 2023, equation 9), with momentum
// in the dual of the algebra, where all covectors can be added since they are pulled back to the identity.
import type { Blocks } from '../../derivation/lie-findings.ts';
import type { GroupStep, OptimizerFindings } from '../../derivation/optimizer-findings.ts';
import { equation, formula, type Prose, prose } from '../../derivation/step.ts';
import { type FoundStep, type Outcome, refuse, required, type Theorem } from '../../derivation/theorem.ts';
import { add, mul, sub } from '../../ir/build.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, one, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { isPositive } from '../../ir/range.ts';
import { cost, simplify } from '../../ir/simplify.ts';
import { substitute } from '../../ir/visit.ts';
import { isAngle, principalAngle } from '../../model/angle.ts';
import { stepLetter } from '../../model/letters.ts';
import { averageOf, covectorOf } from '../../model/lie-group.ts';
import type { Assignment } from '../../model/program.ts';
import { symbolList } from './blocks.ts';
import { pairUp } from './group-maps.ts';
import { flowClaims, movedElement, ruleClaims } from './rule-claims.ts';

/** One step of the algorithm. */
export const groupRule: Theorem<OptimizerFindings> = {
  id: 'lie-group-rule',
  title: 'The learning rule on the group',
  source: { key: 'kiral-mollenhoff-khan', place: 'equation 9' },
  apply: (known) => {
    const { model, orbit } = known;
    const natural = required(orbit, 'natural');
    if (model.metric === 'fisher' && natural.metric === 'identity' && model.name !== model.posterior.name)
      return noFisher(known);
    if (!orbit.group.exponential) return noExponential(known);
    const { found, covector } = stepOf(known);
    const claims = [...stepClaims(known, found), ...ruleClaims(known, found, covector), ...flowClaims(known, found)];
    return { kind: 'found', findings: { step: found }, step: step(known, found, claims) };
  },
};

/** The symbol of a new value. */
export const updated = (s: SymbolExpr): SymbolExpr => symbol(`${s.name}′`, s.domain, s.shape);

/** The step, and the covector that it follows. */
function stepOf({ model, orbit }: OptimizerFindings): {
  readonly found: GroupStep;
  readonly covector: readonly SymbolExpr[];
} {
  const { elements, algebra } = orbit.group.model;
  const energy = required(orbit, 'energy');
  const temperature = new Map<Expr, Expr>([[energy.temperature, model.temperature.symbol]]);
  const averages = algebra.map((x, i) => ({
    target: averageOf(x),
    value: substitute(energy.covector[i] ?? zero, temperature),
    equation: `covector${i + 1}`,
  }));
  const momentum = new Map(
    elements.flatMap((g, i): [SymbolExpr, SymbolExpr][] =>
      model.momentum.has(g) ? [[g, covectorOf(algebra[i] ?? g)]] : [],
    ),
  );
  const carried = elements.flatMap((g, i): readonly Assignment[] => {
    const [m, beta, average] = [momentum.get(g), model.momentum.get(g), averages[i]];
    if (!m || !beta || !average) return [];
    const value = add(mul(beta.symbol, m), mul(sub(one, beta.symbol), average.target));
    return [{ target: updated(m), value, equation: `momentum${i + 1}` }];
  });
  const covector = averages.map(({ target }, i) => {
    const m = momentum.get(elements[i] ?? target);
    return m ? updated(m) : target;
  });
  const { named, direction } = directionOf({ model, orbit }, covector);
  const moves = nextElement({ model, orbit }, direction);
  const found: GroupStep = {
    averages,
    direction,
    assignments: [...carried, ...named, ...moves],
    momentum,
    next: new Map([
      ...elements.map((g): [SymbolExpr, SymbolExpr] => [g, updated(g)]),
      ...[...momentum.values()].map((m): [SymbolExpr, SymbolExpr] => [m, updated(m)]),
    ]),
    place: energy.placeSymbols.map((target, i) => ({
      target,
      value: energy.place[i] ?? zero,
      equation: `place${i + 1}`,
    })),
  };
  return { found, covector };
}

/** X♯, each block a symbol: those that are more than a covector get a line of their own. */
function directionOf(
  { model, orbit }: OptimizerFindings,
  covector: readonly Expr[],
): { readonly named: readonly Assignment[]; readonly direction: Blocks } {
  const { algebra } = orbit.group.model;
  const natural = required(orbit, 'natural');
  const isFisher = model.metric === 'fisher' && natural.metric === 'fisher';
  const values = isFisher
    ? natural.values.map((v) => simplify(substitute(v, pairUp(natural.covector, covector))))
    : covector;
  const named = algebra.flatMap((x, i): readonly Assignment[] => {
    const value = values[i] ?? zero;
    return value.kind === 'symbol' ? [] : [{ target: x, value, equation: `direction${i + 1}` }];
  });
  return { named, direction: algebra.map((x, i) => (values[i]?.kind === 'symbol' ? (values[i] ?? x) : x)) };
}

/** Each block of g·exp(−α X♯), taken at that block's own rate. */
const nextElement = ({ model, orbit }: OptimizerFindings, direction: Blocks): readonly Assignment[] =>
  orbit.group.model.elements.map((g, i) => {
    const whole = movedElement(orbit.group, direction, model.rate.get(g)?.symbol ?? one)[i] ?? g;
    const opened = simplify(expand(whole));
    const value = cost(opened) < cost(whole) ? opened : whole;
    return { target: updated(g), value: isAngle(g) ? principalAngle(value) : value, equation: `update${i + 1}` };
  });

function noFisher({ model }: OptimizerFindings): Outcome<OptimizerFindings> {
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: model.spans.name,
    message: `${model.name} asks for the Fisher metric, and ${model.posterior.name} has none that could be inverted`,
    label: 'no Fisher form for this posterior',
    notes: [
      'the derivation of the orbit says which step failed: the score, its mean at the edge of the support, or the inversion',
    ],
    hint: 'add the line: metric identity',
  });
}

function noExponential({ model }: OptimizerFindings): Outcome<OptimizerFindings> {
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: model.spans.name,
    message: `${model.name} needs the exponential map of ${model.posterior.group.name}, which has no closed form here`,
    label: 'no exponential map',
    hint: 'declare the element in coordinates in which its product is linear, a matrix for example',
  });
}

function step({ model, orbit }: OptimizerFindings, found: GroupStep, claims: FoundStep['claims']): FoundStep {
  const rates = [...new Set([...model.rate.values()].map((r) => r.symbol))];
  const averaged = found.averages.map((a) => a.target);
  const several = rates.length > 1;
  const letter = stepLetter(orbit.group.model);
  return {
    statement: [
      prose`The element moves along the natural direction by the exponential map, ${formula(`g ← g exp(−${letter} X♯)`)}: it stays in the group for every step size ${formula(letter)}. Covectors at different elements are all pulled back to the identity, so their averages over time need no transport. A prime marks a new value.`,
    ],
    body: [
      averageWords(model, orbit, averaged),
      ...metricWords(model, orbit),
      ...(found.momentum.size > 0
        ? [
            prose`${symbolList([...found.momentum.values()])} ${found.momentum.size > 1 ? 'are averages' : 'is the average'} over the steps, the momentum.`,
          ]
        : []),
      ...found.assignments.map((a) => ({ ...equation(a.target, a.value), name: a.equation })),
      ...(orbit.group.model.elements.some(isAngle)
        ? [prose`Angles are kept between ${formula('−π')} and ${formula('π')}, by whole turns.`]
        : []),
      ...(several
        ? [
            prose`Every block moves at its own rate: each is the block of the exponential at that rate. With unequal rates the step is no single exponential, yet every block stays in its domain.`,
          ]
        : []),
    ],
    discharged: [prose`Every step stays in the group: the exponential map is defined on the whole algebra.`],
    left: [],
    claims,
  };
}

/** What a bar over a letter means, and how many draws it runs over. */
function averageWords(
  model: OptimizerFindings['model'],
  orbit: OptimizerFindings['orbit'],
  averaged: readonly SymbolExpr[],
): Prose {
  const single = averaged.length === 1;
  if (orbit.base?.at)
    return prose`${symbolList(averaged)} ${single ? 'is' : 'are'} the estimate itself, for a point has one draw only.`;
  return prose`${symbolList(averaged)} ${single ? 'is the mean of the estimate' : 'are the means of the estimates'} over the ${model.samples.symbol} draws of a step.`;
}

/** Where the direction is not that of the Fisher form. */
const metricWords = (model: OptimizerFindings['model'], { natural }: OptimizerFindings['orbit']): FoundStep['body'] =>
  model.metric === 'identity' && natural?.metric === 'fisher'
    ? [
        prose`This algorithm asks for the identity as metric instead of the Fisher form: the direction is the covector itself.${
          natural.values.some((v, i) => v !== natural.covector[i])
            ? ' What is said of the natural direction, to first order above, is not said of this one.'
            : ''
        }`,
      ]
    : [];

/** What is positive stays positive: tried at points where its form alone does not say so. */
function stepClaims({ orbit }: OptimizerFindings, found: GroupStep): FoundStep['claims'] {
  const { elements } = orbit.group.model;
  const here = new Map<Expr, Expr>();
  for (const a of found.assignments) here.set(a.target, substitute(a.value, here));
  const next = (g: SymbolExpr): Expr => here.get(found.next.get(g) ?? g) ?? g;
  return elements
    .filter((g) => g.domain.kind === 'interval' && g.domain.lower === zero && !isPositive(next(g)))
    .map((g) => ({ kind: 'positive', text: `the new ${g.name} stays positive`, live: true, value: next(g) }));
}
