// A natural parameter that is linear in another one adds nothing to it: ⟨L(κ), T₁⟩ + ⟨κ, T₂⟩ = ⟨κ, Lᵀ(T₁) + T₂⟩, as where
// the location of a density is known and its precision is not.
import { add, div, fill, mul, pow, sub } from '../../ir/build.ts';
import { gradient } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, isScalar, minusOne, symbol, zero } from '../../ir/expr.ts';
import { isNonZero } from '../../ir/range.ts';
import { pullScalars } from '../../ir/scalars.ts';
import { type Item, pair } from '../../ir/separate.ts';
import { simplify } from '../../ir/simplify.ts';
import { isSymmetric } from '../../ir/symmetric.ts';
import { matmul, trace } from '../../ir/tensor.ts';
import { dependsOn, substitute, transform } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { primitive } from './merge.ts';

/** Items whose natural parameter is linear in that of another one, joined to it. */
export function joinLinear(model: DensityModel, items: readonly Item[]): readonly Item[] {
  for (const host of items)
    for (const guest of items) {
      const joined = host === guest ? undefined : join(model, host, guest);
      if (joined)
        return joinLinear(
          model,
          items.flatMap((i) => (i === host ? [joined] : i === guest ? [] : [i])),
        );
    }
  return items;
}

/** The host with the guest's statistic seen from its own natural parameter scale·κ. */
function join(model: DensityModel, host: Item, guest: Item): Item | undefined {
  const { core, scale } = primitive(simplify(host.coefficient), model);
  const free = symbol(
    'κ',
    isSymmetric(core) && !isScalar(core) ? { kind: 'symmetric' } : { kind: 'interval' },
    core.shape,
  );
  const paired = withWord(substitute(pair(guest), new Map<Expr, Expr>([[core, free]])), core, free);
  if (!dependsOn(paired, [free]) || dependsOn(paired, model.parameters)) return undefined;
  const adjoint = expand(gradient(paired, free));
  if (dependsOn(adjoint, [free])) return undefined;
  const constant = sub(paired, pair({ coefficient: free, atom: adjoint }));
  const atNothing = substitute(constant, new Map<Expr, Expr>([[free, fill(zero, free.shape)]]));
  if (simplify(expand(atNothing)) !== zero) return undefined;
  return isNonZero(scale)
    ? { atom: simplify(add(host.atom, div(adjoint, scale))), coefficient: host.coefficient }
    : { atom: simplify(add(mul(scale, host.atom), adjoint)), coefficient: core };
}

/** A core that is a word of matrices also replaced where it is part of a longer word. */
function withWord(e: Expr, core: Expr, free: Expr): Expr {
  const { scalar, rest } = pullScalars(core);
  if (rest.kind !== 'apply' || rest.fn !== 'matmul') return e;
  const image = mul(pow(scalar, minusOne), free);
  return transform(e, (n) => {
    if (n.kind !== 'apply' || (n.fn !== 'trace' && n.fn !== 'matmul')) return n;
    const letters = replaceRun(n.args, rest.args, image);
    if (!letters) return n;
    return n.fn === 'trace' ? trace(...letters) : matmul(...letters);
  });
}

/** The letters with the first occurrence of a run replaced by one letter. */
function replaceRun(letters: readonly Expr[], run: readonly Expr[], image: Expr): readonly Expr[] | undefined {
  const start = letters.findIndex((_, i) => run.every((l, k) => letters[i + k] === l));
  return start < 0 ? undefined : [...letters.slice(0, start), image, ...letters.slice(start + run.length)];
}
