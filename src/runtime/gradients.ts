// The gradients of the ops that emitted code uses. tfjs-core by itself registers none: that is done by the package
// that bundles it, or by a file Node cannot load. What is registered already is left alone.

import * as tf from '@tensorflow/tfjs-core';

type Rule = (
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
  attributes: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, () => tf.Tensor>>;

interface Entry {
  /** The inputs to save; of an op on a list all. */
  readonly inputs: readonly string[] | 'all';
  /** Whether the output is saved behind the inputs. */
  readonly output: boolean;
  readonly rule: Rule;
}

/** Registers the gradients that are missing; called again it does nothing. */
export function registerGradients(): void {
  if (tf.getGradient('Multiply') !== undefined && tf.getGradient('Tile') !== undefined) return;
  for (const [kernelName, { inputs, output, rule }] of Object.entries(gradientTable())) {
    if (tf.getGradient(kernelName) !== undefined) continue;
    tf.registerGradient({
      kernelName,
      ...(inputs === 'all' ? { saveAllInputs: true } : { inputsToSave: [...inputs] }),
      outputsToSave: output ? [true] : [],
      gradFunc: (dy, saved, attributes) => {
        if (Array.isArray(dy)) throw new TypeError(`${kernelName} has one output`);
        return rule(dy, saved, attributes);
      },
    });
  }
}

function at(saved: readonly tf.Tensor[], place: number): tf.Tensor {
  const tensor = saved[place];
  if (tensor === undefined) throw new RangeError(`no saved tensor ${place}`);
  return tensor;
}

/** The gradient summed over the axes along which an input was broadcast. */
function reduceTo(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = tf.backend_util.getReductionAxes([...shape], dy.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, [...shape]);
}

/** An elementwise op of `x`, by the derivative at `x`. */
function ofInput(derivative: (x: tf.Tensor) => tf.Tensor): Entry {
  return { inputs: ['x'], output: false, rule: (dy, saved) => ({ x: () => tf.mul(dy, derivative(at(saved, 0))) }) };
}

/** An elementwise op of `x`, by the derivative as a function of its value. */
function ofOutput(derivative: (y: tf.Tensor) => tf.Tensor): Entry {
  return { inputs: [], output: true, rule: (dy, saved) => ({ x: () => tf.mul(dy, derivative(at(saved, 0))) }) };
}

/** A broadcasting op of `a` and `b`, by its two partial derivatives. */
function ofTwo(
  left: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor | number,
  right: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor | number,
): Entry {
  return {
    inputs: ['a', 'b'],
    output: false,
    rule: (dy, saved) => {
      const a = at(saved, 0);
      const b = at(saved, 1);
      return {
        a: () => reduceTo(tf.mul(dy, left(a, b)), a.shape),
        b: () => reduceTo(tf.mul(dy, right(a, b)), b.shape),
      };
    },
  };
}

function gradientTable(): Readonly<Record<string, Entry>> {
  return { ...arithmetic(), ...elementwise(), ...reductions(), ...movements() };
}

function arithmetic(): Readonly<Record<string, Entry>> {
  return {
    Add: ofTwo(
      () => 1,
      () => 1,
    ),
    Sub: ofTwo(
      () => 1,
      () => -1,
    ),
    Multiply: ofTwo(
      (_, b) => b,
      (a) => a,
    ),
    RealDiv: ofTwo(
      (_, b) => tf.reciprocal(b),
      (a, b) => tf.neg(tf.div(a, tf.square(b))),
    ),
    Pow: ofTwo(
      (a, b) => tf.mul(b, tf.pow(a, tf.sub(b, 1))),
      (a, b) => tf.mul(tf.pow(a, b), tf.where(tf.greater(a, 0), tf.log(a), tf.zerosLike(a))),
    ),
    Atan2: ofTwo(
      (a, b) => tf.div(b, tf.add(tf.square(a), tf.square(b))),
      (a, b) => tf.neg(tf.div(a, tf.add(tf.square(a), tf.square(b)))),
    ),
    Maximum: ofTwo(
      (a, b) => tf.cast(tf.greaterEqual(a, b), 'float32'),
      (a, b) => tf.cast(tf.less(a, b), 'float32'),
    ),
    Minimum: ofTwo(
      (a, b) => tf.cast(tf.lessEqual(a, b), 'float32'),
      (a, b) => tf.cast(tf.greater(a, b), 'float32'),
    ),
  };
}

/** The sign as a difference of comparisons: tf.sign is 0 below 1e-7 on the wasm backend. */
export function signOf(x: tf.Tensor): tf.Tensor {
  return tf.sub(tf.cast(tf.greater(x, 0), 'float32'), tf.cast(tf.less(x, 0), 'float32'));
}

function elementwise(): Readonly<Record<string, Entry>> {
  return {
    Neg: ofOutput(() => tf.scalar(-1)),
    Square: ofInput((x) => tf.mul(x, 2)),
    Sqrt: ofOutput((y) => tf.div(0.5, y)),
    Rsqrt: ofInput((x) => tf.div(-0.5, tf.mul(x, tf.sqrt(x)))),
    Reciprocal: ofOutput((y) => tf.neg(tf.square(y))),
    Exp: ofOutput((y) => y),
    Expm1: ofInput(tf.exp),
    Log: ofInput(tf.reciprocal),
    Log1p: ofInput((x) => tf.reciprocal(tf.add(x, 1))),
    Sigmoid: ofOutput((y) => tf.mul(y, tf.sub(1, y))),
    Softplus: ofInput(tf.sigmoid),
    Sinh: ofInput(tf.cosh),
    Cosh: ofInput(tf.sinh),
    Tanh: ofOutput((y) => tf.sub(1, tf.square(y))),
    Sin: ofInput(tf.cos),
    Cos: ofInput((x) => tf.neg(tf.sin(x))),
    Tan: ofInput((x) => tf.reciprocal(tf.square(tf.cos(x)))),
    Asin: ofInput((x) => tf.rsqrt(tf.sub(1, tf.square(x)))),
    Acos: ofInput((x) => tf.neg(tf.rsqrt(tf.sub(1, tf.square(x))))),
    Atan: ofInput((x) => tf.reciprocal(tf.add(tf.square(x), 1))),
    Abs: ofInput(signOf),
    Relu: ofInput(tf.step),
    Sign: ofInput(tf.zerosLike),
    Step: ofInput(tf.zerosLike),
    Round: ofInput(tf.zerosLike),
    Floor: ofInput(tf.zerosLike),
    Cast: { inputs: [], output: false, rule: (dy) => ({ x: () => tf.cast(dy, 'float32') }) },
    Identity: { inputs: [], output: false, rule: (dy) => ({ x: () => tf.cast(dy, 'float32') }) },
    ZerosLike: { inputs: [], output: false, rule: (dy) => ({ x: () => tf.zerosLike(dy) }) },
    Select: {
      inputs: ['condition'],
      output: false,
      rule: (dy, saved) => {
        const chosen = at(saved, 0);
        return {
          condition: () => tf.zerosLike(tf.cast(chosen, 'float32')),
          t: () => tf.where(chosen, dy, tf.zerosLike(dy)),
          e: () => tf.where(chosen, tf.zerosLike(dy), dy),
        };
      },
    },
  };
}

function axesOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [Number(value)];
}

