// `step`: one learning-rule step by hand, from the gradient of E_q[ℓ] in the declared parameters to the new parameters.
import type { Compiled } from '../derivation/compiled.ts';
import type { Findings } from '../derivation/findings.ts';
import { required } from '../derivation/theorem.ts';
import { type Diagnostic, failure, type Result } from '../diagnostics.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { substitute } from '../ir/visit.ts';
import { domainProblem } from '../model/domain.ts';
import { evaluate } from '../numeric/evaluate.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import type { Tensor } from '../numeric/tensors.ts';
import { flatten, numberToJson, toJson } from './flat.ts';
import { answered, byCanonicalName, InputProblem, readValue } from './input.ts';
import { interleave, splitRecord } from './lift.ts';
import { newtonSolve } from './newton.ts';
import { inside } from './newton-system.ts';
import type { StepQuery } from './query.ts';
import { type Setting, settingAt, valuesAt } from './setting.ts';

/** New parameters, the natural ones, whether they lie in the domain, and the same by the second-order retraction. */
export function stepAt(compiled: Compiled, query: StepQuery): Result<Record<string, unknown>> {
  const { findings } = compiled;
  if (!findings) return failure(...(compiled.derivation ? [noParameters(compiled)] : compiled.diagnostics));
  if (findings.model.parameters.length === 0) return failure(noneToStepIn(findings.model));
  return answered(findings.model, () => steps(findings, query));
}

/** A distribution whose parameters are held, or that has none. */
const noneToStepIn = ({ name, spans }: Findings['model']): Diagnostic => ({
  code: 'not-exponential',
  severity: 'error',
  message: `${name} has no parameters to step in`,
  span: spans.name,
  hint: 'a step is one in the parameters of an exponential family; what a distribution is given is held, and a group that acts on it gives a rule',
});

/** A group, an orbit or an optimizer has no natural parameters to step in. */
const noParameters = ({ name, kind, derivation }: Compiled): Diagnostic => {
  const start = derivation?.span.start ?? 0;
  return {
    code: 'not-yet',
    severity: 'error',
    message: `${name} is of kind ${kind}: a step by hand is one of a family's parameters`,
    span: { start, end: start + 1 },
    hint: kind === 'group' ? 'declare an orbit of it' : 'run its algorithm on recorded gradients: blrc replay',
  };
};

function steps(findings: Findings, query: StepQuery): Record<string, unknown> {
  const { model } = findings;
  const scalar = [...model.variables, ...model.parameters, ...model.constants].every((s) => s.shape.length === 0);
  const parts =
    scalar && typeof query.at === 'object' && query.at !== null ? splitRecord(model, query.at, 'at') : undefined;
  if (!parts) return withRetraction(stepOne(findings, query));
  const gradients = splitRecord(model, query.gradient, 'gradient', parts.length) ?? parts.map(() => query.gradient);
  return joined(parts.map((at, i) => stepOne(findings, { ...query, at, gradient: gradients[i] })));
}

interface Landing {
  readonly inDomain: boolean;
  readonly parameters: Record<string, unknown> | null;
  readonly natural: unknown[];
}

interface Stepped {
  readonly plain: Landing;
  /** Absent where no retraction was derived. */
  readonly retracted?: Landing;
}

const withRetraction = ({ plain, retracted }: Stepped): Record<string, unknown> => ({
  ...plain,
  retracted: retracted ?? null,
});

function joined(parts: readonly Stepped[]): Record<string, unknown> {
  const join = (list: readonly Landing[]): Landing => {
    const inDomain = list.every((l) => l.inDomain);
    const names = Object.keys(list.find((l) => l.parameters)?.parameters ?? {});
    return {
      inDomain,
      parameters: inDomain ? Object.fromEntries(names.map((k) => [k, list.map((l) => l.parameters?.[k])])) : null,
      natural: interleave(list.map((l) => l.natural)),
    };
  };
  const retracted = parts.flatMap((p) => p.retracted ?? []);
  const plain = join(parts.map((p) => p.plain));
  return withRetraction(retracted.length === parts.length ? { plain, retracted: join(retracted) } : { plain });
}

function stepOne(findings: Findings, query: StepQuery): Stepped {
  const setting = settingAt(findings, query.at);
  const update = required(findings, 'update');
  const { blocks } = required(findings, 'separation');
  readGradient(setting, query, findings);
  const next = landing(
    setting,
    update.natural,
    closedParameters(findings),
    blocks.map((b) => b.symbol),
  );
  const further = retracted(setting, findings);
  return { plain: next, ...(further ? { retracted: further } : {}) };
}

function readGradient(setting: Setting, query: StepQuery, findings: Findings): void {
  const { model } = findings;
  const { gradient, rho, tau } = required(findings, 'update');
  if (!Number.isFinite(query.rho)) throw new InputProblem(model, 'shape-mismatch', 'rho must be a finite number');
  if (query.tau !== undefined && !Number.isFinite(query.tau))
    throw new InputProblem(model, 'shape-mismatch', 'tau must be a finite number');
  const record = byCanonicalName(model, query.gradient, 'gradient');
  for (const [p, g] of gradient) {
    if (!record.has(p.name))
      throw new InputProblem(
        model,
        'unknown-name',
        `the gradient in ${model.spelling.get(p) ?? p.name} is missing`,
        'the gradient has an entry for every declared parameter',
      );
    readValue(model, g, record.get(p.name), setting.values, g.domain.kind === 'symmetric');
    record.delete(p.name);
  }
  for (const name of record.keys())
    throw new InputProblem(
      model,
      'unknown-name',
      `${model.name} has no parameter ${name}`,
      'the gradient has an entry for every declared parameter, and no other',
    );
  setting.values.symbols.set(rho, { shape: [], data: [query.rho] });
  setting.values.symbols.set(tau, { shape: [], data: [query.tau ?? 1] });
}

