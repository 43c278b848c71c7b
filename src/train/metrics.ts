// How good probabilities are: how often the first guess is right, how much the truth surprises, and how honest
// confidence is (Guo, Pleiss, Sun & Weinberger, On calibration of modern neural networks, ICML 2017).

/** Logarithms of the probabilities of each class, row by row. */
export interface LogProbabilities {
  readonly values: Float64Array;
  readonly classes: number;
}

/** Predictions of about the same confidence. */
export interface CalibrationBin {
  readonly count: number;
  /** The mean confidence. */
  readonly confidence: number;
  /** The share that is right. */
  readonly accuracy: number;
}

/** The quality of a set of predictions. */
export interface Quality {
  readonly accuracy: number;
  /** The mean of −log p(label). */
  readonly nll: number;
  /** The expected calibration error: the mean over predictions of |accuracy − confidence| of their bin. */
  readonly ece: number;
}

const binCount = 20;

interface Guess {
  readonly confidence: number;
  readonly right: boolean;
}

function guessOf({ values, classes }: LogProbabilities, row: number, label: number): Guess {
  let best = 0;
  for (let c = 1; c < classes; c += 1) {
    if ((values[row * classes + c] ?? 0) > (values[row * classes + best] ?? 0)) best = c;
  }
  return { confidence: Math.exp(values[row * classes + best] ?? 0), right: best === label };
}

/** Predictions by confidence, in 20 bins of equal width that are open on the left. */
export function calibration(predicted: LogProbabilities, labels: ArrayLike<number>): readonly CalibrationBin[] {
  const sums = Array.from({ length: binCount }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let row = 0; row < labels.length; row += 1) {
    const { confidence, right } = guessOf(predicted, row, labels[row] ?? 0);
    const bin = sums[Math.min(binCount - 1, Math.max(0, Math.ceil(confidence * binCount) - 1))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.confidence += confidence;
    bin.right += right ? 1 : 0;
  }
  return sums.map(({ count, confidence, right }) => ({
    count,
    confidence: count > 0 ? confidence / count : 0,
    accuracy: count > 0 ? right / count : 0,
  }));
}

/** Accuracy, negative log-likelihood and expected calibration error. */
export function quality(predicted: LogProbabilities, labels: ArrayLike<number>): Quality {
  const count = labels.length;
  let right = 0;
  let surprise = 0;
  for (let row = 0; row < count; row += 1) {
    const label = labels[row] ?? 0;
    if (guessOf(predicted, row, label).right) right += 1;
    surprise -= predicted.values[row * predicted.classes + label] ?? 0;
  }
  const ece = calibration(predicted, labels).reduce(
    (sum, bin) => sum + (bin.count / count) * Math.abs(bin.accuracy - bin.confidence),
    0,
  );
  return { accuracy: right / count, nll: surprise / count, ece };
}

/** log of the mean of the probabilities: $\log\frac1S\sum_s p_s$, without leaving the logarithms. */
export function averaged(samples: readonly LogProbabilities[]): LogProbabilities {
  const [first, ...others] = samples;
  if (first === undefined) throw new RangeError('no sample to average');
  const values = Float64Array.from(first.values, (value, i) => {
    const all = [value, ...others.map((sample) => sample.values[i] ?? 0)];
    const top = all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    if (top === Number.NEGATIVE_INFINITY) return top;
    return top + Math.log(all.reduce((sum, one) => sum + Math.exp(one - top), 0) / all.length);
  });
  return { values, classes: first.classes };
}
