// The float64 special functions against values from outside (mpmath), to 1e-13 or better, also near their zeros.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as bessel from '../src/runtime/portable/bessel.ts';
import * as elementary from '../src/runtime/portable/elementary.ts';
import * as errorFunction from '../src/runtime/portable/error-function.ts';
import * as gamma from '../src/runtime/portable/gamma.ts';
import * as incompleteGamma from '../src/runtime/portable/incomplete-gamma.ts';
import * as polygamma from '../src/runtime/portable/polygamma.ts';

type Rows = readonly (readonly number[])[];
const oracle = JSON.parse(
  readFileSync(new URL('./oracles/special-functions.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Rows>>;

const functions: Readonly<Record<string, unknown>> = {
  ...bessel,
  ...elementary,
  ...errorFunction,
  ...gamma,
  ...incompleteGamma,
  ...polygamma,
};

/** Where the condition of the function itself (x f'/f) or a long sum costs digits, and only there. */
const tolerance: Readonly<Record<string, number>> = {
  gammaP: 2e-13,
  gammaQ: 2e-13,
  logGammaQuantileShapeDerivative: 2e-12,
  default: 1e-13,
};

/** Below this size an absolute error counts: the argument's own rounding moves the value by as much. */
const floor: Readonly<Record<string, number>> = { lbeta: 1, lbinomial: 1, default: 0 };

describe('portable special functions agree with mpmath', () => {
  for (const [name, rows] of Object.entries(oracle)) {
    const value = functions[name];
    if (typeof value !== 'function') continue;
    test(name, () => {
      const allowed = tolerance[name] ?? tolerance['default'] ?? 0;
      const least = floor[name] ?? 0;
      let worst = { error: 0, row: [] as readonly number[], found: 0 };
      for (const row of rows) {
        const expected = row[row.length - 1] ?? Number.NaN;
        const found = (value as (...values: number[]) => number)(...row.slice(0, -1));
        const scale = Math.max(Math.abs(expected), least);
        const error = scale === 0 ? Math.abs(found) : Math.abs(found - expected) / scale;
        if (!(error <= worst.error)) worst = { error, row, found };
      }
      expect(worst.error, JSON.stringify(worst)).toBeLessThanOrEqual(allowed);
    });
  }

  test('the table covers what is exported', () => {
    expect(Object.keys(oracle).filter((name) => typeof functions[name] === 'function').length).toBeGreaterThan(24);
  });
});
