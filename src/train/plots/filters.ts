// The first layer's filters as one picture: for each unit its incoming weights laid out as the inputs are, red where they
// excite, blue where they inhibit, each scaled by its largest weight.
import type { ImageShape } from '../dataset.ts';

/** Weights of the first layer, pixels × units, row by row. */
export interface Filters {
  readonly weights: Float32Array;
  readonly image: ImageShape;
}

const gap = 2;
const mostFilters = 64;

/** The picture as an SVG text with its pixels inside; the first 64 units. */
export async function filtersPicture({ weights, image }: Filters): Promise<string> {
  const { encode } = await import('fast-png');
  const units = weights.length / (image.rows * image.columns);
  const shown = Math.min(units, mostFilters);
  const across = Math.ceil(Math.sqrt(shown));
  const width = across * (image.columns + gap) + gap;
  const height = Math.ceil(shown / across) * (image.rows + gap) + gap;
  const data = new Uint8Array(3 * width * height).fill(0xd0);
  for (let unit = 0; unit < shown; unit += 1) {
    const left = gap + (unit % across) * (image.columns + gap);
    const top = gap + Math.floor(unit / across) * (image.rows + gap);
    paint(data, width, { left, top }, { weights, image, unit, units });
  }
  const png = base64(encode({ width, height, data, channels: 3, depth: 8 }));
  const scale = Math.max(1, Math.round(640 / width));
  const size = `width="${width * scale}" height="${height * scale}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" role="img">
<title>First-layer filters: ${shown} of ${units} units</title>
<image width="${width}" height="${height}" style="image-rendering: pixelated" href="data:image/png;base64,${png}"/>
</svg>
`;
}

interface Unit extends Filters {
  readonly unit: number;
  readonly units: number;
}

function paint(
  data: Uint8Array,
  width: number,
  { left, top }: { readonly left: number; readonly top: number },
  { weights, image, unit, units }: Unit,
): void {
  const filter = Float64Array.from(
    { length: image.rows * image.columns },
    (_, pixel) => weights[pixel * units + unit] ?? 0,
  );
  const largest = filter.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  filter.forEach((weight, pixel) => {
    const at = (top + Math.floor(pixel / image.columns)) * width + left + (pixel % image.columns);
    data.set(colour(weight / largest), 3 * at);
  });
}

/** White at 0, red at 1, blue at −1. */
function colour(value: number): readonly [number, number, number] {
  const faded = (full: number): number => Math.round(255 - Math.min(1, Math.abs(value)) * (255 - full));
  return value >= 0 ? [faded(200), faded(20), faded(0)] : [faded(0), faded(20), faded(200)];
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
