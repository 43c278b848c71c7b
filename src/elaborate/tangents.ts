// The blocks that follow from a group's own: a second element, and the tangent space at the identity.
import { type Domain, realLine, type SymbolExpr, symbol } from '../ir/expr.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import type { Bound } from './declare.ts';
import { algebraName, secondName } from './distinct-names.ts';
import { report, type Scope } from './scope.ts';

/** The blocks of a second element, and the coordinates of two tangents at the identity, under names of their own. */
export function derivedBlocks(
  elements: readonly SymbolExpr[],
  others: readonly SymbolExpr[],
): Pick<LieGroupModel, 'second' | 'algebra' | 'otherAlgebra'> {
  const taken = new Set([...elements, ...others].map(({ name }) => name));
  const second = elements.map((e) => symbol(secondName(e.name, taken), e.domain, e.shape));
  for (const { name } of second) taken.add(name);
  const domain = (e: SymbolExpr): Domain => tangentDomain(e.domain) ?? realLine;
  const tangent = (letter: 'X' | 'Y'): readonly SymbolExpr[] =>
    elements.map((e) => symbol(algebraName(letter, e.name, taken), domain(e), e.shape));
  return { second, algebra: tangent('X'), otherAlgebra: tangent('Y') };
}

/** Where the velocities of a curve in a domain lie; undefined where it has boundary points or none that move. */
function tangentDomain(domain: Domain): Domain | undefined {
  switch (domain.kind) {
    case 'interval':
      return domain.closedLower || domain.closedUpper ? undefined : realLine;
    case 'circle':
      return realLine;
    case 'matrix':
    case 'invertible':
      return { kind: 'matrix' };
    case 'lowerTriangular':
      return { kind: 'lower' };
    case 'rotation':
      return { kind: 'skew' };
    case 'symmetric':
    case 'spd':
      return { kind: 'symmetric' };
    case 'simplex':
      return { kind: 'zeroSum' };
    default:
      return undefined;
  }
}

/** Complains about blocks that do not form an open set. */
export function checkTangents(elements: Bound, scope: Scope): void {
  for (const e of elements.symbols) {
    const span = elements.spans.get(e);
    if (span && tangentDomain(e.domain) === undefined)
      report(scope, 'not-derivable', span, `\`${elements.spelling.get(e)}\` cannot be moved in every direction`, {
        hint: 'the elements of a Lie group can be moved in every direction: Real, Positive, Circle, Interval(a, b), Simplex(K), or matrices',
      });
  }
}
