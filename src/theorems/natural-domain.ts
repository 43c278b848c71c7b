// What a page says of the natural domain: the conditions that hold inside it and, of its edges, which belong to it.
import { equation, type Block as Line, type Prose, prose } from '../derivation/step.ts';
import type { FoundStep } from '../derivation/theorem.ts';
import { neg } from '../ir/build.ts';
import { type Expr, isScalar, zero } from '../ir/expr.ts';
import { isNegative, isPositive } from '../ir/range.ts';
import { substitute } from '../ir/visit.ts';
import type { Condition } from '../model/exponential-family.ts';

/**
 * What was shown: where the integral is finite, edges and all; the same inside, where integrals over other variables stand
 * outside of the one that knows its edge; or only that declared members lie there.
 */
type Shown = 'exactly' | 'inside' | 'declared';

/** The edge of a condition: never in the domain, always, or under further conditions. */
export type Edge = 'out' | 'in' | readonly Condition[];

/** Where all other conditions hold and the value of this one is 0. */
export function edgeOf(c: Condition, domain: readonly Condition[]): Edge {
  if (!c.attained || c.attained.some((a) => isFalse(a) || a.value === c.value)) return 'out';
  const open = c.attained.filter((a) => !isTrue(a) && !domain.some((d) => isSame(a, d)));
  return open.length === 0 ? 'in' : open;
}

const isSame = (a: Condition, b: Condition): boolean => a.value === b.value && a.relation === b.relation;

/** Does every value satisfy it? */
export const isTrue = ({ value, relation }: Condition): boolean =>
  (relation === '>' && isPositive(value)) || (relation === '<' && isPositive(neg(value)));

const isFalse = ({ value, relation }: Condition): boolean =>
  value === zero || (relation === '>' && isNegative(value)) || (relation === '<' && isPositive(value));

/** Does some edge belong to the domain, or may it? */
export const hasEdges = (domain: readonly Condition[]): boolean => domain.some((c) => edgeOf(c, domain) !== 'out');

/** The conditions of a natural domain under the words that lead to them, and what holds on its edges. */
export function domainLines(natural: readonly Expr[], domain: readonly Condition[], shown: Shown): readonly Line[] {
  if (domain.length === 0) return [];
  if (shown === 'declared') return [declaredWhere(natural), ...domain.map((c) => lineOf(c, domain, false))];
  const edges = domain.map((c) => edgeOf(c, domain));
  // An edge that a vector meets in some of its entries is not told.
  const isTold = shown === 'exactly' && domain.every((c, i) => typeof edges[i] === 'string' || isScalar(c.value));
  if (!isTold && hasEdges(domain)) return [insideWhere(natural), ...domain.map((c) => lineOf(c, domain, false))];
  const partly = domain.flatMap((c, i) => {
    const edge = edges[i];
    return edge && typeof edge !== 'string' ? edgeLines(c, edge) : [];
  });
  const lead = partly.length > 0 ? insideWhere(natural) : finiteWhere(natural);
  return [lead, ...domain.map((c) => lineOf(c, domain, true)), ...partly];
}

const plural = (natural: readonly Expr[]): string =>
  natural.length > 1 ? 'the natural parameters lie' : 'the natural parameter lies';

const finiteWhere = (natural: readonly Expr[]): Prose =>
  prose`The integral is finite, and ${plural(natural)} in the natural domain, exactly where`;

const insideWhere = (natural: readonly Expr[]): Prose =>
  prose`The integral is finite, and stays so nearby, so that ${plural(natural)} inside the natural domain, exactly where`;

/** What is declared may be less than where the integral is finite. */
const declaredWhere = (natural: readonly Expr[]): Prose =>
  prose`It is shown for declared members, whose ${natural.length > 1 ? 'natural parameters are' : 'natural parameter is'} such that`;

const weak = { '>': '≥', '<': '≤' } as const;

function lineOf(c: Condition, domain: readonly Condition[], withEdge: boolean): Line {
  if (c.relation !== '>' && c.relation !== '<')
    return prose`${c.value} is ${c.relation === 'positive-definite' ? 'positive' : 'negative'} definite.`;
  const isIn = withEdge && edgeOf(c, domain) === 'in';
  return { kind: 'equation', left: c.value, relation: isIn ? weak[c.relation] : c.relation, right: [zero] };
}

const edgeLines = (c: Condition, edge: readonly Condition[]): readonly Line[] => [
  prose`To the domain belong, too, the places of its edge`,
  equation(c.value, zero),
  prose`where`,
  ...edge.map((e) => lineOf(e, [], false)),
];

/** What is declared lies inside: λ(ξ) as a substitution. */
export const claimsOfDomain = (domain: readonly Condition[], here: ReadonlyMap<Expr, Expr>): FoundStep['claims'] =>
  domain
    .filter((c) => c.relation === '>' || c.relation === '<')
    .map((c) => {
      const value = substitute(c.value, here);
      return {
        kind: 'positive',
        text: 'the natural parameters lie in the natural domain',
        live: true,
        value: c.relation === '>' ? value : neg(value),
      };
    });
