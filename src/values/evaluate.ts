// `eval`: every derived quantity as numbers, at one point; of a family here, of a group or an orbit in its own file.
import type { Compiled } from '../derivation/compiled.ts';
import type { Findings } from '../derivation/findings.ts';
import { required } from '../derivation/theorem.ts';
import { failure, type Result } from '../diagnostics.ts';
import { add, sub } from '../ir/build.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { inner } from '../ir/tensor.ts';
import { substitute } from '../ir/visit.ts';
import type { ParameterMap } from '../model/program.ts';
import { textOf } from '../notation/text.ts';
import type { Tensor } from '../numeric/tensors.ts';
import { cumulative } from './cumulative.ts';
import { divergenceAt } from './divergence.ts';
import { evaluateOnGroup } from './evaluate-group.ts';
import { coordinateCount, flatten, type Kind, numberToJson, toJson } from './flat.ts';
import { type Form, matrixOf } from './form-matrix.ts';
import { answered, InputProblem } from './input.ts';
import { coordinatesOf, joinCoordinates } from './lift.ts';
import { newtonSolve } from './newton.ts';
import type { EvalQuery } from './query.ts';
import { type Setting, settingAt, settingAtNatural, sizesOf, valuesAt } from './setting.ts';

/** Derived quantities at a point; scalar families also take arrays, meaning independent coordinates. */
export function evaluateAt(compiled: Compiled, query: EvalQuery): Result<Record<string, unknown>> {
  const { findings, orbit } = compiled;
  const group = orbit?.group ?? compiled.group;
  if (findings) return answered(findings.model, () => evaluateFamily(findings, query));
  return group ? answered(group.model, () => evaluateOnGroup(group, orbit, query)) : failure(...compiled.diagnostics);
}

function evaluateFamily(findings: Findings, query: EvalQuery): Record<string, unknown> {
  const parts = coordinatesOf(findings.model, query, required(findings, 'separation').blocks.length);
  if (parts) requireFew(findings, parts.length * findings.model.parameters.length, mostIndependent);
  return parts ? joinCoordinates(parts.map((q) => evaluateOne(findings, q))) : evaluateOne(findings, query);
}

/** A metric has a row for each coordinate; coupled ones are computed together, independent ones one by one. */
const mostCoupled = 1400;
const mostIndependent = 2000;

function requireFew({ model }: Findings, count: number, most: number): void {
  if (count > most)
    throw new InputProblem(
      model,
      'too-large',
      `${model.name} has ${count} coordinates here, and its Fisher metric ${count} rows; at most ${most} are evaluated`,
      'ask at fewer dimensions; emitted code has no such bound',
    );
}

function evaluateOne(findings: Findings, query: EvalQuery): Record<string, unknown> {
  const setting =
    query.atNatural === undefined
      ? settingAt(findings, query.at)
      : settingAtNatural(findings, query.atNatural, query.at);
  const sizes = sizesOf(setting);
  const coordinates = findings.model.parameters.reduce((n, p) => n + coordinateCount(p, sizes), 0);
  requireFew(findings, coordinates, mostCoupled);
  const separation = required(findings, 'separation');
  const partition = required(findings, 'partition');
  const mean = required(findings, 'mean');
  const { blocks } = separation;
  const here = (ofNatural: readonly Expr[], ofParameters: readonly Expr[]): readonly Expr[] =>
    setting.natural ? ofNatural : ofParameters;
  const naturals = here(
    blocks.map((b) => b.symbol),
    blocks.map((b) => b.natural),
  );
  const means = here(mean.ofNatural, mean.ofParameters);
  const [A] = here([partition.ofNatural], [partition.ofParameters]);
  const base = required(findings, 'expectedLogBase');
  const [meanBase] = here([base.ofNatural], [base.value]);
  const entropy =
    setting.natural && A && meanBase
      ? (findings.entropyOfNatural ??
        sub(A, add(...blocks.map((b, i) => inner(b.symbol, means[i] ?? b.symbol)), meanBase)))
      : required(findings, 'entropy');
  const { parameters } = separation.model;
  const all = valuesAt(setting, [...naturals, ...means, ...(A ? [A] : []), entropy, ...parameters]);
  const matrixHere = (form: Form, coordinates: readonly SymbolExpr[], kind: Kind): unknown[][] =>
    matrixOf(form, coordinates, kind, sizesOf(setting), (rows, tangents) => valuesAt(setting, rows, tangents));
  const k = blocks.length;
  const lambda = all.slice(0, k);
  const mu = all.slice(k, 2 * k);
  const xi = all.slice(2 * k + 2);
  return {
    statistics: blocks.map((b) => textOf(b.statistic)),
    natural: blocks.flatMap((b, i) => flatJson(b.symbol, lambda[i], 'natural')),
    logPartition: scalarJson(all[2 * k]),
    mean: blocks.flatMap((b, i) => flatJson(b.meanSymbol, mu[i], 'value')),
    entropy: scalarJson(all[2 * k + 1]),
    fisherNatural: matrixHere(
      fisherOfNatural(findings, setting),
      blocks.map((b) => b.symbol),
      'natural',
    ),
    fisherParameters: matrixHere(required(findings, 'fisher').parameters, parameters, 'value'),
    parametersFromNatural: throughMap(
      setting,
      required(findings, 'fromNatural'),
      new Map(blocks.map((b, i) => [b.symbol, [naturals[i] ?? b.symbol, lambda[i]]])),
    ),
    naturalFromMean: naturalFromMean(findings, setting, means, mu),
    ...(setting.natural ? { parameters: parametersOf(findings, xi) } : {}),
    ...(query.toPoint === undefined ? {} : { kl: numberToJson(divergenceAt(setting, query.toPoint)) }),
    ...atVariable(findings, setting),
  };
}

