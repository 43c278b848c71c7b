// A sampler with every expression in it replaced: natural parameters by declared ones, variables by draws.
import type { Expr } from '../ir/expr.ts';
import type { Draw, Sampler } from './program.ts';

/** A sampler of one variable. */
export type OneSampler = Exclude<Sampler, { kind: 'sequence' }>;

/** The same sampler of other expressions. */
export function mapSampler(s: Sampler, at: (e: Expr) => Expr): Sampler {
  return s.kind === 'sequence'
    ? { ...s, parts: s.parts.map((p) => ({ ...p, sampler: mapOneSampler(p.sampler, at) })) }
    : mapOneSampler(s, at);
}

/** The same for one variable. */
function mapOneSampler(s: OneSampler, at: (e: Expr) => Expr): OneSampler {
  switch (s.kind) {
    case 'transform':
      return {
        ...s,
        draws: s.draws.map((d): Draw => (d.shape ? { ...d, shape: at(d.shape) } : d)),
        value: at(s.value),
      };
    case 'search':
      return { ...s, logMass: at(s.logMass), from: at(s.from), ...(s.to ? { to: at(s.to) } : {}) };
    case 'table':
      return { ...s, values: s.values.map(at), logMasses: s.logMasses.map(at) };
    case 'one-hot':
      return { ...s, logProbabilities: at(s.logProbabilities) };
    case 'circular':
      return { ...s, location: at(s.location), concentration: at(s.concentration) };
    case 'affine-vector':
      return {
        ...s,
        mean: at(s.mean),
        precision: at(s.precision),
        ...(s.through ? { through: { ...s.through, value: at(s.through.value) } } : {}),
      };
    case 'affine-matrix':
      return { ...s, mean: at(s.mean), rowPrecision: at(s.rowPrecision), columnPrecision: at(s.columnPrecision) };
    case 'bartlett':
      return { ...s, scale: at(s.scale), degrees: at(s.degrees) };
    case 'inversion':
      return { ...s, logDensity: at(s.logDensity) };
  }
}
