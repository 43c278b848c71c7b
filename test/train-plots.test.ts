// The pictures of a run: complete SVG texts that say what they show, and pixels that can be read back.
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { filtersPicture, lossChart, reliabilityChart } from '../src/train/index.ts';
import { calibration } from '../src/train/metrics.ts';

const quality = { accuracy: 0.9, nll: 0.3, ece: 0.02 };
const record = { epoch: 1, steps: 5, seconds: 1, loss: 0.5, mean: quality, averaged: quality, sparsity: 0.3 };
const history = [record, { ...record, epoch: 2, loss: 0.4 }];

const bins = calibration({ values: Float64Array.of(Math.log(0.8), Math.log(0.2)), classes: 2 }, [0]);

async function svgOf(drawn: ReturnType<typeof lossChart>): Promise<string> {
  const outcome = await drawn;
  if (!outcome.ok) throw new Error(outcome.problem.message);
  return outcome.value;
}

describe('charts', () => {
  it('show the loss with a curve for each measure', async () => {
    const svg = await svgOf(lossChart(history));
    expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
    for (const words of ['epoch', 'negative log-likelihood', 'training loss', 'test, at the mean', 'test, averaged']) {
      expect(svg).toContain(`>${words}<`);
    }
    expect(svg.match(/mark-line/g)).toHaveLength(3);
    expect(svg).not.toMatch(/NaN|undefined/);
    // ImageMagick paints a shape without fill black where it is said to be opaque.
    expect(svg).not.toContain(' opacity="1"');
  });

  it('leave out what was not measured', async () => {
    const svg = await svgOf(lossChart(history.map((one) => ({ ...one, averaged: null }))));
    expect(svg).not.toContain('averaged');
    expect(svg.match(/mark-line/g)).toHaveLength(2);
  });

  it('show reliability with the diagonal', async () => {
    const svg = await svgOf(reliabilityChart({ mean: bins, averaged: bins }));
    expect(svg).toContain('>confidence<');
    expect(svg).toContain('mark-rule');
    expect(svg).toContain('>averaged<');
  });
});

describe('filters', () => {
  const pixelsOf = (svg: string) => {
    const [, text = ''] = /base64,([^"]+)"/.exec(svg) ?? [];
    return decode(Buffer.from(text, 'base64'));
  };

  it('are laid out as the pictures are, red where they excite, blue where they inhibit', async () => {
    // One unit on pictures of 1 × 3 pixels.
    const svg = await filtersPicture({ weights: Float32Array.of(2, 0, -2), image: { rows: 1, columns: 3 } });
    const { width, height, data } = pixelsOf(svg);
    expect([width, height]).toEqual([7, 5]);
    const pixel = (x: number): number[] => [...data.slice(3 * (2 * width + 2 + x), 3 * (2 * width + 3 + x))];
    expect([pixel(0), pixel(1), pixel(2)]).toEqual([
      [200, 20, 0],
      [255, 255, 255],
      [0, 20, 200],
    ]);
  });

  it('are 64 at most', async () => {
    const svg = await filtersPicture({ weights: new Float32Array(150), image: { rows: 1, columns: 1 } });
    expect(svg).toContain('64 of 150 units');
    expect(pixelsOf(svg)).toMatchObject({ width: 26, height: 26 });
  });
});
