// Where a second-order step stays in its domain: always in a linear space and where half of a sum of two terms of one sign
// lies in a cone (Lin, Schmidt & Khan 2020, theorem 1), else on a condition on the step size.
import type { Findings, Retraction } from '../../derivation/findings.ts';
import { type Block as Line, type Prose, prose } from '../../derivation/step.ts';
import { required } from '../../derivation/theorem.ts';
import { mul, neg, sub } from '../../ir/build.ts';
import { isNothing } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, half, type SymbolExpr, zero } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { inverse, matmul } from '../../ir/tensor.ts';
import { substitute } from '../../ir/visit.ts';
import { domainConditions } from '../parameter-maps/inside.ts';
import { isReadable, mayBeReadable } from '../readable.ts';
import { listed, stayingWithin } from '../staying.ts';

type Block = Retraction['blocks'][number];

/** What a step says of where it lands. */
interface Staying {
  readonly proved: readonly Prose[];
  readonly lines: readonly Line[];
  readonly left: readonly Prose[];
}

/** x − ρĝ − ½ρ²Γ. */
export function retract(coordinate: SymbolExpr, direction: SymbolExpr, gamma: Expr, rho: Expr): Expr {
  const moved = sub(sub(coordinate, mul(rho, direction)), mul(half, rho, rho, gamma));
  return mayBeReadable(gamma) ? simplify(moved) : moved;
}

/** The proofs, and the conditions of the blocks that have none, with Γ by its letter. */
export function stayingOf(known: Findings, found: Retraction, gammaOf: (s: SymbolExpr) => SymbolExpr): Staying {
  const { rho } = required(known, 'update');
  const landed = found.blocks.map((b) =>
    isNothing(b.christoffel) ? b.value : retract(b.coordinate, b.direction, gammaOf(b.coordinate), rho),
  );
  const proofs = found.blocks.map((b) => proof(b, rho));
  if (found.coordinates === 'natural') return inNatural(known, found, landed, proofs);
  const open = found.blocks.flatMap((b, i) =>
    proofs[i]
      ? []
      : domainConditions(b.coordinate).map((c) => ({
          ...c,
          value: simplify(substitute(c.value, new Map([[b.coordinate, landed[i] ?? zero]]))),
        })),
  );
  return {
    proved: proofs.filter((p) => p !== undefined),
    lines: listed(prose`The step stays in the domain exactly when`, open),
    left: [],
  };
}

/** In λ the natural domain asks, of all blocks together. */
function inNatural(
  known: Findings,
  { blocks }: Retraction,
  landed: readonly Expr[],
  proofs: readonly (Prose | undefined)[],
): Staying {
  const cones = blocks.filter(staysInCone).map((b) => b.coordinate);
  const { always, lines, left } = stayingWithin(known, landed, cones);
  if (!always)
    return {
      proved: proofs.filter((p, i) => p && cones.includes(blocks[i]?.coordinate as SymbolExpr)) as Prose[],
      lines,
      left,
    };
  const all = proofs.filter((p) => p !== undefined);
  return { proved: all.length === blocks.length ? all : [prose`Every step stays in the natural domain.`], lines, left };
}

/** Why a block stays in its domain at every step size. */
function proof(b: Block, rho: Expr): Prose | undefined {
  const { coordinate: x, direction } = b;
  const isBounded = x.domain.kind === 'interval' && (x.domain.lower ?? x.domain.upper);
  if (isNothing(b.christoffel) && !isBounded) return prose`${x} ranges over a linear space: every step stays in it.`;
  if (!staysInCone(b)) return undefined;
  const moved = sub(x, mul(rho, direction));
  return prose`The new ${x} is half the sum of the old one and of ${matmul(moved, inverse(x), moved)}, two terms of one sign: no step size leaves the domain.`;
}

/** Is Γ = −ĝ x⁻¹ ĝ on a cone? */
export function staysInCone({ coordinate: x, direction: g, christoffel: gamma }: Block): boolean {
  const cone =
    x.domain.kind === 'spd' ||
    (x.domain.kind === 'interval' && (x.domain.lower === zero) !== (x.domain.upper === zero));
  return cone && isReadable(gamma) && isNothing(simplify(expand(sub(gamma, neg(matmul(g, inverse(x), g))))));
}
