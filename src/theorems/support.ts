// The support of an exponential family is one set for all parameters (Brown 1986, section 1.1).
import { refuse, type Theorem } from '../derivation/theorem.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { elementwise, mul } from '../ir/build.ts';
import { rational, type SymbolExpr } from '../ir/expr.ts';
import { boundsOf, dependsOn } from '../ir/visit.ts';
import type { DensityModel } from '../model/density.ts';
import { accurateValueAt } from '../numeric/evaluate-accurately.ts';
import { modelPoint, scalarOver, sizesOf } from '../numeric/mixed-differences.ts';
import type { Point } from '../numeric/points.ts';
import { nested } from '../numeric/tensors.ts';

/** Refuses a variable whose domain names a parameter, and a density that vanishes at one value for some parameters only. */
export const fixedSupport: Theorem = {
  id: 'fixed-support',
  title: 'The support does not depend on the parameters',
  source: { key: 'brown', place: 'section 1.1' },
  apply: ({ model }) => {
    const moving = model.variables.filter((v) => boundsOf(v).some((b) => dependsOn(b, model.parameters)));
    if (moving.length > 0) return refuse(...moving.map((v) => refusal(model, v)));
    const hidden = vanishesForSome(model);
    return hidden ? refuse(hiddenRefusal(model, hidden)) : { kind: 'silent' };
  },
};

function refusal(model: DensityModel, v: SymbolExpr): Diagnostic {
  const name = model.spelling.get(v) ?? v.name;
  const culprits = model.parameters
    .filter((p) => boundsOf(v).some((b) => dependsOn(b, [p])))
    .map((p) => model.spelling.get(p));
  return {
    code: 'support-depends-on-parameter',
    severity: 'error',
    message: `the support of ${model.name} moves with ${culprits.join(' and ')}`,
    span: model.spans.symbols.get(v) ?? model.spans.name,
    label: `where ${name} may lie depends on ${culprits.join(', ')}`,
    notes: [
      'in an exponential family h(θ) exp(⟨λ, T(θ)⟩ − A) the set where the density is positive is that of h alone',
      `two members with different ${culprits.join(', ')} are not positive on the same set, so their KL divergence is infinite and no Fisher metric exists`,
    ],
    hint: `declare ${culprits.join(', ')} as a \`constant\` if it is known, or let a group move a fixed density: distribution Base { … } orbit Moved { group … base Base }`,
  };
}

/** The same value of the variable with parameters for which the density is positive, and with others for which it is not. */
interface Vanishing {
  readonly present: Point;
  readonly absent: Point;
  /** The parameters that alone take one to the other. */
  readonly movedBy: readonly SymbolExpr[];
}

const [values, members] = [24, 12];

/** Compares which of a few ordinary values are possible under a few ordinary parameters. */
function vanishesForSome(model: DensityModel): Vanishing | undefined {
  const sizes = sizesOf(model, 2);
  const logDensity = elementwise('log', model.density);
  const [densityAt, logAt] = [scalarOver(model.density, sizes), scalarOver(logDensity, sizes)];
  const scaled = mul(rational(1, 10n ** 300n), logDensity);
  const only = (point: Point, symbols: readonly SymbolExpr[]): Point =>
    new Map([...point].filter(([s]) => symbols.includes(s)));
  const constants = only(modelPoint(model, sizes, 1), model.constants);
  const parameters = Array.from({ length: members }, (_, j) =>
    only(modelPoint(model, sizes, 300 + j, constants), model.parameters),
  );
  for (let i = 0; i < values; i++) {
    const theta = only(modelPoint(model, sizes, 3000 + i, constants), model.variables);
    const points = parameters.map((xi): Point => new Map([...constants, ...xi, ...theta]));
    if (points.some((p) => densityAt((s) => p.get(s)) < 0)) return undefined;
    const isPresent = (p: Point): boolean => Number.isFinite(logAt((s) => p.get(s)));
    // A density that is less than the smallest double has a logarithm all the same, which may itself be beyond the doubles.
    const isAbsent = (p: Point): boolean =>
      !isPositive(logAt((s) => p.get(s))) && !isPositive(accurateValueAt(scaled, p, sizes));
    const [present, absent] = [points.find(isPresent), points.find(isAbsent)];
    if (present && absent)
      return { present, absent, movedBy: movers(model.parameters, points, present, absent, isPresent, isAbsent) };
  }
  return undefined;
}

/** Of which parameters another value alone makes the one absent or the other present; all where none does it alone. */
function movers(
  parameters: readonly SymbolExpr[],
  points: readonly Point[],
  present: Point,
  absent: Point,
  isPresent: (p: Point) => boolean,
  isAbsent: (p: Point) => boolean,
): readonly SymbolExpr[] {
  const changes = (p: SymbolExpr, from: Point): readonly Point[] =>
    points.map((other) => new Map([...from, ...[...other].filter(([s]) => s === p)]));
  const alone = parameters.filter((p) => changes(p, present).some(isAbsent) || changes(p, absent).some(isPresent));
  return alone.length > 0 ? alone : parameters;
}

const isPositive = (log = Number.NaN): boolean => !Number.isNaN(log) && log !== Number.NEGATIVE_INFINITY;

function hiddenRefusal(model: DensityModel, { present, absent, movedBy }: Vanishing): Diagnostic {
  const names = movedBy.map((p) => model.spelling.get(p) ?? p.name).join(' and ');
  const at = (point: Point, symbols: readonly SymbolExpr[]): string =>
    symbols
      .map(
        (s) =>
          `${model.spelling.get(s) ?? s.name} = ${JSON.stringify(nested(point.get(s) ?? { shape: [], data: [] }))}`,
      )
      .join(', ');
  return {
    code: 'support-depends-on-parameter',
    severity: 'error',
    message: `the support of ${model.name} moves with ${names}`,
    span: model.spans.density,
    label: `where this is positive depends on ${names}`,
    notes: [
      `evidence: at ${at(present, model.variables)} it is positive for ${at(present, model.parameters)}, and zero or undefined for ${at(absent, model.parameters)}`,
      'in an exponential family h(θ) exp(⟨λ, T(θ)⟩ − A) the set where the density is positive is that of h alone',
    ],
    hint: `narrow the domains until the density is positive for every ${names}, declare ${names} as a \`constant\` if it is known, or let a group move a fixed density`,
  };
}
