// What the author claims about a density: verified by quadrature or against the derived quantity, never trusted.
import type { Diagnostic } from '../diagnostics.ts';
import { exp, mul, neg, square, sub } from '../ir/build.ts';
import { type Expr, integral, isScalar, type Shape, sameShape } from '../ir/expr.ts';
import { dependsOn } from '../ir/visit.ts';
import type { AuthorClaim } from '../model/density.ts';
import type { Claim } from './claim.ts';
import { coordinateQuantities } from './claimed-coordinates.ts';
import type { Findings } from './findings.ts';
import { type ConceptName, equation, label, prose, type Source, type Step } from './step.ts';
import { required } from './theorem.ts';
import { tiltedMean } from './tilted-mean.ts';

/** Quantities that can be claimed: how each is checked. */
const claimable: Readonly<Record<string, (known: Findings, value: Expr) => Claim | undefined>> = {
  entropy: (known, value) =>
    expectation(known, neg(required(known, 'normalised')), value, 'the entropy as claimed') ??
    identity(required(known, 'entropy'), value, 'the entropy as claimed'),
  mean: (known, value) => expectation(known, known.model.variables[0], value, 'the mean of the variable as claimed'),
  variance: (known, value) => {
    const [v] = known.model.variables;
    if (!v || !isScalar(v)) return undefined;
    const centre = integral(v, mul(v, exp(required(known, 'normalised'))));
    return expectation(known, square(sub(v, centre)), value, 'the variance as claimed');
  },
  logDensity: (known, value) => identity(required(known, 'normalised'), value, 'the log-density as claimed'),
  logPartition: (known, value) =>
    identity(required(known, 'partition').ofParameters, value, 'the log-partition as claimed'),
  ...Object.fromEntries(
    Object.entries(coordinateQuantities).map(([quantity, together]) => [
      quantity,
      (known: Findings, value: Expr): Claim | undefined => {
        const derived = together(known);
        return derived && identity(derived, value, `${wordsOf[quantity]} as claimed`);
      },
    ]),
  ),
};

const wordsOf: Readonly<Record<string, string>> = {
  natural: 'the natural parameter',
  meanParameters: 'the mean parameter',
  fisher: 'the Fisher metric',
  fisherParameters: 'the Fisher metric',
  fisherNatural: 'the Fisher metric in natural parameters',
};

function expectation(known: Findings, of: Expr | undefined, value: Expr, text: string): Claim | undefined {
  const [v] = known.model.variables;
  return of && v && known.model.variables.length === 1
    ? { kind: 'expectation', text, live: true, of, logDensity: required(known, 'normalised'), variable: v, value }
    : undefined;
}

const identity = (left: Expr, right: Expr, text: string): Claim => ({
  kind: 'identity',
  text,
  live: true,
  left,
  right,
});

/** What is taken over the one variable of a density. */
const onOneVariable: ReadonlySet<string> = new Set(['mean', 'variance']);

/** The names of quantities that can be claimed. */
const claimableQuantities: readonly string[] = Object.keys(claimable);

/** A claim of the author as a step of its own, or why it cannot be one. */
export interface AuthorStep {
  readonly claim: AuthorClaim;
  /** What the theorems found for the quantity, to show when the claim is wrong. */
  readonly derived?: readonly Expr[];
  readonly step?: Step;
  readonly problem?: Diagnostic;
}

/** Every claim of the author. */
export function authorClaims(known: Findings): readonly AuthorStep[] {
  return known.model.claims.map((c) => {
    const make = Object.hasOwn(claimable, c.quantity) ? claimable[c.quantity] : undefined;
    if (!make) return { claim: c, problem: unknownQuantity(c) };
    const misread = speaksOfVariable(known, c) ?? wrongShape(known, c);
    if (misread) return { claim: c, problem: misread };
    const claim = make(known, c.value);
    if (!claim)
      return {
        claim: c,
        problem: {
          code: 'not-derivable',
          severity: 'error',
          span: c.span,
          message: `a claim of \`${c.quantity}\` cannot be checked for this family`,
          hint:
            known.model.variables.length > 1 && onOneVariable.has(c.quantity)
              ? 'of several variables claim meanParameters, the means of the statistics, or the entropy'
              : 'claim a quantity that is one number',
        },
      };
    const derived = derivedValue(known, c.quantity);
    const claims = [claim, ...exactly(known, c)];
    return { claim: c, step: stepOf(c, claims), ...(derived ? { derived: [derived] } : {}) };
  });
}

/** Over several coordinates quadrature tells 1e-4: what was derived tells more. */
function exactly(known: Findings, { quantity, value }: AuthorClaim): readonly Claim[] {
  const [v, ...more] = known.model.variables;
  if (!v || isScalar(v) || more.length > 0) return [];
  const at = known.separation?.blocks.findIndex((b) => b.statistic === v) ?? -1;
  const derived =
    quantity === 'entropy' ? known.entropy : quantity === 'mean' ? known.mean?.ofParameters[at] : undefined;
  if (derived && sameShape(derived.shape, value.shape)) return [identity(derived, value, `the ${quantity} as derived`)];
  const tilted = quantity === 'mean' ? tiltedMean(known, value) : undefined;
  return tilted ? [tilted] : [];
}

