// What the author claims about a group: verified against what was derived, never trusted.
import type { GroupQuantity } from '../model/lie-group.ts';
import type { AuthorStep } from './author-claims.ts';
import type { Blocks, GroupFindings } from './lie-findings.ts';
import { equation, label, prose } from './step.ts';

const derivedValues: { readonly [Q in GroupQuantity]: (known: GroupFindings) => Blocks | undefined } = {
  compose: (known) => known.composition,
  identity: (known) => known.identity,
  inverse: (known) => known.inverse,
  exp: (known) => known.exponential?.values,
};

const concepts = {
  compose: 'composition',
  identity: 'identityElement',
  inverse: 'inverseElement',
  exp: 'exponentialMap',
} as const;

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
    const several = values.length > 1;
    return [
      {
        claim,
        step: {
          theorem: 'author-claim',
          title: `The author’s claim: ${quantity}`,
          source: { key: 'olver' },
          statement: [prose`What the author writes is compared with what was derived.`],
          body: values.map((v, i) =>
            equation(label(concepts[quantity], several ? { block: known.model.elements[i] ?? v } : {}), v),
          ),
          discharged: [],
          left: [],
          claims: values.map((v, i) => ({
            kind: 'identity',
            text: `the ${quantity} as claimed`,
            live: true,
            left: derived[i] ?? v,
            right: v,
          })),
        },
      },
    ];
  });
}
