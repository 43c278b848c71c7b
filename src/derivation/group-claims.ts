// What the author claims about a group: verified against what was derived, never trusted.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import type { BlockClaim, GroupQuantity } from '../model/lie-group.ts';
import type { AuthorStep } from './author-claims.ts';
import type { Claim } from './claim.ts';
import type { Blocks, GroupFindings } from './lie-findings.ts';
import { type Block, type ConceptName, equation, label, prose, type Source, type Term } from './step.ts';

/** What stands beside a claim. */
export interface Beside {
  /** The quantity in a few words. */
  readonly noun: string;
  readonly source: Source;
  /** What was derived, in the shape in which it is told. */
  readonly derived: Blocks;
  /** The left side of what is printed of each value. */
  readonly lefts: readonly Term[];
  readonly claims: readonly Claim[];
}

const concepts: { readonly [Q in GroupQuantity]: ConceptName } = {
  compose: 'composition',
  identity: 'identityElement',
  inverse: 'inverseElement',
  bracket: 'bracket',
  exp: 'exponentialMap',
  field: 'invariantField',
  infinitesimal: 'infinitesimal',
};

const nouns: { readonly [Q in GroupQuantity]: string } = {
  compose: 'composition',
  identity: 'identity',
  inverse: 'inverse',
  bracket: 'bracket',
  exp: 'exponential map',
  field: 'left-invariant field',
  infinitesimal: 'infinitesimal action',
};

const derivedValues: { readonly [Q in GroupQuantity]: (known: GroupFindings) => Blocks | undefined } = {
  compose: (known) => known.composition,
  identity: (known) => known.identity,
  inverse: (known) => known.inverse,
  bracket: (known) => known.bracket,
  exp: (known) => known.exponential?.values,
  field: (known) => known.invariantField,
  infinitesimal: (known) => known.infinitesimal,
};

/** Every claim about a group as a step of its own, or why it cannot be checked. */
export const groupClaims = (known: GroupFindings): readonly AuthorStep[] =>
  known.model.claims.map((claim) => claimedStep(claim, besideGroup(claim, known), 'it was not derived for this group'));

/** What was derived of a group for a claim about it. */
export function besideGroup({ quantity, values }: BlockClaim<GroupQuantity>, known: GroupFindings): Beside | undefined {
  const derived = derivedValues[quantity](known);
  if (!derived) return undefined;
  const { elements, point } = known.model;
  const noun = nouns[quantity];
  const blocks = quantity === 'infinitesimal' ? point : elements;
  return {
    noun,
    source: { key: 'olver' },
    derived,
    lefts: blocks.map((b) => label(concepts[quantity], leftOf(b, quantity, blocks))),
    claims: blockwise(noun, blocks, derived, values),
  };
}

/** Which block is meant, where there are several; a vector field is one of the point. */
const leftOf = (block: SymbolExpr, quantity: GroupQuantity, all: readonly SymbolExpr[]) =>
  all.length > 1 ? { block } : quantity === 'infinitesimal' ? { of: [block] } : {};

/** Block by block by evaluation: an identity that fails shows the point. */
export const blockwise = (
  noun: string,
  blocks: readonly { name: string }[],
  derived: Blocks,
  values: Blocks,
): Claim[] =>
  values.map((v, i) => ({
    kind: 'identity',
    text: `the ${noun} as claimed${values.length > 1 ? `, ${blocks[i]?.name ?? ''}` : ''}`,
    live: true,
    left: derived[i] ?? v,
    right: v,
  }));

/** A claim as a step, or why it cannot be checked. */
export function claimedStep(
  { quantity, values, span }: BlockClaim<string>,
  beside: Beside | undefined,
  reason: string,
): AuthorStep {
  const [value] = values;
  const claim = { quantity, value: value as Expr, span };
  if (!beside)
    return {
      claim,
      problem: {
        code: 'not-derivable',
        severity: 'error',
        span,
        message: `a claim of \`${quantity}\` cannot be checked: ${reason}`,
        hint: 'remove the claim',
      },
    };
  return {
    claim,
    derived: beside.derived,
    step: {
      theorem: 'author-claim',
      title: `The author’s claim: ${beside.noun}`,
      source: beside.source,
      statement: [prose`What the author writes is compared with what was derived.`],
      body: lines(values, beside),
      discharged: [],
      left: [],
      claims: beside.claims,
    },
  };
}

/** What is claimed as it is derived is not printed twice. */
function lines(values: Blocks, { derived, lefts }: Beside): readonly Block[] {
  const other = values.flatMap((v, i) => (v === derived[i] ? [] : [equation(lefts[i] ?? v, v)]));
  if (other.length === 0) return [prose`The author writes it as it was derived.`];
  return other.length < values.length ? [prose`The author writes another form of`, ...other] : other;
}