/** The derived quantity that a claim speaks of, where there is one expression for it. */
function derivedValue(known: Findings, quantity: string): Expr | undefined {
  if (quantity === 'entropy') return known.entropy;
  if (quantity === 'logDensity') return known.normalised;
  if (quantity === 'logPartition') return known.partition?.ofParameters;
  return Object.hasOwn(coordinateQuantities, quantity) ? coordinateQuantities[quantity]?.(known) : undefined;
}

const unknownQuantity = (c: AuthorClaim): Diagnostic => ({
  code: 'unknown-name',
  severity: 'error',
  span: c.span,
  message: `no quantity is called \`${c.quantity}\``,
  hint: `quantities that can be claimed: ${claimableQuantities.join(', ')}`,
});

/** A quantity of the family is a formula in its parameters: the variable is integrated out. */
function speaksOfVariable({ model }: Findings, c: AuthorClaim): Diagnostic | undefined {
  const v = model.variables.find((x) => dependsOn(c.value, [x]));
  if (!v || c.quantity === 'logDensity') return undefined;
  const rest = [...model.parameters, ...model.constants].map((s) => model.spelling.get(s) ?? s.name);
  const name = model.spelling.get(v) ?? v.name;
  return {
    code: 'unknown-name',
    severity: 'error',
    span: c.span,
    message: `the claim about \`${c.quantity}\` speaks of ${name}, which has no value there`,
    label: `${name} is what the density is integrated over`,
    hint: rest.length > 0 ? `write it in ${rest.join(', ')}` : 'write a number',
  };
}

/** What is claimed has the shape of what is derived; one number stands for each entry of a tensor. */
function wrongShape(known: Findings, c: AuthorClaim): Diagnostic | undefined {
  if (onOneVariable.has(c.quantity) && known.model.variables.length > 1) return undefined;
  const alike = c.quantity === 'mean' ? known.model.variables[0] : derivedValue(known, c.quantity);
  // Of what is no expression of its own a claim cannot be checked, which is told instead.
  if (!alike && c.quantity !== 'variance') return undefined;
  const shape = alike?.shape ?? [];
  const isCheckable = c.quantity !== 'variance' || known.model.variables.every(isScalar);
  const isLiteral = alike?.kind === 'apply' && (alike.fn === 'stack' || alike.fn === 'matrix');
  if (!isCheckable || (isScalar(c.value) && !isLiteral) || sameShape(shape, c.value.shape)) return undefined;
  const kind = ({ length: rank, ...sizes }: Shape): string =>
    rank === 0 ? 'a number' : rank === 1 ? `a vector of ${sizes[0]}` : `a matrix of ${sizes[0]} × ${sizes[1]}`;
  return {
    code: 'shape-mismatch',
    severity: 'error',
    span: c.span,
    message: `\`${c.quantity}\` is ${kind(shape)}, what is claimed is ${kind(c.value.shape)}`,
    hint: isLiteral ? 'write [a, b] for a vector, [a, b; c, d] for a matrix' : 'sum(…) adds up the entries of a vector',
  };
}

/** Under which concept a claim is printed, and where that is defined. */
const printedAs: Readonly<Record<string, { readonly concept: ConceptName; readonly source: Source }>> = (() => {
  const jordan = (place: string): Source => ({ key: 'wainwright-jordan', place });
  const fisher = { concept: 'fisher', source: { key: 'amari', place: 'section 2.4' } } as const;
  const moments = jordan('proposition 3.1');
  return {
    entropy: { concept: 'entropy', source: jordan('section 3.6') },
    logPartition: { concept: 'logPartition', source: jordan('section 3.1') },
    logDensity: { concept: 'logDensity', source: { key: 'brown', place: 'chapter 1' } },
    natural: { concept: 'natural', source: { key: 'brown', place: 'section 1.1' } },
    fisher,
    fisherParameters: fisher,
    fisherNatural: fisher,
    meanParameters: { concept: 'mean', source: moments },
    variance: { concept: 'variance', source: moments },
    mean: { concept: 'mean', source: moments },
  };
})();

function stepOf(c: AuthorClaim, claims: readonly Claim[]): Step {
  const { concept, source } = printedAs[c.quantity] ?? { concept: 'entropy', source: { key: 'brown' } };
  return {
    theorem: 'author-claim',
    title: `The author’s claim: ${c.quantity}`,
    source,
    statement: [prose`A claim in the source is verified like every other statement; it is never used.`],
    body: [equation(label(concept), c.value)],
    discharged: [],
    left: [],
    claims,
  };
}
