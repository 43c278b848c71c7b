// Domains as written → domains with shapes.
import type { DomainNode, ExprNode } from '../../grammar/ast.ts';
import { nearestWord } from '../../grammar/suggest.ts';
import type { Span } from '../diagnostics.ts';
import { neg, sub } from '../ir/build.ts';
import { type Dim, type Domain, type Expr, infinity, one, realLine, type Shape, zero } from '../ir/expr.ts';
import { isNegative, isNonZero, isPositive, range } from '../ir/range.ts';
import { dependsOn } from '../ir/visit.ts';
import { elaborateDimension, elaborateExpression } from './expression.ts';
import { report, type Scope } from './scope.ts';

/** A domain and the shape it gives a symbol. */
export interface ShapedDomain {
  readonly domain: Domain;
  readonly shape: Shape;
}

type Reader = (args: readonly ExprNode[], span: Span, scope: Scope) => ShapedDomain | undefined;

const plain =
  (domain: Domain): Reader =>
  (args, span, scope) =>
    args.length === 0 ? { domain, shape: [] } : report(scope, 'syntax', span, 'this domain takes no arguments');

const sized =
  (domain: Domain, count: 1 | 2, shape: (dims: readonly Dim[]) => Shape): Reader =>
  (args, span, scope) => {
    if (args.length !== count)
      return report(scope, 'syntax', span, `this domain takes ${count} dimension${count === 1 ? '' : 's'}`);
    const dims = args.map((a) => elaborateDimension(a, scope)).filter((d) => d !== undefined);
    return dims.length === count ? { domain, shape: shape(dims) } : undefined;
  };

const square = (dims: readonly Dim[]): Shape => [dims[0] ?? '1', dims[0] ?? '1'];

const readers: Readonly<Record<string, Reader>> = {
  Real: plain(realLine),
  Positive: plain({ kind: 'interval', lower: zero }),
  Negative: plain({ kind: 'interval', upper: zero }),
  NonNegative: plain({ kind: 'interval', lower: zero, closedLower: true }),
  Unit: plain({ kind: 'interval', lower: zero, upper: one }),
  Binary: plain({ kind: 'set', values: [zero, one] }),
  Natural: plain({ kind: 'integers', lower: zero }),
  Integer: plain({ kind: 'integers' }),
  Circle: plain({ kind: 'circle' }),
  Interval: readInterval,
  OneHot: sized({ kind: 'onehot' }, 1, (d) => d),
  Simplex: sized({ kind: 'simplex' }, 1, (d) => d),
  Matrix: sized({ kind: 'matrix' }, 2, (d) => d),
  Symmetric: sized({ kind: 'symmetric' }, 1, square),
  SPD: sized({ kind: 'spd' }, 1, square),
  Invertible: sized({ kind: 'invertible' }, 1, square),
  LowerTriangular: sized({ kind: 'lowerTriangular' }, 1, square),
  Rotation: sized({ kind: 'rotation' }, 1, square),
};

/** Names of the domains, for documentation and hints. */
export const domainNames: readonly string[] = Object.keys(readers);

function readInterval(args: readonly ExprNode[], span: Span, scope: Scope): ShapedDomain | undefined {
  const [a, b] = args;
  if (args.length !== 2 || !a || !b) return report(scope, 'syntax', span, 'an interval has two ends: Interval(a, b)');
  const [lower, upper] = [elaborateBound(a, scope), elaborateBound(b, scope)];
  return lower && upper ? between(lower, upper, span, scope) : undefined;
}

/** A bound; ±∞ means unbounded on that side. */
function elaborateBound(node: ExprNode, scope: Scope): Expr | undefined {
  if (node.kind === 'unary' && node.op === '-') {
    const inner = elaborateBound(node.operand, scope);
    return inner === infinity ? infinity : inner && neg(inner);
  }
  if (node.kind === 'name' && (node.name === '∞' || node.text === 'inf')) return infinity;
  const found = elaborateExpression(node, scope);
  return found && found.shape.length > 0 ? report(scope, 'shape-mismatch', node.span, 'a bound is a number') : found;
}

function between(lower: Expr, upper: Expr, span: Span, scope: Scope): ShapedDomain | undefined {
  if (lower !== infinity && upper !== infinity && range(lower).lo >= range(upper).hi)
    return report(scope, 'not-integrable', span, 'this interval is empty', { hint: 'the lower end comes first' });
  const domain: Domain = {
    kind: 'interval',
    ...(lower === infinity ? {} : { lower }),
    ...(upper === infinity ? {} : { upper }),
  };
  return { domain, shape: [] };
}

