// What makes a sampler right: a change of variable carries the law of its random numbers to the density, and a routine for
// a named shape is called on a density of that shape.
import type { Claim } from '../../derivation/claim.ts';
import type { Findings } from '../../derivation/findings.ts';
import { required } from '../../derivation/theorem.ts';
import { add, div, elementwise, exp, fill, log, mul, neg, sub } from '../../ir/build.ts';
import { derivative, directional, isNothing } from '../../ir/differentiate.ts';
import { entry } from '../../ir/entry.ts';
import { expand } from '../../ir/expand.ts';
import { dimension, type Expr, half, isScalar, one, pi, type SymbolExpr, symbol, two, zero } from '../../ir/expr.ts';
import { inverse, logdet, matmul, rowsOf, total, trace, transpose } from '../../ir/tensor.ts';
import { contains, dependsOn, substitute } from '../../ir/visit.ts';
import type { OneSampler } from '../../model/map-sampler.ts';
import type { Carried, Draw, Sampler } from '../../model/program.ts';
import { sampledClaim } from './sampled.ts';

/** The claims of a sampler in the declared parameters. */
export function samplerClaims(known: Findings, sampler: Sampler): readonly Claim[] {
  const { model } = required(known, 'separation');
  const parts =
    sampler.kind === 'sequence' ? sampler.parts : model.variables.map((variable) => ({ variable, sampler }));
  const last = parts.at(-1);
  if (!last) return [];
  if (parts.length === 1) return ofOne(known, last.variable, last.sampler as OneSampler);
  return parts.every(({ sampler: s }) => s.kind === 'transform')
    ? sampledClaim(known, parts as Parameters<typeof sampledClaim>[1])
    : shapeClaims(known, last.variable, last.sampler as OneSampler);
}

function ofOne(known: Findings, variable: SymbolExpr, sampler: OneSampler): readonly Claim[] {
  if (sampler.kind !== 'transform')
    return [...shapeClaims(known, variable, sampler), ...massClaims(known, variable, sampler)];
  const [draw, ...more] = sampler.draws;
  const isOneMap = draw && more.length === 0 && sampler.differentiable && isScalar(draw.symbol) && isScalar(variable);
  return isOneMap ? [pushForward(known, variable, draw, sampler.value)] : sampledClaim(known, [{ variable, sampler }]);
}

/** log q(x(ε)) + log |x′(ε)| is the log-density of ε. */
function pushForward(known: Findings, variable: SymbolExpr, draw: Draw, value: Expr): Claim {
  const density = substitute(required(known, 'normalised'), new Map<Expr, Expr>([[variable, value]]));
  return {
    kind: 'identity',
    text: 'the density at the drawn value, times the slope of the map, is the density of the random number',
    live: false,
    left: add(density, log(elementwise('abs', derivative(value, draw.symbol)))),
    right: logLaw(draw),
  };
}

/** The log-density of a primitive random number. */
export function logLaw({ law, symbol: e, shape = one }: Draw): Expr {
  if (law === 'uniform') return zero;
  if (law === 'normal') return sub(mul(neg(half), e, e), mul(half, log(mul(two, pi))));
  return sub(sub(mul(sub(shape, one), log(e)), e), elementwise('lgamma', shape));
}

/** log q(x) − log q(y) is what the routine takes it to be. */
function shapeClaims(known: Findings, variable: SymbolExpr, sampler: OneSampler): readonly Claim[] {
  const through = sampler.kind === 'affine-vector' ? sampler.through : undefined;
  const drawn = through?.variable ?? variable;
  const shape = logShape(drawn, sampler);
  const density = through ? atCarried(required(known, 'normalised'), variable, through) : required(known, 'normalised');
  if (!shape || shape === density) return [];
  const other = symbol(`${drawn.name}₀`, drawn.domain, drawn.shape);
  const rise = (f: Expr): Expr => sub(f, substitute(f, new Map<Expr, Expr>([[drawn, other]])));
  return [
    {
      kind: 'identity',
      text: 'the density at two values has the ratio that the drawn law has there',
      live: false,
      left: rise(density),
      right: rise(shape),
    },
  ];
}

/** The log-density in what is drawn, where an entrywise map carries that to the variable. */
const atCarried = (density: Expr, x: SymbolExpr, { variable: y, value }: Carried): Expr =>
  add(
    substitute(density, new Map<Expr, Expr>([[x, value]])),
    total(log(elementwise('abs', directional(value, new Map([[y, fill(one, y.shape)]]))))),
  );

