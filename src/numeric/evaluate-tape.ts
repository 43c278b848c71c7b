// Expressions in float64 as a tape: a list of operations in order, each writing into a place of its own.

import {
  type ApplyExpr,
  type ElementwisePrimitive,
  type Expr,
  type IntegralExpr,
  isScalar,
  type PowerExpr,
} from '../ir/expr.ts';
import { isElementwise } from '../ir/tensor.ts';
import { boundsOf, dependsOn } from '../ir/visit.ts';
import { spend } from '../ir/work.ts';
import { complementOfNode, complementValue } from './complements.ts';
import { elementwiseFunctions } from './evaluate-functions.ts';
import { finitelyMany } from './evaluate-integral.ts';
import { type Place, type Step, tensorSteps } from './evaluate-tape-tensors.ts';
import { tensorFunctions } from './evaluate-tensors.ts';
import { type Curried, dependence, type Evaluator } from './evaluator.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { remembered } from './lazily.ts';
import { logarithmFromOne } from './logarithms-from-one.ts';
import { entriesOf, sizeOfShape, type Tensor } from './tensors.ts';
import { workOf } from './work.ts';

/** The outputs as a function of the inputs; results live until the next call. */
export function tapeOf(
  evaluator: Evaluator<number>,
  outputs: readonly Expr[],
  inputs: readonly Expr[],
): Curried<number> {
  const depends = dependence(inputs);
  const recording = recorder(
    evaluator,
    inputs,
    remembered((e: Expr) => (depends(e) ? undefined : copyOf(evaluator.value(e)))),
  );
  const results = outputs.map(recording.place);
  const starts = inputs.map((e) => recording.place(e).data);
  return (values) => {
    spend(recording.work);
    for (let i = 0; i < starts.length; i++) copyInto(starts[i] ?? [], values[i]?.data ?? []);
    for (const step of recording.steps) step();
    return results;
  };
}

/** Places for nodes and the steps that fill them, for nodes that have no place outside. */
function recorder(
  evaluator: Evaluator<number>,
  inputs: readonly Expr[],
  outside: (e: Expr) => Place | undefined,
): Recording {
  const places = new Map(inputs.map((e): [Expr, Place] => [e, outside(e) ?? emptyPlace(evaluator, e)]));
  const steps: Step[] = [];
  const place = (e: Expr): Place => {
    const known = places.get(e) ?? outside(e);
    if (known) return known;
    const target = emptyPlace(evaluator, e);
    places.set(e, target);
    steps.push(stepFor(recording, e, target));
    recording.work += workOf(e, target.data.length);
    return target;
  };
  const recording: Recording = { evaluator, inputs, places, steps, work: 1, place };
  return recording;
}

const emptyPlace = ({ sizes }: Evaluator<number>, e: Expr): Place => {
  const shape = sizeOfShape(e.shape, sizes);
  return { shape, data: new Array(entriesOf(shape)).fill(0.5) };
};

const copyOf = (t: Tensor<number>): Place => ({ shape: t.shape, data: [...t.data] });

function copyInto(target: number[], source: readonly number[]): void {
  for (let i = 0; i < target.length; i++) target[i] = source[i] ?? Number.NaN;
}

interface Recording {
  readonly evaluator: Evaluator<number>;
  readonly inputs: readonly Expr[];
  readonly places: ReadonlyMap<Expr, Place>;
  readonly steps: readonly Step[];
  /** Operations of one pass. */
  work: number;
  readonly place: (e: Expr) => Place;
}

function stepFor(recording: Recording, e: Expr, target: Place): Step {
  const { place } = recording;
  const found = complementOfNode(e);
  if (found) {
    const parts = [place(found.factor), place(found.argument)];
    return foldStep(target, parts, (c, x) => complementValue(floatArithmetic, found.isLogarithm, c, x));
  }
  switch (e.kind) {
    case 'sum':
      return addStep(target, e.terms.map(place));
    case 'product':
      return multiplyStep(target, e.factors.map(place));
    case 'power':
      return powerStep(target, e, place);
    case 'apply': {
      const { fn, args } = logarithmFromOne(e) ?? e;
      return isElementwise(fn) ? elementwiseStep(target, fn, args.map(place)) : tensorStep(target, e, place);
    }
    case 'integral':
      return finiteSumStep(recording, e, target) ?? freshStep(recording, e, target);
    default:
      return freshStep(recording, e, target);
  }
}

/**
 * A sum over few values is a loop over steps of its own: what the variable does not move stands outside, and of what it moves
 * alone every value is known beforehand.
 */
function finiteSumStep(recording: Recording, e: IntegralExpr, target: Place): Step | undefined {
  const { evaluator, inputs } = recording;
  const { variable, body } = e;
  const moves = dependence(inputs);
  const values = !isScalar(e) || boundsOf(variable).some(moves) ? undefined : finitelyMany(evaluator, variable);
  if (!values) return undefined;
  const tables: { readonly data: number[]; readonly rows: readonly (readonly number[])[] }[] = [];
  const tabled = (n: Expr): Place => {
    const made = emptyPlace(evaluator, n);
    const at = n === variable ? (x: readonly Tensor<number>[]) => x : tapeOf(evaluator, [n], [variable]);
    tables.push({ data: made.data, rows: values.map((x) => [...(at([x])[0]?.data ?? [])]) });
    return made;
  };
  const outside = remembered((n: Expr): Place | undefined => {
    if (!dependsOn(n, [variable])) return recording.place(n);
    return moves(n) ? undefined : tabled(n);
  });
  const inner = recorder(evaluator, [...inputs, variable], outside);
  const summand = inner.place(body).data;
  recording.work += inner.work * values.length;
  const fresh = freshStep(recording, e, target);
  return () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      for (const { data, rows } of tables) copyInto(data, rows[i] ?? []);
      for (const step of inner.steps) step();
      sum += summand[0] ?? Number.NaN;
    }
    // What overflows or vanishes in all its terms is taken by its logarithms.
    if (Number.isFinite(sum) && sum !== 0) target.data[0] = sum;
    else fresh();
  };
}

