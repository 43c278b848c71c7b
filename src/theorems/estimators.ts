// Gradient estimators: partial differential equations that q satisfies turn ∂_ξ E_q[ℓ] into expectations of derivatives of ℓ
// (Bonnet and Price: Lin, Khan & Schmidt 2019; push-forward and score: Mohamed et al. 2020). Found by testing q, never by its name.
import type { Findings } from '../derivation/findings.ts';
import { type Block, equation, formula, joined, label, type Prose, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, isDiscrete, one, type SymbolExpr, sameShape, symbol } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { substitute } from '../ir/visit.ts';
import { freeLetter } from '../model/letters.ts';
import type { Difference } from './estimators/differences.ts';
import { type Estimator, matrixEstimator, scalarEstimator, vectorEstimator } from './estimators/equations.ts';
import { type Further, finiteSums, implicitForm, pushForward, steinForm } from './estimators/further.ts';

/** The estimators of this family with their conditions, and the rule in the form the papers print. */
export const gradientEstimators: Theorem = {
  id: 'gradient-estimators',
  aboutParameters: true,
  title: 'Gradient estimators',
  source: { key: 'lin-khan-schmidt', place: 'theorems 1–4' },
  apply: (known) => {
    const { model } = known;
    const [v, ...more] = model.variables;
    const found = v && more.length === 0 ? model.parameters.flatMap((p) => estimatorOf(known, v, p)) : [];
    const further = v && more.length === 0 ? furtherOf(known, found, v) : [];
    const printed = v ? paperForm(known, found, v) : [];
    const smooth = v && !isDiscrete(v.domain) && [...found, ...further.flatMap((f) => f.lines)].length > 0;
    return {
      kind: 'found',
      findings: {},
      step: {
        statement: [
          prose`The gradient of the expected loss in a parameter is an expectation again. The score estimator always holds; estimators that use derivatives of the loss hold where the density satisfies the right differential equation.`,
        ],
        body: [
          prose`Score estimator, for any integrable loss: ${label('expectedLoss', { gradientIn: label('natural') })} is the covariance of the statistics with the loss.`,
          ...meaningsOf(known, found),
          ...found.map((e) => prose`${before[e.kind]}${e.parameter}${after[e.kind]}`),
          ...found.map((e) =>
            equation(required(known, 'update').gradient.get(e.parameter) ?? e.parameter, e.value(meansOf(known))),
          ),
          ...further.flatMap((f) => f.lines),
          ...printed,
        ],
        discharged: [],
        left: smooth
          ? [
              prose`The loss is locally absolutely continuous and grows slowly enough; where second derivatives occur, so is its gradient (a kink carries a point mass there).`,
            ]
          : [prose`The loss is integrable.`],
        claims: [...found, ...further].flatMap((e) => e.claims),
      },
    };
  },
};

/** Symbols for the expectations that estimators use. */
export interface Means {
  readonly first: SymbolExpr;
  readonly second: SymbolExpr;
  readonly weighted: SymbolExpr;
  readonly difference: SymbolExpr;
}

function meansOf({ model }: Findings): Means {
  const [v] = model.variables;
  const shape = v?.shape ?? [];
  const [P] = shape;
  const named = (letters: readonly string[], s: readonly string[], matrix = false): SymbolExpr =>
    symbol(freeLetter(model, letters), matrix ? { kind: 'symmetric' } : { kind: 'interval' }, s);
  return {
    first: named(['g', 'ĝ'], shape),
    second: named(['H', 'Ĥ'], P === undefined ? [] : [P, P], P !== undefined),
    weighted: named(['w', 'ŵ'], []),
    difference: named(['d', 'd̂'], []),
  };
}

