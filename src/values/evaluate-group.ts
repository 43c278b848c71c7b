// `eval` of a group or an orbit: its maps at the elements and algebra coordinates that `at` gives, and the orbit's metric
// and density.
import type { Blocks, GroupFindings } from '../derivation/lie-findings.ts';
import type { OrbitFindings } from '../derivation/orbit-findings.ts';
import { required } from '../derivation/theorem.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { isAngle, principalNumber } from '../model/angle.ts';
import { domainProblem } from '../model/domain.ts';
import { plainProse } from '../notation/prose.ts';
import { evaluateAccurately } from '../numeric/evaluate-accurately.ts';
import { mapTensor, type Tensor } from '../numeric/tensors.ts';
import { numberToJson, toJson } from './flat.ts';
import { matrixOf } from './form-matrix.ts';
import { type AskedGroup, askedGroup, type GroupPoint, readGroupPoint, requireSizes } from './group-point.ts';
import type { EvalQuery } from './query.ts';

/** What is known of a group, and of an orbit of it, as numbers. */
export function evaluateOnGroup(
  group: GroupFindings,
  orbit: OrbitFindings | undefined,
  query: EvalQuery,
): Record<string, unknown> {
  const asked = askedGroup(group, orbit);
  const point = readGroupPoint(asked, query);
  requireSizes(asked, point, orbit);
  return {
    identity: named(asked, point, required(group, 'identity')),
    ...(point.given.algebra ? { exp: group.exponential ? named(asked, point, group.exponential.values) : null } : {}),
    ...(point.given.element ? { inverse: named(asked, point, required(group, 'inverse')) } : {}),
    ...(point.given.second ? { compose: named(asked, point, required(group, 'composition')) } : {}),
    ...(orbit ? ofOrbit(orbit, asked, point) : {}),
    ...(point.given.point && !orbit ? { action: moved(asked, point) } : {}),
  };
}

const valuesOf = (
  { symbols, sizes }: GroupPoint['values'],
  expressions: readonly Expr[],
  more: ReadonlyMap<SymbolExpr, Tensor<number>> = new Map(),
): readonly Tensor<number>[] => evaluateAccurately(expressions, { symbols: new Map([...symbols, ...more]), sizes });

/** Angles by whole turns in (−π, π]. */
function inDomain(s: SymbolExpr, found: Tensor<number> = { shape: [], data: [] }): Tensor<number> {
  return isAngle(s) ? mapTensor(found, principalNumber) : found;
}

/** One value a block, by the block's name in the source. */
function named({ spelling, group }: AskedGroup, { values }: GroupPoint, blocks: Blocks): Record<string, unknown> {
  const { elements } = group;
  const found = valuesOf(values, blocks);
  return Object.fromEntries(elements.map((g, i) => [spelling.get(g) ?? g.name, toJson(inDomain(g, found[i]))]));
}

/** g·x, by the names of the point's components. */
function moved({ spelling, group }: AskedGroup, { values }: GroupPoint): Record<string, unknown> {
  const found = valuesOf(values, group.action);
  return Object.fromEntries(group.point.map((x, i) => [spelling.get(x) ?? x.name, toJson(inDomain(x, found[i]))]));
}

function ofOrbit(orbit: OrbitFindings, asked: AskedGroup, point: GroupPoint): Record<string, unknown> {
  return {
    fisherForm: fisherMatrix(orbit, asked, point),
    ...(orbit.noFisherForm ? { fisherFormReason: plainProse(orbit.noFisherForm) } : {}),
    ...(point.given.point ? { logDensity: logDensity(orbit, point) } : {}),
  };
}

/** F at the identity over the flat coordinates of the algebra; null where the form is not defined or was not found. */
function fisherMatrix(orbit: OrbitFindings, { group }: AskedGroup, { values }: GroupPoint): unknown {
  const form = orbit.fisherForm;
  if (!form) return null;
  const other = orbit.group.model.otherAlgebra;
  const pairs = (list: readonly SymbolExpr[]): ReadonlyMap<SymbolExpr, SymbolExpr> =>
    new Map(group.algebra.map((x, i) => [x, list[i] ?? x]));
  return matrixOf(
    { value: form.value, left: pairs(group.algebra), right: pairs(other) },
    group.algebra,
    'value',
    values.sizes,
    (rows, tangents) => valuesOf(values, rows, tangents),
  );
}

/** log q_g(θ): −∞ where the draw that g carries to θ lies outside the base's support; null for a base without density. */
function logDensity({ density, draw, base }: OrbitFindings, { values }: GroupPoint): unknown {
  if (!density || !draw) return null;
  const sites = base?.sites ?? [];
  const places = valuesOf(values, draw);
  const outside = sites.some(({ noise }, i) => {
    const place = places[i];
    return place !== undefined && domainProblem(noise, place, values) !== undefined;
  });
  if (outside) return numberToJson(Number.NEGATIVE_INFINITY);
  return numberToJson(valuesOf(values, [density])[0]?.data[0] ?? Number.NaN);
}
