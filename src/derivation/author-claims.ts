// What the author claims about a density: verified by quadrature or against the derived quantity, never trusted.
import type { Diagnostic } from '../diagnostics.ts';
import { exp, mul, neg, square, sub } from '../ir/build.ts';
import { type Expr, integral, isScalar } from '../ir/expr.ts';
import { dependsOn } from '../ir/visit.ts';
import type { AuthorClaim } from '../model/density.ts';
import type { Claim } from './claim.ts';
import type { Findings } from './findings.ts';
import { entryOf } from './form-entry.ts';
import { equation, label, prose, type Step } from './step.ts';
import { required } from './theorem.ts';

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
  logPartition: (known, value) =>
    identity(required(known, 'partition').ofParameters, value, 'the log-partition as claimed'),
  natural: (known, value) =>
    single(
      known,
      required(known, 'separation').blocks.map((b) => b.natural),
      value,
      'the natural parameter as claimed',
    ),
  fisher,
  fisherParameters: fisher,
};

/** The metric in the one declared parameter. */
function fisher(known: Findings, value: Expr): Claim | undefined {
  const { parameters } = required(known, 'fisher');
  const [p] = known.model.parameters;
  const [u, v] = [p && parameters.left.get(p), p && parameters.right.get(p)];
  return known.model.parameters.length === 1 && u && v
    ? identity(entryOf(parameters.value, u, v), value, 'the Fisher metric as claimed')
    : undefined;
}

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
const single = (_known: Findings, list: readonly Expr[], value: Expr, text: string): Claim | undefined => {
  const [only] = list;
  return list.length === 1 && only ? identity(only, value, text) : undefined;
};

/** What is taken over the one variable of a density. */
const onOneVariable: ReadonlySet<string> = new Set(['mean', 'variance']);

/** The names of quantities that can be claimed. */
const claimableQuantities: readonly string[] = Object.keys(claimable);

/** A claim of the author as a step of its own, or why it cannot be one. */
export interface AuthorStep {
  readonly claim: AuthorClaim;
  /** What the theorems found for the quantity, to show when the claim is wrong. */
  readonly derived?: Expr;
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
              ? 'of several variables claim the entropy or the log-partition'
              : 'claim a quantity that is one number',
        },
      };
    const derived = derivedValue(known, c.quantity);
    return { claim: c, step: stepOf(c, claim), ...(derived ? { derived } : {}) };
  });
}

/** The derived quantity that a claim speaks of, where there is one expression for it. */
function derivedValue({ entropy, partition, separation }: Findings, quantity: string): Expr | undefined {
  const [block, ...more] = separation?.blocks ?? [];
  if (quantity === 'entropy') return entropy;
  if (quantity === 'logPartition') return partition?.ofParameters;
  return quantity === 'natural' && more.length === 0 ? block?.natural : undefined;
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
  if (!v) return undefined;
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

/** All that can be claimed is a number, but for the mean of a vector or a matrix and what is paired with one. */
function wrongShape({ model, separation }: Findings, c: AuthorClaim): Diagnostic | undefined {
  const alike =
    c.quantity === 'mean' ? model.variables[0] : c.quantity === 'natural' ? separation?.blocks[0]?.symbol : undefined;
  if (isScalar(c.value) || (alike && alike.shape.length === c.value.shape.length)) return undefined;
  const kind = (rank: number): string => (rank === 0 ? 'a number' : rank === 1 ? 'a vector' : 'a matrix');
  return {
    code: 'shape-mismatch',
    severity: 'error',
    span: c.span,
    message: `\`${c.quantity}\` is ${kind(alike?.shape.length ?? 0)}, what is claimed is ${kind(c.value.shape.length)}`,
    hint: 'sum(…) adds up the entries of a vector',
  };
}

function stepOf(c: AuthorClaim, claim: Claim): Step {
  const named = {
    entropy: 'entropy',
    logPartition: 'logPartition',
    natural: 'natural',
    fisher: 'fisher',
    fisherParameters: 'fisher',
    variance: 'variance',
    mean: 'mean',
  } as const;
  const concept = Object.entries(named).find(([k]) => k === c.quantity)?.[1] ?? 'entropy';
  return {
    theorem: 'author-claim',
    title: `The author’s claim: ${c.quantity}`,
    source: { key: 'brown' },
    statement: [prose`A claim in the source is verified like every other statement; it is never used.`],
    body: [equation(label(concept), c.value)],
    discharged: [],
    left: [],
    claims: [claim],
  };
}
