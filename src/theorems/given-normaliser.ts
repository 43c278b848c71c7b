// The log-partition that a normalised density names: $\log p=\langle\lambda(\xi),T\rangle+\log h-a(\xi)$ gives $A(\lambda(\xi))=a(\xi)$, and
// with ξ(λ) in closed form $A(\lambda)=a(\xi(\lambda))$ (Brown 1986, section 1.1). It is believed where the integral agrees.
import type { Partition } from '../derivation/findings.ts';
import { add, neg } from '../ir/build.ts';
import { type Domain, type Expr, type SymbolExpr, symbol } from '../ir/expr.ts';
import { isPositive } from '../ir/range.ts';
import { simplify } from '../ir/simplify.ts';
import { solveSystem } from '../ir/solve.ts';
import { substitute } from '../ir/visit.ts';
import type { Block, Condition, Separation } from '../model/exponential-family.ts';
import { modelPoint, sizesOf, valueAt } from '../numeric/mixed-differences.ts';
import { solveByEntry } from './parameter-maps/by-entry.ts';
import { domainConditions } from './parameter-maps/inside.ts';

/** A(λ) as the density gives it, where ξ(λ) is closed and the integral, left open, has that value. */
export function givenPartition({ model, blocks, remainder }: Separation, open: Expr): Partition | undefined {
  const equations = blocks.map((b) => ({ left: b.natural, right: b.symbol }));
  const inverse = solveSystem(equations, model.parameters) ?? solveByEntry(equations, model.parameters);
  if (!inverse) return undefined;
  const ofParameters = simplify(neg(remainder));
  const ofNatural = simplify(substitute(ofParameters, inverse));
  const isGiven = agrees(add(ofNatural, neg(open)), model, blocks);
  const domain = model.parameters.flatMap((p) => inNatural(p, inverse)).filter((c) => !alwaysHolds(c, blocks));
  return isGiven ? { ofNatural, ofParameters, domain, closed: true } : undefined;
}

/** The declared domain of a parameter, said of λ. */
const inNatural = (p: SymbolExpr, inverse: ReadonlyMap<Expr, Expr>): readonly Condition[] =>
  domainConditions(p).map((c) => ({ ...c, value: simplify(substitute(c.value, inverse)) }));

/** A condition that no λ breaks, whatever is known of the λ of declared members. */
function alwaysHolds({ value, relation }: Condition, blocks: readonly Block[]): boolean {
  const free = new Map<Expr, Expr>(blocks.map((b) => [b.symbol, symbol(b.symbol.name, line, b.symbol.shape)]));
  return relation === '>' && isPositive(substitute(value, free));
}

const line: Domain = { kind: 'interval' };

/** So many members are asked, and so far may the two values be apart; the claim on the integral is stricter. */
const members = 3;
const apart = 1e-8;

/** Is a difference in λ zero at declared members? */
function agrees(difference: Expr, model: Separation['model'], blocks: readonly Block[]): boolean {
  const sizes = sizesOf(model, 2);
  const here = substitute(difference, new Map<Expr, Expr>(blocks.map((b) => [b.symbol, b.natural])));
  const values = Array.from({ length: members }, (_, i) => valueAt(here, modelPoint(model, sizes, 9700 + i), sizes));
  return values.every((value) => Math.abs(value) < apart);
}
