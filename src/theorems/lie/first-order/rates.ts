// Rates of the natural parameters along the rule on the group, and the metric that both rules descend in.
import type { IdentityClaim } from '../../../derivation/claim.ts';
import type { Findings } from '../../../derivation/findings.ts';
import type { OrbitFindings } from '../../../derivation/orbit-findings.ts';
import { equation, formula, label, type Prose, prose, type Step } from '../../../derivation/step.ts';
import { required } from '../../../derivation/theorem.ts';
import { add, mul, neg, sub } from '../../../ir/build.ts';
import { directional, gradient } from '../../../ir/differentiate.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, realLine, type SymbolExpr, symbol, zero } from '../../../ir/expr.ts';
import { simplify } from '../../../ir/simplify.ts';
import { inner } from '../../../ir/tensor.ts';
import { substitute } from '../../../ir/visit.ts';
import { freeStem, gradientLetters } from '../../../model/letters.ts';
import { symbolList } from '../blocks.ts';
import { pairUp } from '../group-maps.ts';

/** The gradient of the expected loss in each block of the element, and the temperature. */
export interface Gradients {
  readonly of: ReadonlyMap<SymbolExpr, SymbolExpr>;
  readonly tau: SymbolExpr;
}

/** Symbols for them; those of the family's own rule where it has one. */
export function gradientsOf({ group, energy }: OrbitFindings, { update }: Findings): Gradients {
  const { elements, point, constants } = group.model;
  const letter = freeStem(
    [...elements, ...point, ...constants].map((s) => s.name),
    gradientLetters,
  );
  const own = (g: SymbolExpr): SymbolExpr =>
    symbol(`${letter}_${g.name}`, g.shape.length === 2 ? { kind: 'matrix' } : realLine, g.shape);
  return {
    of: update?.gradient ?? new Map(group.model.elements.map((g) => [g, own(g)])),
    tau: update?.tau ?? energy?.temperature ?? symbol('τ', realLine),
  };
}

/**
 * F(λ)[Dλ·gX, Dλ·gY] = F(X, Y) at every element: the metric of the rule and that of the group are one, so the natural
 * gradients of one energy are one as well, whatever motions of the element leave the density as it is.
 */
export function sameMetric(known: OrbitFindings, family: Findings): IdentityClaim {
  const { elements, algebra } = known.group.model;
  const { blocks } = required(family, 'separation');
  const partition = required(family, 'partition').ofNatural;
  const natural = blocks.map((b) => b.symbol);
  const field = required(known.group, 'invariantField');
  const motion = blocks.map((b) => directional(b.natural, pairUp(elements, field)));
  const other = motion.map((m) => substitute(m, pairUp(algebra, known.group.model.otherAlgebra)));
  const metric = directional(directional(partition, pairUp(natural, motion)), pairUp(natural, other));
  const here = pairUp(
    natural,
    blocks.map((b) => b.natural),
  );
  return {
    kind: 'identity',
    text: 'the Fisher metric in the natural parameters, pulled back to the algebra, is the Fisher form',
    live: true,
    left: substitute(metric, here),
    right: required(known, 'fisherForm').value,
  };
}

/** dE in the gradient of the expected loss in the element. */
function covectorIn({ group, energy }: OrbitFindings, { of, tau }: Gradients): readonly Expr[] {
  const { elements, algebra } = group.model;
  const field = required(group, 'invariantField');
  const pairing = add(...elements.map((g, i) => inner(of.get(g) ?? zero, field[i] ?? zero)));
  return algebra.map((x, i) => simplify(sub(gradient(pairing, x), mul(tau, energy?.ofEntropy[i] ?? zero))));
}

/** dλ/dα at α = 0: λ differentiated along −g X♯. */
export function ratesOnGroup(known: OrbitFindings, family: Findings, gradients: Gradients): readonly Expr[] {
  const { group, natural } = known;
  const { elements, algebra } = group.model;
  const covector = covectorIn(known, gradients);
  const direction = (natural?.values ?? []).map((v) => substitute(v, pairUp(natural?.covector ?? [], covector)));
  const motion = required(group, 'invariantField').map((f) => neg(substitute(f, pairUp(algebra, direction))));
  return required(family, 'separation').blocks.map((b) =>
    simplify(expand(directional(b.natural, pairUp(elements, motion)))),
  );
}

/** What the rates are written in, said before they use it. */
function gradientWords({ of }: Gradients, step: string): Prose {
  const [single, several] = ['is the gradient', 'are the gradients'];
  return prose`A dot is the rate in ${formula(step)} at ${formula(`${step} = 0`)}. There ${symbolList([...of.values()])} ${of.size === 1 ? single : several} of the expected loss in ${symbolList([...of.keys()])}.`;
}

/** The natural parameters and their rates, after what they are written in. */
export function rateLines(family: Findings, gradients: Gradients, rates: readonly Expr[], step: string): Step['body'] {
  const { blocks } = required(family, 'separation');
  const rate = (i: number): ReturnType<typeof label> =>
    label('naturalRate', blocks.length > 1 ? { index: [i + 1] } : {});
  return [
    gradientWords(gradients, step),
    ...blocks.flatMap((b, i) => [
      equation(b.symbol, b.natural),
      { ...equation(rate(i), rates[i] ?? zero), name: `rate${i + 1}` },
    ]),
  ];
}