/** The domain a node means, or undefined after a report. */
export function elaborateDomain(node: DomainNode, scope: Scope): ShapedDomain | undefined {
  switch (node.kind) {
    case 'domain-name': {
      const reader = readers[node.name];
      if (reader && Object.hasOwn(readers, node.name)) return reader(node.args, node.span, scope);
      const near = nearestWord(node.name, domainNames);
      return report(
        scope,
        'unknown-name',
        node.span,
        `unknown domain \`${node.text}\`${near ? `; did you mean \`${near}\`?` : ''}`,
        { hint: `domains: ${domainNames.join(' ')}` },
      );
    }
    case 'half-line': {
      const bound = elaborateBound(node.bound, scope);
      if (!bound) return undefined;
      if (bound === infinity) return { domain: realLine, shape: [] };
      return {
        domain: node.relation === '>' ? { kind: 'interval', lower: bound } : { kind: 'interval', upper: bound },
        shape: [],
      };
    }
    case 'finite-set':
      return finiteSet(node.values, node.span, scope);
    case 'range':
      return integerRange(node, scope);
    case 'lift':
      return lifted(node, scope);
  }
}

function finiteSet(values: readonly ExprNode[], span: Span, scope: Scope): ShapedDomain | undefined {
  if (values.length > 64)
    return report(scope, 'too-large', span, 'a finite set has at most 64 members', {
      hint: 'use Integer(a..b) for long ranges',
    });
  const found = values.map((v) => elaborateExpression(v, scope));
  const members = found.filter((v) => v !== undefined);
  if (members.length < found.length) return undefined;
  const moving = values.find((_, i) => dependsOn(found[i] ?? zero, scope.parameters));
  if (moving)
    return report(scope, 'support-depends-on-parameter', moving.span, 'the support moves with a parameter', {
      label: 'this member depends on a parameter',
      hint: 'in an exponential family the possible values are the same for all parameters: declare it as a `constant` if it is known',
    });
  if (members.some((v) => v.shape.length > 0))
    return report(scope, 'shape-mismatch', span, 'the members of a finite set are numbers');
  const distinct = [...new Set(members)].sort(bySize);
  if (distinct.length < members.length) return report(scope, 'syntax', span, 'a set lists each member once');
  if (distinct.some((a, i) => distinct.slice(i + 1).some((b) => !isNonZero(sub(a, b)))))
    return report(scope, 'not-derivable', span, 'two members of this set may be the same number', {
      hint: 'declare the constants so that the members always differ, such as `c in Positive` for {0, c}',
    });
  return { domain: { kind: 'set', values: distinct }, shape: [] };
}

/** Smaller first where that is known; as written otherwise. */
const bySize = (a: Expr, b: Expr): number => (isPositive(sub(a, b)) ? 1 : isNegative(sub(a, b)) ? -1 : 0);

function integerRange(node: Extract<DomainNode, { kind: 'range' }>, scope: Scope): ShapedDomain | undefined {
  if (node.name !== 'Integer' && node.name !== 'Natural')
    return report(scope, 'syntax', node.span, 'ranges a..b are for Integer', {
      hint: 'an interval of reals is Interval(a, b)',
    });
  const [lower, upper] = [elaborateBound(node.lower, scope), elaborateBound(node.upper, scope)];
  if (!lower || !upper) return undefined;
  const broken = [node.lower, node.upper].find((_, i) => isBroken([lower, upper][i]));
  if (broken)
    return report(scope, 'shape-mismatch', broken.span, 'an end of a range of integers is no whole number', {
      hint: 'an interval of reals is Interval(a, b)',
    });
  const far = [node.lower, node.upper].find((_, i) => isBeyondDoubles([lower, upper][i]));
  if (far)
    return report(scope, 'too-large', far.span, 'whole numbers beyond 2^53 are not told apart in double precision', {
      hint: 'shift the variable so that its values are near 0, or leave that end open: Integer(a..inf)',
    });
  if (lower !== infinity && upper !== infinity && range(lower).lo > range(upper).hi)
    return report(scope, 'not-integrable', node.span, 'this range is empty');
  return {
    domain: { kind: 'integers', ...(lower === infinity ? {} : { lower }), ...(upper === infinity ? {} : { upper }) },
    shape: [],
  };
}

const isBroken = (end: Expr | undefined): boolean => end?.kind === 'rational' && end.value.d !== 1n;

const isBeyondDoubles = (end: Expr | undefined): boolean =>
  end?.kind === 'rational' && (end.value.n > 2n ** 53n || end.value.n < -(2n ** 53n));

function lifted(node: Extract<DomainNode, { kind: 'lift' }>, scope: Scope): ShapedDomain | undefined {
  const base = elaborateDomain(node.base, scope);
  const dim = elaborateDimension(node.dimension, scope);
  if (!base || !dim) return undefined;
  if (base.shape.length > 0)
    return report(scope, 'shape-mismatch', node.span, 'only a domain of numbers can be raised to a dimension');
  return { domain: base.domain, shape: [dim] };
}
