// The second-order retraction: a geodesic of the Fisher metric to second order, $\lambda'=\lambda-\rho\hat g-\frac{\rho^2}2\Gamma[\hat g,\hat g]$
// (Lin, Schmidt & Khan 2020, section 4), per declared block where the blocks are block-coordinate natural, else in λ jointly.
import type { Claim } from '../derivation/claim.ts';
import type { Findings, Retraction } from '../derivation/findings.ts';
import { letterOf } from '../derivation/lettered.ts';
import { equation, formula, joined, label, type Prose, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add, mul, sub } from '../ir/build.ts';
import { directional, gradient, isNothing } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, half, isScalar, rational, type SymbolExpr, zero } from '../ir/expr.ts';
import { cost, simplify } from '../ir/simplify.ts';
import { solveLinear } from '../ir/solve.ts';
import { dependsOn, substitute } from '../ir/visit.ts';
import { raise } from './christoffel/forms.ts';
import { updated } from './learning-rule.ts';
import { naturalOf } from './log-partition.ts';
import { openThirdCumulants } from './open-cumulants.ts';
import { isReadable, mayBeReadable } from './readable.ts';
import { type Geodesic, geodesicClaims, staysClaim } from './retraction/claims.ts';
import { retract, stayingOf, staysInCone } from './retraction/staying.ts';
import { tangentOf } from './tangent.ts';

/** The retraction in the right coordinates, with the Christoffel term found by solving with the metric. */
export const secondOrderRetraction: Theorem = {
  id: 'second-order-retraction',
  aboutParameters: true,
  title: 'Second-order retraction',
  source: { key: 'lin-schmidt-khan', place: 'section 4' },
  apply: (known) => {
    const built = blockwise(known) ?? jointly(known);
    if (!built) return { kind: 'silent' };
    const { retraction: found, claims } = built;
    const natural = label('natural');
    const { rho, tau } = required(known, 'update');
    const { model } = required(known, 'separation');
    const gammaOf = (s: SymbolExpr): SymbolExpr => tangentOf(s, letterOf(model, 'christoffel'));
    const staying = stayingOf(known, found, gammaOf);
    const where =
      found.coordinates === 'parameters'
        ? prose`The metric is block-diagonal in the declared parameters and ${natural} is affine in each of them, so each is a natural parameter given the others: the retraction is taken block by block, with the old values of the others.`
        : prose`The retraction is taken in the natural parameters jointly.`;
    return {
      kind: 'found',
      findings: { retraction: found },
      step: {
        statement: [
          prose`Following the geodesic of the Fisher metric to second order adds a term quadratic in the step, minus one half of the ${label('christoffel')} symbols applied twice to the natural gradient of the whole objective.`,
        ],
        body: [
          where,
          directions(found, tau, gammaOf),
          ...written(found).map((b) => equation(gammaOf(b.coordinate), b.christoffel)),
          ...unwritten(found, gammaOf),
          ...found.blocks.map((b) => ({
            ...equation(updated(b.coordinate), ...values(b, rho, gammaOf(b.coordinate))),
            name: `retraction${b.coordinate.name}`,
          })),
          ...staying.lines,
        ],
        discharged: staying.proved,
        left: staying.left,
        claims: [
          // Difference quotients need more digits of an open integral than quadrature has.
          ...(required(known, 'partition').closed ? claims : []),
          ...found.blocks.filter((b) => staysInCone(b)).map(staysClaim),
        ],
      },
    };
  },
};

const longest = 60;

/** The new coordinate by its Γ, and written out where that can be read. */
function values(b: Retraction['blocks'][number], rho: Expr, gamma: SymbolExpr): readonly Expr[] {
  if (isNothing(b.christoffel)) return [b.value];
  const short = retract(b.coordinate, b.direction, gamma, rho);
  return cost(b.christoffel) > longest ? [short] : [short, b.value];
}

/** Names the direction of each block. */
function directions({ blocks }: Retraction, tau: Expr, gammaOf: (s: SymbolExpr) => SymbolExpr): Prose {
  const named = blocks.map((b) => prose`${b.direction}`);
  const gammas = blocks.map((b) => prose`${gammaOf(b.coordinate)}`);
  const objective = prose`${label('expectedLoss')} − ${tau} ${label('entropy')}`;
  return prose`The natural gradient of ${objective} in ${blocks.length > 1 ? 'these coordinates is' : 'this coordinate is'} ${joined(named, ', ')}; ${joined(gammas, ', ')} ${blocks.length > 1 ? 'are the parts' : 'is the value'} of ${label('christoffel')} applied to it twice.`;
}