/** ξ′ as formulas in ξ and the gradient, with the new values of earlier parameters put in. */
function closedParameters(findings: Findings): ReadonlyMap<SymbolExpr, Expr> | undefined {
  const { assignments, next } = required(findings, 'update');
  if (assignments.length === 0) return undefined;
  const done = new Map<Expr, Expr>();
  for (const a of assignments) done.set(a.target, substitute(a.value, done));
  return new Map([...next].map(([p, s]) => [p, done.get(s) ?? s]));
}

/** Where new natural parameters lead: the declared ones if λ′ lies in the domain, else the word that it does not. */
function landing(
  setting: Setting,
  naturals: readonly Expr[],
  closed: ReadonlyMap<SymbolExpr, Expr> | undefined,
  symbols: readonly SymbolExpr[],
): Landing {
  const { findings } = setting;
  const lambda = valuesAt(setting, naturals);
  const natural = symbols.flatMap((s, i) =>
    flatten(s, lambda[i] ?? { shape: [], data: [] }, 'natural').map(numberToJson),
  );
  const point = new Map([
    ...setting.values.symbols,
    ...symbols.map((s, i): [SymbolExpr, Tensor<number>] => [s, lambda[i] ?? { shape: [], data: [] }]),
  ]);
  const outside: Landing = { inDomain: false, parameters: null, natural };
  if (
    !lambda.every((t) => t.data.every(Number.isFinite)) ||
    !inside(required(findings, 'partition').domain, point, setting.values.sizes)
  )
    return outside;
  const xi = closed ? closedValues(setting, closed) : newtonValues(setting, point);
  if (!xi || !isMember(setting, xi) || !returns(setting, xi, lambda)) return outside;
  const names = findings.model.spelling;
  return {
    inDomain: true,
    natural,
    parameters: Object.fromEntries([...xi].map(([p, t]) => [names.get(p) ?? p.name, toJson(t)])),
  };
}

function closedValues(setting: Setting, closed: ReadonlyMap<SymbolExpr, Expr>): Map<SymbolExpr, Tensor<number>> {
  const parameters = setting.findings.model.parameters;
  const values = valuesAt(
    setting,
    parameters.map((p) => closed.get(p) ?? p),
  );
  return new Map(parameters.map((p, i) => [p, values[i] ?? { shape: [], data: [] }]));
}

function newtonValues(
  setting: Setting,
  point: ReadonlyMap<SymbolExpr, Tensor<number>>,
): Map<SymbolExpr, Tensor<number>> | undefined {
  const map = required(setting.findings, 'fromNatural');
  if (map.kind !== 'newton') return undefined;
  const solved = newtonSolve(map, point, setting.values.symbols, setting.values.sizes);
  return solved && new Map(setting.findings.model.parameters.map((p) => [p, solved.get(p) ?? { shape: [], data: [] }]));
}

const isMember = (setting: Setting, xi: ReadonlyMap<SymbolExpr, Tensor<number>>): boolean =>
  [...xi].every(
    ([p, t]) =>
      domainProblem(p, t, { symbols: new Map([...setting.values.symbols, ...xi]), sizes: setting.values.sizes }) ===
      undefined,
  );

/** λ(ξ′) = λ′: the formulas for ξ(λ) hold on the image of λ only. */
function returns(
  setting: Setting,
  xi: ReadonlyMap<SymbolExpr, Tensor<number>>,
  lambda: readonly Tensor<number>[],
): boolean {
  const { blocks } = required(setting.findings, 'separation');
  const symbols = new Map([...setting.values.symbols, ...xi]);
  return blocks.every((b, i) => {
    const back = evaluate(b.natural, { symbols, sizes: setting.values.sizes }, floatArithmetic);
    const scale = Math.max(1, ...(lambda[i]?.data ?? []).map(Math.abs));
    return back.data.every(
      (x, j) => !Number.isFinite(x) || Math.abs(x - (lambda[i]?.data[j] ?? Number.NaN)) <= 1e-5 * scale,
    );
  });
}

/** The second-order retraction from the same point. */
function retracted(setting: Setting, findings: Findings): Landing | undefined {
  const { retraction, separation } = findings;
  const blocks = separation?.blocks ?? [];
  if (!retraction) return undefined;
  const replaced = new Map<Expr, Expr>(
    retraction.blocks.flatMap((b): [Expr, Expr][] => [
      [b.direction, b.directionValue],
      [b.coordinate, b.start],
    ]),
  );
  const values = retraction.blocks.map((b) => substitute(b.value, replaced));
  if (retraction.coordinates === 'natural') {
    const map = required(findings, 'fromNatural');
    const to = new Map<Expr, Expr>(blocks.map((b, i) => [b.symbol, values[i] ?? b.symbol]));
    const closed =
      map.kind === 'closed'
        ? new Map(map.assignments.map((a): [SymbolExpr, Expr] => [a.target, substitute(a.value, to)]))
        : undefined;
    return landing(
      setting,
      values,
      closed,
      blocks.map((b) => b.symbol),
    );
  }
  const closed = new Map(
    retraction.blocks.map((b, i): [SymbolExpr, Expr] => [b.coordinate, values[i] ?? b.coordinate]),
  );
  const naturals = blocks.map((b) => substitute(b.natural, closed));
  return landing(
    setting,
    naturals,
    closed,
    blocks.map((b) => b.symbol),
  );
}