const parametersOf = ({ model }: Findings, values: readonly Tensor<number>[]): Record<string, unknown> =>
  Object.fromEntries(
    model.parameters.map((p, i) => [model.spelling.get(p) ?? p.name, toJson(values[i] ?? { shape: [], data: [] })]),
  );

const flatJson = (s: SymbolExpr, t: Tensor<number> | undefined, kind: 'value' | 'natural'): unknown[] =>
  t ? flatten(s, t, kind).map(numberToJson) : [];
const scalarJson = (t: Tensor<number> | undefined): unknown => numberToJson(t?.data[0] ?? Number.NaN);

/** F(λ) in λ or, where parameters were given, with λ(ξ) in place of λ. */
function fisherOfNatural(findings: Findings, setting: Setting): Form {
  const { blocks } = required(findings, 'separation');
  const { natural } = required(findings, 'fisher');
  const named = (list: readonly SymbolExpr[]): ReadonlyMap<SymbolExpr, SymbolExpr> =>
    new Map(blocks.map((b, i) => [b.symbol, list[i] ?? b.symbol]));
  const value = setting.natural
    ? natural.value
    : substitute(natural.value, new Map(blocks.map((b) => [b.symbol, b.natural])));
  return { value, left: named(natural.left), right: named(natural.right) };
}

/** A parameter map applied to known values; closed maps on the formulas themselves, so that no digit is lost between. */
function throughMap(
  setting: Setting,
  map: ParameterMap,
  given: ReadonlyMap<SymbolExpr, readonly [Expr, Tensor<number> | undefined]>,
): Record<string, unknown> | null {
  const { model } = setting.findings;
  if (map.kind === 'closed') {
    const formulas = new Map<Expr, Expr>([...given].map(([s, [e]]) => [s, e]));
    const values = valuesAt(
      setting,
      map.assignments.map((a) => substitute(a.value, formulas)),
    );
    return Object.fromEntries(
      map.assignments.map((a, i) => [
        model.spelling.get(a.target) ?? a.target.name,
        toJson(values[i] ?? { shape: [], data: [] }),
      ]),
    );
  }
  const numbers = new Map([...given].flatMap(([s, [, t]]): [SymbolExpr, Tensor<number>][] => (t ? [[s, t]] : [])));
  const solved = newtonSolve(map, numbers, setting.values.symbols, sizesOf(setting));
  return solved
    ? Object.fromEntries(
        model.parameters.map((p) => [
          model.spelling.get(p) ?? p.name,
          toJson(solved.get(p) ?? { shape: [], data: [] }),
        ]),
      )
    : null;
}

/** λ from μ, through ξ(μ) where that is closed. */
function naturalFromMean(
  findings: Findings,
  setting: Setting,
  means: readonly Expr[],
  mu: readonly Tensor<number>[],
): unknown {
  const { blocks } = required(findings, 'separation');
  const map = required(findings, 'fromMean');
  if (map.kind === 'closed') {
    const fromMean = new Map<Expr, Expr>(map.assignments.map((a) => [a.target, a.value]));
    const through = new Map<Expr, Expr>(blocks.map((b, i) => [b.meanSymbol, means[i] ?? b.meanSymbol]));
    const values = valuesAt(
      setting,
      blocks.map((b) => substitute(substitute(b.natural, fromMean), through)),
    );
    return blocks.flatMap((b, i) => flatJson(b.symbol, values[i], 'natural'));
  }
  const given = new Map(
    blocks.flatMap((b, i): [SymbolExpr, Tensor<number>][] => {
      const t = mu[i];
      return t ? [[b.meanSymbol, t]] : [];
    }),
  );
  const solved = newtonSolve(map, given, setting.values.symbols, sizesOf(setting));
  return solved ? blocks.flatMap((b) => flatJson(b.symbol, solved.get(b.symbol), 'natural')) : null;
}

function atVariable(findings: Findings, setting: Setting): Record<string, unknown> {
  const { model } = findings;
  if (!model.variables.every((v) => setting.values.symbols.has(v))) return {};
  const logDensity = required(findings, 'normalised');
  const [height] = valuesAt(setting, [logDensity]);
  const cdf = cumulative(setting, logDensity, height?.data[0] ?? Number.NaN);
  return {
    logDensity: scalarJson(height),
    ...(cdf === undefined ? {} : { cdf: numberToJson(cdf) }),
  };
}
