// The measures of predictions, against values worked out by hand; starting values.
import { describe, expect, it } from 'vitest';
import { initialStates } from '../src/train/initial.ts';
import { averaged, calibration, quality } from '../src/train/metrics.ts';
import { filterSparsity, hoyer } from '../src/train/sparsity.ts';

const logs = (...rows: readonly (readonly number[])[]) => ({
  values: Float64Array.from(rows.flat(), Math.log),
  classes: rows[0]?.length ?? 0,
});

describe('the quality of predictions', () => {
  it('counts right guesses, surprise and dishonest confidence', () => {
    const predicted = logs([0.9, 0.1], [0.9, 0.1], [0.4, 0.6], [0.4, 0.6]);
    const { accuracy, nll, ece } = quality(predicted, [0, 1, 1, 1]);
    expect(accuracy).toBeCloseTo(0.75, 12);
    expect(nll).toBeCloseTo(-(Math.log(0.9) + Math.log(0.1) + 2 * Math.log(0.6)) / 4, 12);
    expect(ece).toBeCloseTo(0.5 * Math.abs(0.5 - 0.9) + 0.5 * Math.abs(1 - 0.6), 12);
  });

  it('is perfectly calibrated where confidence is the share that is right', () => {
    const predicted = logs(...Array.from({ length: 4 }, () => [0.75, 0.25]));
    expect(quality(predicted, [0, 0, 0, 1]).ece).toBeCloseTo(0, 12);
  });

  it('puts a confidence into the bin that ends with it', () => {
    const bins = calibration(logs([0.5, 0.5], [1, 0]), [0, 0]);
    expect(bins).toHaveLength(20);
    expect(bins.flatMap(({ count }, i) => (count > 0 ? [i] : []))).toEqual([9, 19]);
  });
});

describe('the average over draws', () => {
  it('is the logarithm of the mean probability', () => {
    const { values } = averaged([logs([0.2, 0.8]), logs([0.6, 0.4])]);
    expect([...values].map(Math.exp)).toEqual([expect.closeTo(0.4, 12), expect.closeTo(0.6, 12)]);
  });

  it('does not underflow', () => {
    const far = { values: Float64Array.of(-2000, 0), classes: 2 };
    expect(averaged([far, far]).values[0]).toBeCloseTo(-2000, 9);
  });
});

describe('the sparsity of filters', () => {
  it('is 1 for a single weight, 0 for equal ones, and between them otherwise', () => {
    expect(hoyer([0, 0, -3, 0])).toBeCloseTo(1, 12);
    expect(hoyer([2, -2, 2, 2])).toBeCloseTo(0, 12);
    expect(hoyer([3, 4])).toBeCloseTo((Math.SQRT2 - 7 / 5) / (Math.SQRT2 - 1), 12);
    expect(hoyer([0, 0])).toBe(0);
  });

  it('is averaged over units, whose weights are columns', () => {
    expect(filterSparsity([1, 1, 0, 1], 2, 2)).toBeCloseTo(0.5, 12);
  });
});

describe('starting values', () => {
  it('are numbers, or sizes of fresh weights that follow from the seed', () => {
    const scales = new Map([
      ['w', 0.1],
      ['v', 2],
    ]);
    const values = { A: 0.5, c: 'random', d: 'random' } as const;
    const start = initialStates(values, scales, 3);
    const { A, c, d } = start('w', [50, 40]);
    expect(A).toBe(0.5);
    const drawn = [...(c as Float32Array)];
    expect(drawn).toHaveLength(2000);
    expect(Math.min(...drawn)).toBeGreaterThan(0);
    // E|w| = 0.1 √(2/π), and the mean of 2,000 has a standard deviation of 0.0014.
    expect(Math.abs(drawn.reduce((a, b) => a + b) / 2000 - 0.1 * Math.sqrt(2 / Math.PI))).toBeLessThan(0.007);
    expect(c).not.toEqual(d);
    expect(start('v', [50, 40])['c']).not.toEqual(c);
    expect(initialStates(values, scales, 3)('w', [50, 40])).toEqual({ A, c, d });
  });
});