/** The log-density of the law that a routine draws from, up to a constant. */
function logShape(x: SymbolExpr, s: OneSampler): Expr | undefined {
  switch (s.kind) {
    case 'circular':
      return total(mul(s.concentration, elementwise('cos', sub(x, s.location))));
    case 'one-hot':
      return total(mul(x, s.logProbabilities));
    case 'affine-vector': {
      const e = sub(x, s.mean);
      return mul(neg(half), matmul(transpose(e), s.precision, e));
    }
    case 'affine-matrix': {
      const e = sub(x, s.mean);
      return mul(neg(half), trace(s.rowPrecision, e, s.columnPrecision, transpose(e)));
    }
    case 'bartlett': {
      const power = mul(half, s.inverted ? neg(add(s.degrees, sizeOf(x), one)) : sub(s.degrees, add(sizeOf(x), one)));
      const of = s.inverted ? inverse(x) : x;
      return sub(mul(power, logdet(x)), mul(half, trace(inverse(s.scale), of)));
    }
    case 'inversion':
      return s.logDensity;
    case 'transform':
    case 'search':
    case 'table':
      return undefined;
  }
}

const sizeOf = (x: SymbolExpr): Expr => dimension(rowsOf(x));

/** Masses that are added up until they pass a uniform number sum to one. */
function massClaims(known: Findings, variable: SymbolExpr, s: OneSampler): readonly Claim[] {
  const text = 'the masses that are added up sum to one';
  switch (s.kind) {
    case 'search':
      return isScalar(variable)
        ? [{ kind: 'normaliser', text, live: false, logIntegrand: s.logMass, variable, value: zero }]
        : coordinateClaims(known, variable, s.logMass);
    case 'table':
      return tableClaims(known, variable, s);
    case 'one-hot':
      return [{ kind: 'identity', text, live: false, left: total(exp(s.logProbabilities)), right: one }];
    default:
      return [];
  }
}

/** Coordinates drawn one by one, each by its own mass: these sum to one, and their product is the density. */
function coordinateClaims(known: Findings, variable: SymbolExpr, logMass: Expr): readonly Claim[] {
  const coordinate = symbol(variable.name, variable.domain);
  const first = entry(substitute(logMass, new Map([[variable, spread(coordinate, variable)]])), 0);
  return [
    {
      kind: 'normaliser',
      text: 'the masses of a coordinate, which are added up, sum to one',
      live: false,
      logIntegrand: first,
      variable: coordinate,
      value: zero,
    },
    {
      kind: 'identity',
      text: 'the product of the masses of all coordinates is the density',
      live: false,
      left: total(logMass),
      right: required(known, 'normalised'),
    },
  ];
}

/** Finitely many values, weighted by their masses, have the mean statistics that the log-partition says. */
function tableClaims(
  known: Findings,
  variable: SymbolExpr,
  { values, logMasses }: Extract<Sampler, { kind: 'table' }>,
): readonly Claim[] {
  const means = known.mean?.ofParameters;
  if (!means) return [];
  const masses = logMasses.map(exp);
  const weighted = (f: Expr): Expr =>
    div(
      add(...values.map((x, k) => mul(masses[k] ?? zero, substitute(f, new Map([[variable, spread(x, variable)]]))))),
      add(...masses),
    );
  return required(known, 'separation').blocks.map(({ statistic }, i) => ({
    kind: 'identity',
    text: 'the values of the table, weighted by their masses, have the mean of the statistic',
    live: false,
    left: coordinatewise(statistic, variable, weighted),
    right: means[i] ?? zero,
  }));
}

/** A value for every coordinate of the variable. */
const spread = (value: Expr, { shape }: SymbolExpr): Expr => (shape.length === 0 ? value : fill(value, shape));

/** The mean of a statistic whose coordinates have their means one by one: sums over coordinates stay outside. */
function coordinatewise(statistic: Expr, variable: SymbolExpr, mean: (f: Expr) => Expr): Expr {
  const sums = new Map<Expr, Expr>();
  contains(statistic, (e) => {
    const [f] = e.kind === 'apply' && e.fn === 'total' && dependsOn(e, [variable]) ? e.args : [];
    if (f) sums.set(e, total(mean(f)));
    return false;
  });
  if (sums.size > 0) return substitute(statistic, sums);
  // Xᵀy mixes coordinates, and so it does their means.
  return isLinear(statistic, variable) ? substitute(statistic, new Map([[variable, mean(variable)]])) : mean(statistic);
}

function isLinear(e: Expr, x: SymbolExpr): boolean {
  const along = symbol('direction', { kind: 'interval' }, x.shape);
  const slope = directional(e, new Map<Expr, Expr>([[x, along]]));
  return !dependsOn(slope, [x]) && isNothing(expand(substitute(e, new Map<Expr, Expr>([[x, fill(zero, x.shape)]]))));
}