function reductions(): Readonly<Record<string, Entry>> {
  /** The gradient of a sum over axes: the same number along each of them. */
  const spread = (dy: tf.Tensor, x: tf.Tensor, axis: unknown): tf.Tensor => {
    const shape = [...x.shape];
    const axes = axis === undefined || axis === null ? shape.map((_, i) => i) : axesOf(axis);
    for (const place of tf.util.parseAxisParam(axes, x.shape)) shape[place] = 1;
    return tf.broadcastTo(tf.reshape(dy, shape), x.shape);
  };
  return {
    Sum: {
      inputs: ['x'],
      output: false,
      rule: (dy, saved, { axis }) => ({ x: () => spread(dy, at(saved, 0), axis) }),
    },
    Mean: {
      inputs: ['x'],
      output: false,
      rule: (dy, saved, { axis }) => ({
        x: () => tf.mul(spread(dy, at(saved, 0), axis), tf.util.sizeFromShape(dy.shape) / at(saved, 0).size),
      }),
    },
    Max: extreme(spread),
    Min: extreme(spread),
    BatchMatMul: { inputs: ['a', 'b'], output: false, rule: matMulRule },
  };
}

/** The largest or smallest entries take the gradient, all of them where several are equal, as in tfjs itself. */
function extreme(spread: (dy: tf.Tensor, x: tf.Tensor, axis: unknown) => tf.Tensor): Entry {
  return {
    inputs: ['x'],
    output: true,
    rule: (dy, saved, attributes) => ({
      x: () => {
        const [x, y] = [at(saved, 0), at(saved, 1)];
        const axis = attributes['reductionIndices'] ?? attributes['axis'];
        return tf.mul(spread(dy, x, axis), tf.cast(tf.equal(x, spread(y, x, axis)), 'float32'));
      },
    }),
  };
}

