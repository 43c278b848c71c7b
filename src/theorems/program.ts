// The program of a family: what the theorems found, gathered for the code backends.
import type { Findings } from '../derivation/findings.ts';
import { required } from '../derivation/theorem.ts';
import { add } from '../ir/build.ts';
import { directional } from '../ir/differentiate.ts';
import { type Domain, type Expr, one, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { substitute } from '../ir/visit.ts';
import type { DensityModel } from '../model/density.ts';
import type { Assignment, ClosedMap, FamilyProgram, NewtonMap, ParameterMap } from '../model/program.ts';
import { naturalForm } from './natural-form.ts';

/** The target-neutral program of a completely derived family. */
export function programOf(found: Findings): FamilyProgram {
  const form = naturalForm(found);
  const known = form?.known ?? found;
  const { blocks, model: declared } = required(known, 'separation');
  const model = withUntoldSizes(declared);
  const mean = required(known, 'mean');
  const update = required(known, 'update');
  const fisher = required(known, 'fisher');
  const partition = required(known, 'partition');
  return {
    model,
    blocks,
    ...(form ? { through: form.through } : {}),
    logDensity: required(known, 'normalised'),
    entropy: required(known, 'entropy'),
    kl: required(known, 'kl'),
    toNatural: closed(
      blocks.map((b) => b.symbol),
      blocks.map((b) => b.natural),
      'natural',
    ),
    fromNatural: withSlopes(required(known, 'fromNatural')),
    toMean: closed(
      blocks.map((b) => b.meanSymbol),
      mean.ofParameters,
      'mean',
    ),
    fromMean: fromMeanOf(known),
    fisher: fisher.parameters,
    update: {
      gradient: update.gradient,
      rho: update.rho,
      tau: update.tau,
      assignments:
        update.assignments.length > 0 ? update.assignments : naturalAssignments(update.nextNatural, update.natural),
      next: update.next,
      ...solveAfter(known),
      conditions: update.conditions,
    },
    ...(known.sampler ? { sampler: known.sampler } : {}),
    logPartition: { value: partition.ofNatural, mean: mean.ofNatural },
  };
}

/** A size that the shape of no parameter or constant tells is a constant of the program. */
function withUntoldSizes(model: DensityModel): DensityModel {
  const shapes = [...model.parameters, ...model.constants].flatMap((s) => s.shape);
  const told = (d: string): boolean => shapes.some((x) => x.replace(/[-+]\d+$/, '') === d);
  const untold = model.dimensions.filter((d) => !/^\d+$/.test(d) && !told(d));
  const sizes = untold.map((d) => symbol(d, { kind: 'integers', lower: one }));
  return sizes.length === 0 ? model : { ...model, constants: [...model.constants, ...sizes] };
}

const closed = (targets: readonly SymbolExpr[], values: readonly Expr[], name: string): ClosedMap => ({
  kind: 'closed',
  assignments: targets.map((target, i) => ({ target, value: values[i] ?? zero, equation: `${name}${i + 1}` })),
});

const naturalAssignments = (targets: readonly SymbolExpr[], values: readonly Expr[]): readonly Assignment[] =>
  targets.map((target, i) => ({ target, value: values[i] ?? zero, equation: `naturalUpdate${i + 1}` }));

/** Where ξ(λ) is not closed the new parameters are found from λ′ by its iteration. */
function solveAfter(known: Findings): { solve?: ParameterMap } {
  const map = required(known, 'fromNatural');
  const update = required(known, 'update');
  if (map.kind === 'closed' || update.assignments.length > 0) return {};
  const renamed = (s: SymbolExpr): SymbolExpr => update.next.get(s) ?? s;
  const here = (e: Expr): Expr => substitute(e, new Map<Expr, Expr>(update.next));
  const solve: NewtonMap = {
    ...map,
    unknowns: map.unknowns.map(renamed),
    given: update.nextNatural,
    forward: map.forward.map(here),
    jacobian: map.jacobian.map((row) => row.map(here)),
    domain: map.domain.map((c) => ({ ...c, value: here(c.value) })),
    after: map.after.map((a) => ({ ...a, target: renamed(a.target), value: here(a.value) })),
  };
  return { solve: withSlopes(solve) };
}

/** ξ(μ) where neither it nor ξ(λ) is closed: the declared parameters themselves are the unknowns of μ(ξ) = μ. */
function fromMeanOf(known: Findings): ParameterMap {
  const map = required(known, 'fromMean');
  const natural = required(known, 'fromNatural');
  const reached = map.kind === 'newton' ? [...map.unknowns, ...map.after.map((a) => a.target)] : known.model.parameters;
  if (natural.kind === 'closed' || known.model.parameters.every((p) => reached.includes(p))) return withSlopes(map);
  const given = required(known, 'separation').blocks.map((b) => b.meanSymbol);
  return withSlopes({ ...natural, given, forward: required(known, 'mean').ofParameters, jacobian: [], after: [] });
}

/** Systems with tensors go by derivatives along tangents; so do scalar ones without a Jacobian. */
function withSlopes(map: ParameterMap): ParameterMap {
  if (map.kind === 'closed' || map.jacobian.length > 0) return map;
  const tangents = map.unknowns.map((u) => symbol(`d${u.name}`, tangentDomain(u), u.shape));
  const along = new Map<Expr, Expr>(map.unknowns.map((u, i) => [u, tangents[i] ?? zero]));
  return { ...map, along: { tangents, slopes: map.forward.map((f) => add(directional(f, along))) } };
}

const tangentDomain = (s: SymbolExpr): Domain =>
  s.domain.kind === 'spd' || s.domain.kind === 'symmetric' ? { kind: 'symmetric' } : { kind: 'interval' };
