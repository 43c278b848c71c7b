// Solutions of ẏ = f(y) by extrapolated midpoint steps: another road to a one-parameter subgroup (Hairer, Nørsett & Wanner
// 1993, section II.9).

/** A point of a flow: all coordinates in one array. */
export type FlowPoint = readonly number[];

type Field = (y: FlowPoint) => FlowPoint;

const combine = (a: number, x: FlowPoint, b: number, y: FlowPoint): FlowPoint =>
  x.map((v, i) => a * v + b * (y[i] ?? Number.NaN));

/** One step of size h by Gragg's midpoint rule with n substeps: its error is a series in 1/n². */
function midpoint(f: Field, y: FlowPoint, h: number, n: number): FlowPoint {
  const s = h / n;
  let before = y;
  let here = combine(1, y, s, f(y));
  for (let i = 1; i < n; i++) [before, here] = [here, combine(1, before, 2 * s, f(here))];
  return combine(0.5, combine(1, before, 1, here), 0.5 * s, f(here));
}

const substeps = [2, 4, 6, 8, 10, 12, 14, 16];

/** One step of order sixteen: the midpoint rule extrapolated to infinitely many substeps (Aitken and Neville in 1/n²). */
function extrapolated(f: Field, y: FlowPoint, h: number): FlowPoint {
  let before: FlowPoint[] = [];
  for (const [k, n] of substeps.entries()) {
    const row = [midpoint(f, y, h, n)];
    for (const [j, coarse] of before.entries()) {
      const gain = 1 / ((n / (substeps[k - j - 1] ?? 1)) ** 2 - 1);
      row.push(combine(1 + gain, row[j] ?? y, -gain, coarse));
    }
    before = row;
  }
  return before.at(-1) ?? y;
}

/** y(1) from y(0), in so many equal steps. */
export function flowToOne(f: Field, start: FlowPoint, steps: number): FlowPoint {
  let y = start;
  for (let i = 0; i < steps; i++) y = extrapolated(f, y, 1 / steps);
  return y;
}
