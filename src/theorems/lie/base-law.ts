// The base of an orbit: a normalised density of the draws ε, found by the same theorems as any density.
import type { Claim } from '../../derivation/claim.ts';
import { deriveFrom } from '../../derivation/derive.ts';
import type { Findings } from '../../derivation/findings.ts';
import type { BaseLaw, OrbitFindings, Site } from '../../derivation/orbit-findings.ts';
import { equation, formula, label, prose } from '../../derivation/step.ts';
import { type FoundStep, refuse, required, type Theorem } from '../../derivation/theorem.ts';
import type { Diagnostic } from '../../diagnostics.ts';
import { add, mul } from '../../ir/build.ts';
import { expand } from '../../ir/expand.ts';
import { dimension, type Expr, isScalar, type SymbolExpr, sameShape, zero } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { total } from '../../ir/tensor.ts';
import { substitute } from '../../ir/visit.ts';
import { mapSampler } from '../../model/map-sampler.ts';
import type { BaseFactor } from '../../model/orbit.ts';
import { drawsOf } from '../../model/orbit-draws.ts';
import type { Sampler } from '../../model/program.ts';
import { normalisingTheorems } from '../normalising.ts';
import { sampling } from '../sampler.ts';
import { drawnClaims } from './base/drawn-claim.ts';
import { carriedOut } from './base/weights.ts';

/** The base as a law of the draws. */
export const baseLaw: Theorem<OrbitFindings> = {
  id: 'base-law',
  title: 'The base',
  source: { key: 'kiral-mollenhoff-khan', place: 'section 3' },
  apply: ({ model }) => {
    const draws = drawsOf(model);
    const found = model.base.map((factor) => lawOf(factor, draws));
    const refusals = found.flatMap((f) => f.refusals);
    if (refusals.length > 0) return refuse(...refusals);
    const points = model.base.flatMap((f) => (f.kind === 'dirac' ? f.at : []));
    const spread = found.flatMap((f) => (f.logDensity ? [f.logDensity] : []));
    const base: BaseLaw = {
      sites: found.flatMap((f) => f.sites),
      ...(points.length > 0 ? { at: points } : { logDensity: simplify(add(...spread)) }),
    };
    return {
      kind: 'found',
      findings: { base },
      step: step(
        base,
        found.flatMap((f) => f.claims),
      ),
    };
  },
};

interface FactorLaw {
  readonly sites: readonly Site[];
  readonly logDensity?: Expr;
  /** Of the sampler, as of any density. */
  readonly claims: readonly Claim[];
  readonly refusals: readonly Diagnostic[];
}

function lawOf(factor: BaseFactor, draws: ReadonlyMap<SymbolExpr, SymbolExpr>): FactorLaw {
  const noise = factor.components.map((c) => draws.get(c) ?? c);
  if (factor.kind === 'dirac') return { sites: [], claims: [], refusals: [] };
  const whole = deriveFrom<Findings>({ model: factor.model }, normalisingTheorems);
  const derived = factor.coordinate
    ? deriveFrom<Findings>({ model: factor.coordinate.model }, normalisingTheorems)
    : whole;
  if (derived.refusals.length > 0)
    return { sites: [], claims: [], refusals: derived.refusals.map((r) => atBase(r, factor)) };
  const logDensity = required(derived.findings, 'normalised');
  const { constants } = factor.model;
  const { variables } = factor.coordinate?.model ?? factor.model;
  const varying = factor.coordinate?.values ?? none;
  const here = new Map<Expr, Expr>([...variables.map((v, i): [Expr, Expr] => [v, noise[i] ?? v]), ...varying]);
  const [variable, ...more] = variables;
  const [draw] = noise;
  const lifted = variable !== undefined && draw !== undefined && !sameShape(variable.shape, draw.shape);
  const moved = substitute(logDensity, here);
  const isSingle = variable && more.length === 0 && isScalar(variable);
  const drawn = drawnEach(whole.findings.sampler, variables, here);
  return {
    sites: noise.map((n) => ({
      noise: n,
      constants,
      lifted: lifted && !factor.coordinate,
      ...(isSingle ? { coordinate: { variable, logDensity, varying } } : {}),
      ...(drawn.get(n) ?? { given: [] }),
    })),
    logDensity: lifted ? sumOver(moved, draw, factor) : moved,
    claims: whole.steps.flatMap((s) => (s.theorem === sampling.id ? s.claims : [])),
    refusals: [],
  };
}