/** The blocks whose Γ is written out: those that can be read, and of the solution of one system all or none. */
function written({ blocks, coordinates }: Retraction): Retraction['blocks'] {
  const short = blocks.filter((b) => isReadable(b.christoffel));
  return coordinates === 'natural' && short.length < blocks.length ? [] : short;
}

/** What determines a Γ that no reader will read written out. */
function unwritten(found: Retraction, gammaOf: (s: SymbolExpr) => SymbolExpr): readonly Prose[] {
  const { blocks, coordinates } = found;
  const long = blocks.filter((b) => !written(found).includes(b));
  if (long.length === 0) return [];
  const gammas = joined(
    long.map((b) => prose`${gammaOf(b.coordinate)}`),
    ', ',
  );
  const verb = long.length > 1 ? 'are' : 'is';
  if (coordinates !== 'natural')
    return [
      prose`Written out, ${gammas} ${verb} too long to read: half the slope of the metric in its coordinate, over the metric, applied to the direction twice.`,
    ];
  if (!blocks.every((b) => isScalar(b.coordinate)))
    return [
      prose`Written out, ${gammas} ${verb} too long to read: together they are what the metric takes to half of the third cumulants, applied to the direction twice.`,
    ];
  const [metric, third] = [label('fisher', { index: ['a', 'b'] }), label('cumulant', { index: ['a', 'b', 'c'] })];
  const equations = prose`${formula('Σ_{b}')}${metric}${label('christoffel', { index: ['b'] })}${formula('= ½ Σ_{b,c}')}${third}${formula('ĝ_{b} ĝ_{c}')}`;
  return [
    prose`Written out, ${gammas} ${verb} too long to read; together they are the solution of the linear equations ${equations}, with the metric and the third cumulants found above.`,
  ];
}

/** ĝ in coordinate x as a symbol. */
const directionSymbol = (s: SymbolExpr): SymbolExpr => tangentOf(s, 'ĝ');

/** Γ[ĝ,ĝ] solves F(Γ) = ½ ∇(F[ĝ,ĝ]) for a Hessian metric. */
function christoffel(
  form: Expr,
  left: readonly SymbolExpr[],
  right: readonly SymbolExpr[],
  coordinates: readonly SymbolExpr[],
  directions: readonly SymbolExpr[],
  slopes?: readonly Expr[],
): readonly Expr[] | undefined {
  const along = new Map<Expr, Expr>([
    ...left.map((u, i): [Expr, Expr] => [u, directions[i] ?? zero]),
    ...right.map((v, i): [Expr, Expr] => [v, directions[i] ?? zero]),
  ]);
  const quadratic = substitute(form, along);
  const equations = coordinates.map((x, i) => ({
    left: simplify(gradient(form, right[i] ?? x)),
    right: slopes?.[i] ?? tidied(mul(half, gradient(quadratic, x))),
  }));
  return raise(equations, left);
}

/** As a sum, where that can be read. */
const tidied = (e: Expr): Expr => (mayBeReadable(e) ? simplify(expand(e)) : e);

/** ½ ∂A³[ĝ, ĝ, ·] as centred third moments, where A is an integral. */
function thirdCumulants(known: Findings, directions: readonly SymbolExpr[]): readonly Expr[] {
  const cumulant = openThirdCumulants(known);
  return directions.map((_, k) =>
    mul(half, add(...directions.flatMap((u, i) => directions.map((v, j) => mul(u, v, cumulant(i, j, k)))))),
  );
}

interface Built {
  readonly retraction: Retraction;
  readonly claims: readonly Claim[];
}

