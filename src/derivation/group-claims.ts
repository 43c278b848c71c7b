// What the author claims about a group: verified against what was derived, never trusted.
import type { GroupQuantity } from '../model/lie-group.ts';
import type { AuthorStep } from './author-claims.ts';
import type { Blocks, GroupFindings } from './lie-findings.ts';
import { type Block, equation, label, prose } from './step.ts';

const derivedValues: { readonly [Q in GroupQuantity]: (known: GroupFindings) => Blocks | undefined } = {
  compose: (known) => known.composition,
  identity: (known) => known.identity,
  inverse: (known) => known.inverse,
  bracket: (known) => known.bracket,
  exp: (known) => known.exponential?.values,
};

const concepts = {
  compose: 'composition',
  identity: 'identityElement',
  inverse: 'inverseElement',
  bracket: 'bracket',
  exp: 'exponentialMap',
} as const;

const nouns: { readonly [Q in GroupQuantity]: string } = {
  compose: 'composition',
  identity: 'identity',
  inverse: 'inverse',
  bracket: 'bracket',
  exp: 'exponential map',
};

/** What is claimed as it is derived is not printed twice. */
function claimLines(
  quantity: GroupQuantity,
  values: Blocks,
  derived: Blocks,
  { model }: GroupFindings,
): readonly Block[] {
  const several = values.length > 1;
  const lines = values.flatMap((v, i) => {
    const block = several ? { block: model.elements[i] ?? v } : {};
    return v === derived[i] ? [] : [equation(label(concepts[quantity], block), v)];
  });
  if (lines.length === 0) return [prose`The author writes it as it was derived.`];
  return lines.length < values.length ? [prose`The author writes another form of`, ...lines] : lines;
}

/** Every claim of the author as a step of its own, or why it cannot be checked. */
export function groupClaims(known: GroupFindings): readonly AuthorStep[] {
  return known.model.claims.flatMap(({ quantity, values, span }): readonly AuthorStep[] => {
    const derived = derivedValues[quantity](known);
    const [value] = values;
    if (!value) return [];
    const claim = { quantity, value, span };
    if (!derived)
      return [
        {
          claim,
          problem: {
            code: 'not-derivable',
            severity: 'error',
            span,
            message: `a claim of \`${quantity}\` cannot be checked: it was not derived for this group`,
            hint: 'remove the claim',
          },
        },
      ];
    return [
      {
        claim,
        derived,
        step: {
          theorem: 'author-claim',
          title: `The author’s claim: ${nouns[quantity]}`,
          source: { key: 'olver' },
          statement: [prose`What the author writes is compared with what was derived.`],
          body: claimLines(quantity, values, derived, known),
          discharged: [],
          left: [],
          claims: values.map((v, i) => ({
            kind: 'identity',
            text: `the ${nouns[quantity]} as claimed${values.length > 1 ? `, ${known.model.elements[i]?.name ?? ''}` : ''}`,
            live: true,
            left: derived[i] ?? v,
            right: v,
          })),
        },
      },
    ];
  });
}
