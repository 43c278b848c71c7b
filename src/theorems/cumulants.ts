// Cumulants: the derivatives of the log-partition of every order are the joint cumulants of the statistics,
// $\kappa_{i\dots k}=\partial_i\cdots\partial_kA$ (Brown 1986, section 2.1), and so are their values in any direction.
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { letterOf } from '../derivation/lettered.ts';
import { equation, formula, type Block as Line, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add, mul, sub } from '../ir/build.ts';
import { byDenominator } from '../ir/by-denominator.ts';
import { derivative, directional } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, isScalar, rational, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { inner } from '../ir/tensor.ts';
import { countNodes, substitute } from '../ir/visit.ts';
import type { Block } from '../model/exponential-family.ts';
import { toSubscript } from '../notation/unicode.ts';
import { naturalOf } from './log-partition.ts';
import { isReadable } from './readable.ts';
import { directionLetters, tangentOf } from './tangent.ts';

/** The whole symmetric array is printed for so many statistics; beyond, the cumulants of each statistic alone. */
const wholeArray = 2;
/** So short a way along a direction that a member of ordinary magnitude does not leave the natural domain. */
const shortWay = 65_536;
/** A form with more nodes says nothing to a reader. */
const longestForm = 160;
/** Nor does a number with more: an array with one such entry is left out. */
const longestNumber = 60;

/** A joint cumulant of numbers: which statistics, and its value in λ. */
interface Cumulant {
  readonly index: readonly number[];
  readonly value: Expr;
}

/** Third and fourth cumulants of the statistics; the second ones too where they are not yet printed as the metric. */
export const cumulants: Theorem = {
  id: 'cumulants',
  aboutParameters: true,
  title: 'Cumulants',
  source: { key: 'brown', place: 'section 2.1' },
  apply: (known) => {
    const { blocks } = required(known, 'separation');
    const found = required(known, 'partition').closed
      ? blocks.every((b) => isScalar(b.symbol))
        ? numbers(known, blocks)
        : forms(known, blocks)
      : undefined;
    return {
      kind: 'found',
      findings: {},
      step: {
        statement: [
          prose`The derivatives of the log-partition are the joint cumulants of the statistics: the second ones are their covariances, the third ones say how skew they are, the fourth ones how heavy their tails.`,
        ],
        body: found?.body ?? [
          prose`The log-partition is an integral that stands as it is: its derivatives are moments about the mean, evaluated by quadrature, and no closed form is printed.`,
        ],
        discharged: [],
        left: [],
        claims: found?.claims ?? [],
      },
    };
  },
};

interface Body {
  readonly body: readonly Line[];
  readonly claims: readonly Claim[];
}

/** The arrays κ_ijk and κ_ijkl over i ≤ j ≤ k ≤ l. */
function numbers(known: Findings, blocks: readonly Block[]): Body {
  const first = required(known, 'mean').ofNatural;
  const second = blocks.flatMap((_, i) => raised({ index: [i], value: first[i] ?? zero }, blocks, true));
  const isOwn = ({ index }: Cumulant): boolean => new Set(index).size === 1;
  const kept = (list: readonly Cumulant[]): readonly Cumulant[] =>
    blocks.length > wholeArray ? list.filter(isOwn) : list;
  const whole = blocks.length <= wholeArray;
  const third = kept(second).flatMap((c) => raised(c, blocks, whole));
  const raisedAgain = third.flatMap((c) => raised(c, blocks, whole));
  const thirdReadable = third.every(({ value }) => isReadable(value));
  const readable = thirdReadable && raisedAgain.every(({ value }) => countNodes(value) <= longestNumber);
  const fourth = readable ? raisedAgain : [];
  const outro = readable
    ? []
    : thirdReadable
      ? [prose`The fourth ones, the derivatives of these, are too long to be read.`]
      : [prose`Written out, those of third and fourth order, its derivatives, are too long to be read.`];
  const shown = [...(blocks.length === 1 ? second : []), ...(thirdReadable ? third : []), ...fourth].filter(
    ({ value }) => isReadable(value),
  );
  const body = shown.map(({ index, value }) =>
    equation(label('cumulant', { index: blocks.length === 1 ? [index.length] : index.map((i) => i + 1) }), value),
  );
  const intro =
    blocks.length === 1
      ? []
      : [
          prose`The second cumulants are the entries of the Fisher metric in the natural parameters. Beyond them${whole ? ', for each choice of statistics (the order of the indices does not matter)' : ', for each statistic alone'}:`,
        ];
  const higher = [...third, ...fourth];
  const isMatrix = required(known, 'separation').model.variables.some((v) => v.shape.length === 2);
  const claims = isMatrix
    ? entrySlopeClaims(blocks, [...second, ...higher])
    : momentClaims(known, blocks, second, higher);
  return { body: [...intro, ...body, ...outro], claims };
}

/** The cumulants of one order more; indices are kept in order, so each appears once. */
function raised({ index, value }: Cumulant, blocks: readonly Block[], mixed: boolean): readonly Cumulant[] {
  const last = index.at(-1) ?? 0;
  return blocks.flatMap((b, i) =>
    i < last || (!mixed && i !== last) ? [] : [{ index: [...index, i], value: simplify(derivative(value, b.symbol)) }],
  );
}

