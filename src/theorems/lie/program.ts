// What the theorems found, gathered into the program that backends print and replay runs.
import type { OptimizerFindings } from '../../derivation/optimizer-findings.ts';
import { required } from '../../derivation/theorem.ts';
import { fill } from '../../ir/build.ts';
import { type Expr, type SymbolExpr, zero } from '../../ir/expr.ts';
import { isAngle, principalAngle } from '../../model/angle.ts';
import type { HyperParameter } from '../../model/optimizer.ts';
import type { OptimizerProgram, StateVariable } from '../../model/optimizer-program.ts';

/** The program of a derived optimizer. */
export function optimizerProgramOf(known: OptimizerFindings): OptimizerProgram {
  const { model, orbit } = known;
  const { elements } = orbit.group.model;
  const step = required(known, 'step');
  const identity = required(orbit.group, 'identity');
  const { spelling } = orbit.group.model;
  const nameOf = (s: (typeof elements)[number]): string => spelling.get(s) ?? s.name;
  const state: readonly StateVariable[] = [
    ...elements.map((g, i) => ({ symbol: g, name: nameOf(g), role: 'element' as const, initial: identity[i] ?? zero })),
    ...[...step.momentum].map(([g, m]) => ({
      symbol: m,
      name: `momentum_${nameOf(g)}`,
      role: 'momentum' as const,
      initial: fill(zero, m.shape),
    })),
  ];
  return {
    name: model.name,
    dimensions: model.dimensions,
    state,
    hyper: hyperOf(known),
    samples: model.samples.symbol,
    temperature: model.temperature.symbol,
    noise: required(orbit, 'base').sites.map(({ noise, sampler, given, lifted }) => ({
      symbol: noise,
      given,
      lifted,
      ...(sampler ? { sampler } : {}),
    })),
    place: step.place.map((a) => ({ ...a, value: turned(a.value, a.target) })),
    gradient: required(orbit, 'energy').gradient,
    average: step.averages,
    step: step.assignments,
    next: step.next,
    centre: required(known, 'centre').map((c, i) => turned(c, orbit.energy?.placeSymbols[i])),
  };
}

/** Angles lie in (−π, π]. */
const turned = (e: Expr, like: SymbolExpr | undefined): Expr => (like && isAngle(like) ? principalAngle(e) : e);

/** Each hyper-parameter once: rates, momenta, temperature, samples, and the known numbers that only the user knows. */
function hyperOf({ model }: OptimizerFindings): readonly HyperParameter[] {
  const known = model.posterior.constants.map((symbol): HyperParameter => ({ symbol }));
  const all = [...model.rate.values(), ...model.momentum.values(), model.temperature, model.samples, ...known];
  return all.filter((h, i) => all.findIndex((o) => o.symbol === h.symbol) === i);
}
