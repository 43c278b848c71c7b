// Draws by inversion that emitted tensor modules carry with them: where cumulative masses reach a uniform number.
import {
  add,
  broadcastTo,
  cast,
  cumsum,
  div,
  exp,
  gather,
  less,
  lowerBound,
  max,
  maximum,
  minimum,
  mul,
  neg,
  range,
  reshape,
  scalar,
  square,
  squeeze,
  sub,
  sum,
  type Tensor,
  transpose,
  where,
} from '@tensorflow/tfjs-core';
import { held } from './support.ts';
import { countingRange, ranked } from './support-integrals.ts';

/**
 * Points t on the line at which the distribution with density e^{logSize(t)} reaches uniform numbers [...places,
 * ...instances]. Its mass is tabulated where it counts, in 2048 cells in each of which it grows like an exponential.
 */
export function quantiles(logSize: (t: Tensor) => Tensor, uniforms: Tensor): Tensor {
  const [from, to] = countingRange(logSize);
  const width = div(sub(to, from), 2048);
  const middles = ranked(logSize(add(from, mul(width, add(range(0, 2048), 0.5)))));
  // ∫ e^{cs} ds over a cell of width 1 around 0 is 1 + c²/24 + ….
  const [cell, share] = cellsPassed(add(middles, div(square(slopes(middles)), 24)), uniforms);
  return add(squeeze(from, [-1]), mul(squeeze(width, [-1]), add(cell, share)));
}

/** By how much each entry of the last axis is more than the one before it, as its neighbours tell; at most 1. */
export function slopes(logs: Tensor): Tensor {
  const last = (logs.shape[logs.rank - 1] ?? 1) - 1;
  const moved = (by: number): Tensor => {
    const index = Array.from({ length: last + 1 }, (_, k) => Math.min(last, Math.max(0, k + by)));
    return gather(logs, index, logs.rank - 1);
  };
  return maximum(-1, minimum(1, mul(0.5, sub(moved(1), moved(-1)))));
}

/**
 * How many cells of masses [...instances, cells] a cumulative mass passes before uniform numbers [...places, ...instances],
 * and the share of the next one. What is passed is counted from the nearer end, whose masses single precision holds.
 */
export function cellsPassed(logMasses: Tensor, uniforms: Tensor): [Tensor, Tensor] {
  const cells = logMasses.shape[logMasses.rank - 1] ?? 1;
  const instances = uniforms.shape.slice(uniforms.rank - logMasses.rank + 1);
  const rows = instances.reduce((product, length) => product * length, 1);
  const logs = reshape(broadcastTo(ranked(logMasses), [...instances, cells]), [rows, cells]);
  const masses = exp(
    sub(
      logs,
      held(() => max(logs, -1, true)),
    ),
  );
  const u = transpose(reshape(uniforms, [-1, rows]));
  const whole = sum(masses, -1, true);
  const [below, above] = [mul(whole, u), mul(whole, sub(1, u))];
  const [upTo, beyond] = [cumsum(masses, 1), cumsum(masses, 1, true, true)];
  const isLow = less(u, 0.5);
  const cell = held(() =>
    minimum(cells - 1, where(isLow, lowerBound(upTo, below), lowerBound(neg(beyond), neg(above)))),
  );
  // Flat, since a backend gathers wrongly along rows of a batch.
  const starts = reshape(mul(scalar(cells, 'int32'), range(0, rows, 1, 'int32')), [rows, 1]);
  const place = add(starts, cast(cell, 'int32'));
  const at = (table: Tensor): Tensor => gather(reshape(table, [-1]), place);
  const rest = div(where(isLow, sub(at(upTo), below), sub(above, at(beyond))), at(masses));
  const even = sub(1, maximum(0, minimum(1, rest)));
  const share = add(even, mul(mul(0.5, at(slopes(logs))), mul(even, sub(1, even))));
  const placed = (x: Tensor): Tensor => reshape(transpose(x), uniforms.shape);
  return [placed(cell), placed(minimum(share, 1 - 2 ** -24))];
}
