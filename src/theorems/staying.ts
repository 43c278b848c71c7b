// When a step stays among the members: the natural domain and the image of the declared parameters, asked of where it lands.
import type { Findings } from '../derivation/findings.ts';
import { type Equation, type Block as Line, label, type Prose, prose } from '../derivation/step.ts';
import { required } from '../derivation/theorem.ts';
import { mul, neg, primitivePart, splitCoefficient } from '../ir/build.ts';
import { type Expr, realLine, symbol, zero } from '../ir/expr.ts';
import { isNonNegative, isPositive } from '../ir/range.ts';
import { simplify } from '../ir/simplify.ts';
import { dependsOn, substitute, symbolsOf } from '../ir/visit.ts';
import type { Condition } from '../model/exponential-family.ts';
import { hasEdges, isTrue } from './natural-domain.ts';
import { imageConditions } from './parameter-maps/image.ts';
import { domainConditions } from './parameter-maps/inside.ts';

/** What is said of a step to natural parameters `landed`: that it stays, the conditions for it, and what is left to the reader. */
export interface Staying {
  /** Does every step stay? */
  readonly always: boolean;
  readonly lines: readonly Line[];
  readonly left: readonly Prose[];
}

/** The conditions but those on blocks alone that are known to stay. */
export function stayingWithin(known: Findings, landed: readonly Expr[], proved: readonly Expr[] = []): Staying {
  const { blocks } = required(known, 'separation');
  const { domain, domainHolds } = required(known, 'partition');
  const there = new Map<Expr, Expr>(blocks.map((b, i) => [b.symbol, landed[i] ?? zero]));
  const isOpen = ({ value }: Condition): boolean =>
    blocks.some((b) => !proved.includes(b.symbol) && dependsOn(value, [b.symbol]));
  const asked = domain
    .filter(isOpen)
    .map((c) => ({ ...c, value: simplify(substitute(c.value, there)) }))
    .filter((c) => !isTrue(c));
  const primed = blocks.map(({ symbol: s }) => symbol(`${s.name}′`, realLine, s.shape));
  const bounds = imageConditions(blocks, domain, primed);
  // λ′ < 0 says that λ′² is no edge.
  const isBounded = ({ value }: Condition): boolean => bounds.some((c) => dependsOn(value, symbolsOf(c.value)));
  const image = [...bounds, ...edges(known, primed).filter((c) => !isBounded(c))];
  return {
    always: domainHolds !== 'only when' && asked.length + image.length === 0,
    lines: [
      ...listed(prose`The step stays ${hasEdges(domain) ? 'inside' : 'in'} the natural domain ${domainHolds}`, asked),
      ...listed(prose`The step reaches a member that the declared parameters name only when`, image),
    ],
    left:
      domainHolds === 'only when'
        ? [prose`The integral is finite at the new ${label('natural')}; the step checks it.`]
        : [],
  };
}

/** Bounds of declared parameters that no natural parameters break but those at which they are reached: κ′ = 0 is a point of √(λ₁² + λ₂²). */
function edges(known: Findings, primed: readonly Expr[]): readonly Condition[] {
  const { blocks, model } = required(known, 'separation');
  const solved = new Map<Expr, Expr>(known.inverseInOrder?.map(({ unknown, value }) => [unknown, value]));
  const there = new Map<Expr, Expr>(blocks.map((b, i) => [b.symbol, primed[i] ?? zero]));
  return model.parameters
    .flatMap((p) => (solved.has(p) ? domainConditions(p) : []))
    .map((c) => ({ ...c, value: substitute(simplify(substitute(c.value, solved)), there) }))
    .filter(({ value, relation }) => relation === '>' && isNonNegative(value) && !isPositive(value));
}

/** Conditions under the words that lead to them. */
export const listed = (words: Prose, conditions: readonly Condition[]): readonly Line[] =>
  conditions.length === 0
    ? []
    : [
        words,
        ...conditions.map(
          (c): Line =>
            c.relation === '>' || c.relation === '<'
              ? cleared(c.value, c.relation)
              : prose`${c.value} is ${c.relation === 'positive-definite' ? 'positive' : 'negative'} definite.`,
        ),
      ];

/** A product compared with zero: positive factors say nothing, and a sum is printed with the sign that makes it positive. */
function cleared(value: Expr, relation: '>' | '<'): Equation {
  const factors = value.kind === 'product' ? value.factors : [value];
  const rest = mul(...factors.filter((f) => f.kind === 'rational' || !isPositive(f)));
  if (rest.kind !== 'sum') {
    const { coefficient, core } = splitCoefficient(rest);
    const turned = coefficient.n > 0n === (relation === '>');
    return { kind: 'equation', left: core, relation: turned ? '>' : '<', right: [zero] };
  }
  const { content, primitive } = primitivePart(rest);
  const positive = content.n > 0n === (relation === '>');
  const left = positive ? primitive : neg(primitive);
  const turned = left.kind === 'sum' && left.terms.every((t) => splitCoefficient(t).coefficient.n < 0n);
  return { kind: 'equation', left: turned ? neg(left) : left, relation: turned ? '<' : '>', right: [zero] };
}