const none: ReadonlyMap<SymbolExpr, Expr> = new Map();

/** How each draw is drawn; of several that depend on each other, given those before it. */
function drawnEach(
  sampler: Sampler | undefined,
  variables: readonly SymbolExpr[],
  here: ReadonlyMap<Expr, Expr>,
): ReadonlyMap<Expr, Pick<Site, 'sampler' | 'given'>> {
  const [variable, ...more] = variables;
  if (!sampler || !variable) return new Map();
  if (sampler.kind !== 'sequence')
    return more.length > 0 ? new Map() : new Map([[here.get(variable) ?? variable, { sampler, given: [] }]]);
  const noise = sampler.parts.map((p) => here.get(p.variable) ?? p.variable);
  return new Map(
    sampler.parts.map((p, k) => [
      noise[k] ?? p.variable,
      {
        sampler: mapSampler(p.sampler, (e) => substitute(e, here)),
        given: noise.slice(0, k).filter((n) => n.kind === 'symbol'),
      },
    ]),
  );
}

/** The sum over the coordinates; what is the same for every draw is carried out. */
const sumOver = (
  logDensity: Expr,
  draw: SymbolExpr,
  { coordinate }: Extract<BaseFactor, { kind: 'density' }>,
): Expr => {
  const sum = overCoordinates(logDensity, draw);
  return coordinate ? carriedOut(expand(sum)) : sum;
};

/** The sum over the independent coordinates of a draw. */
const overCoordinates = (logDensity: Expr, draw: SymbolExpr): Expr =>
  isScalar(logDensity) ? mul(logDensity, ...draw.shape.map(dimension)) : total(logDensity);

/** A refusal of the base's own density, shown where the orbit names it. */
const atBase = (diagnostic: Diagnostic, factor: BaseFactor): Diagnostic => ({
  ...diagnostic,
  span: factor.span,
  label: 'this base',
  ...(factor.kind === 'density' ? { echoes: factor.model.name } : {}),
  notes: [...(diagnostic.notes ?? []), ...(diagnostic.label ? [diagnostic.label] : [])],
});

function step(base: BaseLaw, drawn: readonly Claim[]): FoundStep {
  const statement = [
    prose`An orbit consists of all the densities that a group makes of one, the base ${formula('q₀')}: if ${formula('ε')} is drawn from the base, ${formula('q_g')} is the density of the moved draw ${formula('g ε')}.`,
  ];
  const { sites } = base;
  const claims = [...massClaims(base), ...drawn, ...sites.flatMap((s) => drawnClaims(s, sites.length > 1))];
  const rest = { discharged: [], left: [], claims };
  if (!base.logDensity)
    return {
      ...rest,
      statement,
      body: [
        prose`The base is one point. The orbit consists of points: it has no density, no entropy and no Fisher metric, and what remains of the learning rule is optimisation along the group.`,
      ],
    };
  return {
    ...rest,
    statement,
    body: [
      {
        ...equation(label('logBaseDensity', { of: base.sites.map((s) => s.noise) }), base.logDensity),
        name: 'baseDensity',
      },
      ...(base.sites.some((s) => s.coordinate && !isScalar(s.noise))
        ? [prose`The coordinates of the draw are independent.`]
        : []),
    ],
  };
}

/** The law of a coordinate integrates to one; coordinates that are alike are checked once. */
function massClaims({ sites }: BaseLaw): FoundStep['claims'] {
  const laws = new Map(sites.flatMap(({ coordinate: c }) => (c ? [[c.logDensity, c.variable] as const] : [])));
  return [...laws].map(([logIntegrand, variable]) => ({
    kind: 'normaliser',
    text: `the law of ${variable.name} integrates to one`,
    live: false,
    logIntegrand,
    variable,
    value: zero,
  }));
}