/** λ jointly. */
function jointly(known: Findings): Built | undefined {
  const { blocks, model } = required(known, 'separation');
  const { natural } = required(known, 'fisher');
  const update = required(known, 'update');
  const { values } = required(known, 'naturalGradient');
  const coordinates = blocks.map((b) => b.symbol);
  const directions = coordinates.map(directionSymbol);
  const isPlain = required(known, 'partition').closed || !coordinates.every(isScalar);
  const slopes = isPlain ? undefined : thirdCumulants(known, directions);
  const gammas = christoffel(natural.value, natural.left, natural.right, coordinates, directions, slopes);
  if (!gammas) return undefined;
  const here = naturalOf(blocks);
  const retraction: Retraction = {
    coordinates: 'natural',
    blocks: blocks.map((b, i) => ({
      coordinate: b.symbol,
      direction: directions[i] ?? b.symbol,
      directionValue: simplify(add(values[i] ?? zero, mul(update.tau, add(b.natural, update.baseTerm[i] ?? zero)))),
      christoffel: gammas[i] ?? zero,
      value: retract(b.symbol, directions[i] ?? b.symbol, gammas[i] ?? zero, update.rho),
      start: substitute(b.symbol, here),
    })),
  };
  const geodesic: Geodesic = {
    ...natural,
    directions,
    christoffel: gammas,
    coordinates,
    values: blocks.map((b) => b.natural),
  };
  return { retraction, claims: geodesicClaims(geodesic, model.parameters) };
}

/** Block by block in the declared parameters, where each is natural given the others. */
function blockwise(known: Findings): Built | undefined {
  const { model } = required(known, 'separation');
  if (!isBlockNatural(known)) return undefined;
  const { parameters: metric } = required(known, 'fisher');
  const update = required(known, 'update');
  const entropy = required(known, 'entropy');
  const found = model.parameters.map((p) => oneBlock(p, metric, update, entropy)).filter((b) => b !== undefined);
  if (found.length < model.parameters.length) return undefined;
  const blocks = found.map(({ block }) => block);
  return {
    retraction: { coordinates: 'parameters', blocks },
    claims: found.flatMap(({ block: { coordinate: p }, geodesic }) => geodesicClaims(geodesic, [p])),
  };
}

function oneBlock(
  p: SymbolExpr,
  metric: NonNullable<Findings['fisher']>['parameters'],
  update: NonNullable<Findings['update']>,
  entropy: Expr,
): { readonly block: Retraction['blocks'][number]; readonly geodesic: Geodesic } | undefined {
  const [u, v] = [metric.left.get(p), metric.right.get(p)];
  if (!u || !v) return undefined;
  const others = new Map<Expr, Expr>(
    [...metric.left.values(), ...metric.right.values()].filter((t) => t !== u && t !== v).map((t) => [t, nothing(t)]),
  );
  const form = simplify(substitute(metric.value, others));
  const direction = directionSymbol(p);
  const [gamma] = christoffel(form, [u], [v], [p], [direction]) ?? [];
  const G = update.gradient.get(p) ?? zero;
  const slope = sub(G, mul(update.tau, gradient(entropy, p)));
  const directionValue = solveLinear([{ left: simplify(gradient(form, v)), right: slope }], [u])?.get(u);
  if (!gamma || !directionValue) return undefined;
  const block = {
    coordinate: p,
    direction,
    directionValue: simplify(expand(directionValue)),
    christoffel: gamma,
    value: retract(p, direction, gamma, update.rho),
    start: p,
  };
  const geodesic = {
    value: form,
    left: [u],
    right: [v],
    directions: [direction],
    christoffel: [gamma],
    coordinates: [p],
    values: [p],
  };
  return { block, geodesic };
}

const nothing = (t: SymbolExpr): Expr => mul(rational(0), t);

/** Fisher block-diagonal across declared parameters, λ affine in each (Lin et al. 2020, definition 1). */
function isBlockNatural(known: Findings): boolean {
  const { blocks, model } = required(known, 'separation');
  const { parameters: metric } = required(known, 'fisher');
  if (model.parameters.some((p) => p.domain.kind === 'simplex')) return false;
  const affine = model.parameters.every((p) =>
    blocks.every((b) => {
      const t = new Map<Expr, Expr>([[p, tangentOf(p, 'u')]]);
      return isNothing(simplify(directional(directional(b.natural, t), t)));
    }),
  );
  const diagonal = model.parameters.every((p) => model.parameters.every((q) => p === q || !crosses(metric, p, q)));
  return affine && diagonal;
}

function crosses(metric: NonNullable<Findings['fisher']>['parameters'], p: SymbolExpr, q: SymbolExpr): boolean {
  const [u, v] = [metric.left.get(p), metric.right.get(q)];
  if (!u || !v || !dependsOn(metric.value, [u]) || !dependsOn(metric.value, [v])) return false;
  return !isNothing(simplify(directional(directional(metric.value, new Map([[u, u]])), new Map([[v, v]]))));
}