/** What the letters of the estimators in use stand for. */
function meaningsOf(known: Findings, found: readonly Estimator[]): readonly Block[] {
  const { first, second, weighted, difference } = meansOf(known);
  const { model } = known;
  const [v] = model.variables;
  if (!v || found.length === 0) return [];
  const vector = v.shape.length > 0;
  const kinds = new Set(found.map((e) => e.kind));
  const mean = (letter: SymbolExpr, before: string, after = ')]'): Prose =>
    prose`${letter}${formula(` = 𝔼_q[${before}`)}${v}${formula(after)}`;
  const meanings = [
    ...(kinds.has('location') ? [mean(first, vector ? '∇ℓ(' : 'ℓ′(')] : []),
    ...(kinds.has('scale') ? [prose`${weighted}${formula(' = 𝔼_q[')}${v}${formula(' ℓ′(')}${v}${formula(')]')}`] : []),
    ...(kinds.has('heat') ? [mean(second, vector ? '∇²ℓ(' : 'ℓ″(')] : []),
    ...found.flatMap((e) => (e.difference ? [meaningOfDifference(e.difference, difference, v)] : [])),
  ];
  return [prose`Write ${joined(meanings, ', ')}.`];
}

/** d = E[w Δℓ], under q or a member with one count more or less. */
function meaningOfDifference({ inside, moved }: Difference, d: SymbolExpr, v: SymbolExpr): Prose {
  const rise = prose`${formula('ℓ(')}${v}${formula(' + 1) − ℓ(')}${v}${formula(')]')}`;
  const under = moved
    ? prose`${d}${formula(' = 𝔼_q[')}${rise} taken under the member with ${moved.count}${formula(moved.by > 0 ? ' + 1' : ' − 1')} in place of ${moved.count}`
    : undefined;
  if (under) return under;
  return inside === one
    ? prose`${d}${formula(' = 𝔼_q[')}${rise}`
    : prose`${d}${formula(' = 𝔼_q[(')}${inside}${formula(')(ℓ(')}${v}${formula(' + 1) − ℓ(')}${v}${formula('))]')}`;
}

/** What holds beside the estimators that the rule is printed with. */
function furtherOf(known: Findings, found: readonly Estimator[], v: SymbolExpr): readonly Further[] {
  const { gradient } = required(known, 'update');
  return [
    ...(found.some((e) => e.kind === 'heat') ? [steinForm(known, v, meansOf(known).second)] : []),
    pushForward(known, v, gradient),
    implicitForm(known, v),
    finiteSums(known, v, gradient),
  ];
}

const before: { readonly [K in Estimator['kind']]: string } = {
  location: '',
  scale: '',
  heat: 'In ',
  difference: 'In ',
};
const after: { readonly [K in Estimator['kind']]: string } = {
  location: ' moves the density without changing its form: its gradient uses the mean first derivative (Bonnet).',
  scale:
    ' scales the density without changing its form: its gradient uses the variable times the first derivative (push-forward).',
  heat: ' the density obeys a heat equation: its gradient uses the mean second derivative (Price).',
  difference:
    ' mass moves from each count to the next: its gradient is a mean forward difference of the loss, exactly.',
};

function estimatorOf(known: Findings, v: SymbolExpr, p: SymbolExpr): readonly Estimator[] {
  const logDensity = required(known, 'normalised');
  const found =
    v.shape.length === 0 && p.shape.length === 0
      ? scalarEstimator(known, v, p)
      : v.shape.length === 1 && sameShape(p.shape, v.shape)
        ? vectorEstimator(logDensity, v, p)
        : v.shape.length === 1 && p.domain.kind === 'spd' && p.shape[0] === v.shape[0]
          ? matrixEstimator(logDensity, v, p)
          : undefined;
  return found ? [found] : [];
}

/** The update with the estimators put in, when every parameter has one. */
function paperForm(known: Findings, found: readonly Estimator[], v: SymbolExpr): readonly Block[] {
  const { gradient, assignments } = required(known, 'update');
  if (found.length < known.model.parameters.length || assignments.length === 0 || isDiscrete(v.domain)) return [];
  const means = meansOf(known);
  const replaced = new Map<Expr, Expr>(
    found.flatMap((e): [Expr, Expr][] => {
      const g = gradient.get(e.parameter);
      return g ? [[g, e.value(means)]] : [];
    }),
  );
  return [
    prose`With these estimators the learning rule reads`,
    ...assignments.map((a) => ({
      ...equation(a.target, simplify(expand(simplify(substitute(a.value, replaced))))),
      name: `paper${a.target.name}`,
    })),
  ];
}