/** Moments about the mean: E[ΔᵢΔⱼΔₖ] = κᵢⱼₖ, and E[ΔᵢΔⱼΔₖΔₗ] = κᵢⱼₖₗ + κᵢⱼκₖₗ + κᵢₖκⱼₗ + κᵢₗκⱼₖ. */
function momentClaims(
  known: Findings,
  blocks: readonly Block[],
  second: readonly Cumulant[],
  higher: readonly Cumulant[],
): readonly Claim[] {
  const { model } = required(known, 'separation');
  const [x, ...more] = model.variables;
  if (!x || more.length > 0) return [];
  const mean = required(known, 'mean').ofParameters;
  const here = naturalOf(blocks);
  const centred = blocks.map((b, i) => sub(b.statistic, mean[i] ?? zero));
  const covariance = (i = 0, j = 0): Expr => {
    const [a, b] = [Math.min(i, j), Math.max(i, j)];
    return second.find((c) => c.index[0] === a && c.index[1] === b)?.value ?? zero;
  };
  return higher.map(({ index, value }): Claim => {
    const [i, j, k, l] = index;
    const pairs =
      index.length < 4
        ? zero
        : add(
            mul(covariance(i, j), covariance(k, l)),
            mul(covariance(i, k), covariance(j, l)),
            mul(covariance(i, l), covariance(j, k)),
          );
    return {
      kind: 'expectation',
      text: `${letterOf(model, 'cumulant')}${toSubscript(index.map((n) => n + 1).join(''))} from moments about the mean`,
      live: false,
      of: mul(...index.map((n) => centred[n] ?? zero)),
      logDensity: required(known, 'normalised'),
      variable: x,
      value: substitute(add(value, pairs), here),
    };
  });
}

/** κ₃ and κ₄ of the number ⟨u, T⟩, for statistics that are vectors or matrices. */
function forms(known: Findings, blocks: readonly Block[]): Body {
  const [letter] = directionLetters(required(known, 'separation').model);
  const directions = blocks.map((b) => tangentOf(b.symbol, letter));
  const along = new Map<Expr, Expr>(blocks.map((b, i) => [b.symbol, directions[i] ?? zero]));
  const raise = (e: Expr): Expr => byDenominator(simplify(expand(directional(e, along))));
  const first = add(...required(known, 'mean').ofNatural.map((m, i) => inner(m, directions[i] ?? zero)));
  const second = raise(first);
  const third = raise(second);
  const fourth = raise(third);
  const shown = [third, fourth].filter((e) => countNodes(e) <= longestForm);
  const names = directions.map((u, i) => prose`${u}${i + 1 < directions.length ? ', ' : ''}`);
  const intro = prose`In a direction ${formula(letter)} with the ${directions.length > 1 ? 'parts' : 'part'} ${names.reduce((a, b) => prose`${a}${b}`)} the number ⟨${formula(letter)}, ${label('statistic')}⟩ has the cumulants`;
  const body = shown.map((value, i) => equation(label('cumulant', { index: [i + 3], along: [letter] }), value));
  return {
    body: [
      intro,
      ...body,
      ...(shown.length < 2
        ? [
            prose`Those of higher order are further derivatives in the same direction; written out they are too long to read.`,
          ]
        : []),
    ],
    claims: slopeClaims(blocks, directions, [first, second, third, fourth]),
  };
}

const shortStep = (): SymbolExpr =>
  symbol('t', { kind: 'interval', lower: rational(-1, shortWay), upper: rational(1, shortWay) });

/** Each κ₍…ₖ₎ of three indices or more is the slope in λₖ of the one without k: the road for variables that are matrices. */
function entrySlopeClaims(blocks: readonly Block[], cumulants: readonly Cumulant[]): readonly Claim[] {
  return cumulants.flatMap(({ index, value }): readonly Claim[] => {
    const before = cumulants.find((c) => c.index.join() === index.slice(0, -1).join());
    const last = blocks[index.at(-1) ?? 0];
    if (!before || !last) return [];
    const t = shortStep();
    const moved = new Map<Expr, Expr>([...naturalOf(blocks), [last.symbol, add(last.natural, t)]]);
    return [
      {
        kind: 'derivative',
        text: `κ${toSubscript(index.map((n) => n + 1).join(''))} as the slope of the cumulant before it`,
        live: false,
        of: substitute(before.value, moved),
        in: t,
        value: substitute(value, moved),
      },
    ];
  });
}

/**
 * Each order is the slope of the one before at λ + t u, from the mean upward. Moments about the mean are no road here:
 * weighted samples of many coordinates say little about third and fourth powers.
 */
function slopeClaims(
  blocks: readonly Block[],
  directions: readonly SymbolExpr[],
  orders: readonly Expr[],
): readonly Claim[] {
  const t = shortStep();
  const moved = new Map<Expr, Expr>(blocks.map((b, i) => [b.symbol, add(b.natural, mul(t, directions[i] ?? zero))]));
  const at = orders.map((e) => substitute(e, moved));
  return at.slice(1).map((value, i) => ({
    kind: 'derivative',
    text: `cumulant ${i + 2} as the slope of the one before it along u`,
    live: false,
    of: at[i] ?? zero,
    in: t,
    value,
  }));
}