/** $C=\mathrm{op}(A)\,\mathrm{op}(B)$: $\bar A$ and $\bar B$ for each choice of transposes. */
function matMulRule(
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
  attributes: Readonly<Record<string, unknown>>,
): Readonly<Record<string, () => tf.Tensor>> {
  const a = at(saved, 0);
  const b = at(saved, 1);
  const turnA = attributes['transposeA'] === true;
  const turnB = attributes['transposeB'] === true;
  return {
    a: () => reduceTo(turnA ? tf.matMul(b, dy, turnB, true) : tf.matMul(dy, b, false, !turnB), a.shape),
    b: () => reduceTo(turnB ? tf.matMul(dy, a, true, turnA) : tf.matMul(a, dy, !turnA, false), b.shape),
  };
}

function movements(): Readonly<Record<string, Entry>> {
  const back: Rule = (dy, saved) => ({ x: () => tf.reshape(dy, at(saved, 0).shape) });
  return {
    Reshape: { inputs: ['x'], output: false, rule: back },
    ExpandDims: {
      inputs: ['input'],
      output: false,
      rule: (dy, saved) => ({ input: () => tf.reshape(dy, at(saved, 0).shape) }),
    },
    Transpose: {
      inputs: [],
      output: false,
      rule: (dy, _, { perm }) => ({
        x: () => tf.transpose(dy, tf.backend_util.getUndoAxesPermutation(axesOf(perm))),
      }),
    },
    Pack: {
      inputs: [],
      output: false,
      rule: (dy, _, { axis }) =>
        Object.fromEntries(tf.unstack(dy, Number(axis)).map((part, i) => [String(i), () => part])),
    },
    Concat: { inputs: 'all', output: false, rule: concatRule },
    Tile: { inputs: ['x'], output: false, rule: tileRule },
    BroadcastTo: {
      inputs: ['x'],
      output: false,
      rule: (dy, saved) => ({ x: () => reduceTo(dy, at(saved, 0).shape) }),
    },
    Slice: {
      inputs: ['x'],
      output: false,
      rule: (dy, saved, { begin }) => ({
        x: () => {
          const shape = at(saved, 0).shape;
          const starts = axesOf(begin);
          return tf.pad(
            dy,
            shape.map((length, i) => [starts[i] ?? 0, length - (starts[i] ?? 0) - (dy.shape[i] ?? 0)]),
          );
        },
      }),
    },
    PadV2: {
      inputs: ['x'],
      output: false,
      rule: (dy, saved, { paddings }) => ({
        x: () => {
          const starts = (paddings as readonly (readonly number[])[]).map(([start]) => start ?? 0);
          return tf.slice(dy, starts, at(saved, 0).shape);
        },
      }),
    },
  };
}

/** Each part of a list takes the stretch that it became. */
function concatRule(
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
  { axis }: Readonly<Record<string, unknown>>,
): Readonly<Record<string, () => tf.Tensor>> {
  const [along = 0] = tf.util.parseAxisParam(axesOf(axis), at(saved, 0).shape);
  let end = 0;
  const parts = saved.map(({ shape }, i) => {
    const from = shape.map((_, k) => (k === along ? end : 0));
    end += shape[along] ?? 0;
    return [String(i), () => tf.slice(dy, from, shape)] as const;
  });
  return Object.fromEntries(parts);
}

/** Each copy that a tile made gives back its share. */
function tileRule(
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
  attributes: Readonly<Record<string, unknown>>,
): Readonly<Record<string, () => tf.Tensor>> {
  const shape = at(saved, 0).shape;
  const repeats = axesOf(attributes['reps']);
  const split = shape.flatMap((length, i) => [repeats[i] ?? 1, length]);
  const copies = shape.map((_, i) => 2 * i);
  return { x: () => (shape.length === 0 ? tf.sum(dy) : tf.sum(tf.reshape(dy, split), copies)) };
}
