// The value of a named argument: of the shape that its parameter has, numbers spread over vectors.
import type { ExprNode } from '../../grammar/ast.ts';
import { fill } from '../ir/build.ts';
import { type Dim, type Domain, type Expr, isScalar, type SymbolExpr, sameShape, zero } from '../ir/expr.ts';
import { range } from '../ir/range.ts';
import { describeShape, elaborateExpression } from './expression.ts';
import { report, type Scope } from './scope.ts';

/** The value that a node gives to a parameter; with `lift` a scalar parameter may have one value a coordinate. */
export function argumentValue(node: ExprNode, target: SymbolExpr, scope: Scope, lift?: Dim): Expr | undefined {
  const [rows] = target.shape;
  const inner = rows !== undefined && target.shape.length === 2 ? { ...scope, square: rows } : scope;
  const value = elaborateExpression(node, inner);
  if (!value) return undefined;
  const shaped = spread(value, target, lift);
  if (!shaped)
    return report(
      scope,
      'shape-mismatch',
      node.span,
      `\`${target.name}\` is ${describeShape(target)}, this is ${describeShape(value)}`,
      target.shape.length === 2 ? { hint: 'a multiple of the identity is written δ I' } : {},
    );
  if (isOutside(shaped, target.domain))
    return report(scope, 'shape-mismatch', node.span, `this value lies outside the domain of \`${target.name}\``, {
      hint: `give a value that the declaration of \`${target.name}\` allows`,
    });
  return shaped;
}

/** A value in the shape asked for; a number fills a vector, and 0 fills a matrix. */
export function spread(value: Expr, target: Expr, lift?: Dim): Expr | undefined {
  if (sameShape(value.shape, target.shape)) return value;
  if (isScalar(value) && (target.shape.length === 1 || value === zero)) return fill(value, target.shape);
  return isScalar(target) && lift !== undefined && sameShape(value.shape, [lift]) ? value : undefined;
}

/** No value of the expression lies in the domain. */
function isOutside(e: Expr, domain: Domain): boolean {
  if (domain.kind !== 'interval' || e.shape.length > 1) return false;
  const { lo, hi } = range(e);
  const below = domain.lower !== undefined && hi <= range(domain.lower).lo && !(domain.closedLower && hi === lo);
  const above = domain.upper !== undefined && lo >= range(domain.upper).hi && !(domain.closedUpper && hi === lo);
  return below || above;
}
