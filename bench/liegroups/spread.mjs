// How far the weight of a filter lies apart in the picture: the root mean square distance of its squared weights from their
// centre, in pixels, as the median over the filters. A localised filter is small, an even one 28 × 28 wide has 11.4.
import { readFileSync } from 'node:fs';
import { decodeCheckpoint } from 'blrc/train';

/** The spread of the first layer's filters in a checkpoint. */
export function filterSpread(file, columns = 28) {
  const found = decodeCheckpoint(file, readFileSync(file));
  const { values, shape } = found.value.weights[0];
  const [inputs, units] = shape;
  const spreads = Array.from({ length: units }, (_, unit) =>
    spread(
      Float64Array.from({ length: inputs }, (_, pixel) => values[pixel * units + unit] ** 2),
      columns,
    ),
  ).sort((a, b) => a - b);
  return (spreads[(units - 1) >> 1] + spreads[units >> 1]) / 2;
}

/** √(E|p|² − |E p|²) of the pixel p under the given masses. */
function spread(masses, columns) {
  let [total, x, y, squares] = [0, 0, 0, 0];
  masses.forEach((mass, pixel) => {
    const [column, row] = [pixel % columns, Math.floor(pixel / columns)];
    total += mass;
    x += mass * column;
    y += mass * row;
    squares += mass * (column ** 2 + row ** 2);
  });
  return Math.sqrt(Math.max(0, squares / total - (x / total) ** 2 - (y / total) ** 2));
}