/** Sums and products, from the left; those of two scalars have steps of their own, for they are the most. */
function foldStep(target: Place, parts: readonly Place[], f: (x: number, y: number) => number): Step {
  const { data } = target;
  const [a = [], b = [], ...rest] = parts.map((p) => p.data);
  if (data.length > 1 || parts.some((p) => p.data.length > 1)) return spreadStep(data, parts, f);
  if (rest.length === 0)
    return () => {
      data[0] = f(a[0] ?? 0, b[0] ?? 0);
    };
  return () => {
    let x = f(a[0] ?? 0, b[0] ?? 0);
    for (const c of rest) x = f(x, c[0] ?? 0);
    data[0] = x;
  };
}

const addStep = (target: Place, parts: readonly Place[]): Step => {
  const { data } = target;
  const [a = [], b = []] = parts.map((p) => p.data);
  if (parts.length !== 2 || [target, ...parts].some((p) => p.data.length > 1))
    return foldStep(target, parts, (x, y) => x + y);
  return () => {
    data[0] = (a[0] ?? 0) + (b[0] ?? 0);
  };
};

const multiplyStep = (target: Place, parts: readonly Place[]): Step => {
  const { data } = target;
  const [a = [], b = []] = parts.map((p) => p.data);
  if (parts.length !== 2 || [target, ...parts].some((p) => p.data.length > 1))
    return foldStep(target, parts, (x, y) => x * y);
  return () => {
    data[0] = (a[0] ?? 0) * (b[0] ?? 0);
  };
};

function spreadStep(data: number[], parts: readonly Place[], f: (x: number, y: number) => number): Step {
  const strides = parts.map((p) => (p.shape.length === 0 ? 0 : 1));
  return () => {
    for (let i = 0; i < data.length; i++) {
      let x = parts[0]?.data[(strides[0] ?? 0) * i] ?? 0;
      for (let k = 1; k < parts.length; k++) x = f(x, parts[k]?.data[(strides[k] ?? 0) * i] ?? 0);
      data[i] = x;
    }
  };
}

/** Entry by entry through a function of one number. */
function mapStep({ data }: Place, from: Place, f: (x: number) => number): Step {
  const source = from.data;
  if (data.length === 1)
    return () => {
      data[0] = f(source[0] ?? 0);
    };
  return () => {
    for (let i = 0; i < data.length; i++) data[i] = f(source[i] ?? 0);
  };
}

function powerStep(target: Place, e: PowerExpr, place: (e: Expr) => Place): Step {
  const { powInteger, pow } = floatArithmetic;
  const { exponent } = e;
  const base = place(e.base);
  if (exponent.kind !== 'rational') return foldStep(target, [base, place(exponent)], pow);
  const k = Number(exponent.value.n);
  if (exponent.value.d === 1n && Number.isSafeInteger(k)) return mapStep(target, base, wholePower(k));
  if (exponent.value.d === 2n && Math.abs(k) < 64) {
    const whole = wholePower(k);
    return mapStep(target, base, (x) => whole(Math.sqrt(x)));
  }
  return foldStep(target, [base, place(exponent)], pow);

  function wholePower(n: number): (x: number) => number {
    if (n === 1) return (x) => x;
    if (n === 2) return (x) => x * x;
    if (n === -1) return (x) => (x === 0 ? Number.NaN : 1 / x);
    return (x) => powInteger(x, n);
  }
}

function elementwiseStep(target: Place, fn: ElementwisePrimitive, args: readonly Place[]): Step {
  const [x, y] = args;
  const f = elementwiseFunctions[fn];
  if (x && y) return foldStep(target, [x, y], (p, q) => f(floatArithmetic, p, q));
  if (!x) return () => {};
  const direct = fn in floatArithmetic ? floatArithmetic[fn as 'exp'] : undefined;
  return mapStep(target, x, direct ?? ((p) => f(floatArithmetic, p, p)));
}

function tensorStep(target: Place, e: ApplyExpr, place: (e: Expr) => Place): Step {
  const { fn } = e;
  const args = e.args.map(place);
  if (isElementwise(fn)) return () => {};
  const quick = tensorSteps[fn];
  if (quick) return quick(target, args);
  const f = tensorFunctions[fn];
  return () => copyInto(target.data, f(floatArithmetic, args, target.shape).data);
}

/** What a tape has no step for (an integral inside) is evaluated anew at each call. */
function freshStep({ evaluator, inputs, places }: Recording, e: Expr, target: Place): Step {
  return () => {
    const values = inputs.map((input) => copyOf(places.get(input) ?? target));
    copyInto(target.data, evaluator.given(inputs, values).value(e).data);
  };
}
