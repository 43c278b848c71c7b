// Charts of a run as SVG texts: how the loss fell, and whether confidence is honest. Vega draws them without a browser
// and without a canvas; it is loaded only here.
import type { Mark, Spec } from 'vega';
import type { CalibrationBin } from '../metrics.ts';
import { done, type Outcome, wrong } from '../outcome.ts';
import type { EpochRecord, Reliability } from '../record.ts';

/** A point of a curve. */
interface Point {
  readonly x: number;
  readonly y: number;
  readonly series: string;
  /** The area of its disc; none without it. */
  readonly size?: number;
}

/** What a chart shows beside its points. */
interface Frame {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Both axes from 0 to 1, with the diagonal. */
  readonly unitSquare?: boolean;
}

/** The loss of training and the negative log-likelihood of the test examples, over epochs. */
export function lossChart(history: readonly EpochRecord[]): Promise<Outcome<string>> {
  const points = history.flatMap(({ epoch, loss, mean, averaged }): Point[] => [
    { x: epoch, y: loss, series: 'training loss' },
    { x: epoch, y: mean.nll, series: 'test, at the mean' },
    ...(averaged ? [{ x: epoch, y: averaged.nll, series: 'test, averaged' }] : []),
  ]);
  return draw(points, { title: 'Loss', xTitle: 'epoch', yTitle: 'negative log-likelihood' });
}

/** Accuracy over confidence, a disc a bin, as large as the bin is full; honest predictions lie on the diagonal. */
export function reliabilityChart({ mean, averaged }: Reliability): Promise<Outcome<string>> {
  const points = [...binPoints(mean, 'at the mean'), ...(averaged ? binPoints(averaged, 'averaged') : [])];
  const frame = { title: 'Reliability', xTitle: 'confidence', yTitle: 'accuracy', unitSquare: true };
  return draw(points, frame);
}

function binPoints(bins: readonly CalibrationBin[], series: string): readonly Point[] {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return bins
    .filter(({ count }) => count > 0)
    .map(({ count, confidence, accuracy }) => ({
      x: confidence,
      y: accuracy,
      series,
      size: 12 + 400 * (count / total),
    }));
}

async function draw(points: readonly Point[], frame: Frame): Promise<Outcome<string>> {
  try {
    const { loader, None, parse, View } = await import('vega');
    const view = new View(parse(chart(points, frame)), { renderer: 'none', loader: loader(), logLevel: None });
    const svg = await view.toSVG();
    view.finalize();
    // What is full anyway makes some readers (ImageMagick) fill shapes that have no fill.
    return done(`${svg.replaceAll(' opacity="1"', '')}\n`);
  } catch (thrown) {
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND';
    if (!missing) throw thrown;
    return wrong('charts need the package vega, which is not installed', 'npm install vega');
  }
}

function chart(points: readonly Point[], { title, xTitle, yTitle, unitSquare = false }: Frame): Spec {
  const domain = (field: string) => (unitSquare ? [0, 1] : { data: 'points', field });
  return {
    width: unitSquare ? 320 : 420,
    height: unitSquare ? 320 : 260,
    padding: 8,
    background: 'white',
    title: { text: title, anchor: 'start' },
    data: [{ name: 'points', values: [...points] }],
    scales: [
      { name: 'x', type: 'linear', domain: domain('x'), range: 'width', zero: false },
      { name: 'y', type: 'linear', domain: domain('y'), range: 'height', nice: !unitSquare, zero: !unitSquare },
      { name: 'colour', type: 'ordinal', domain: { data: 'points', field: 'series' }, range: 'category' },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: xTitle, grid: true, gridOpacity: 0.4, tickMinStep: unitSquare ? 0.1 : 1 },
      { orient: 'left', scale: 'y', title: yTitle, grid: true, gridOpacity: 0.4 },
    ],
    legends: [{ stroke: 'colour', symbolType: 'stroke', symbolStrokeWidth: 2, orient: 'top', direction: 'horizontal' }],
    marks: [...(unitSquare ? [diagonal] : []), curves, discs],
  };
}

const diagonal: Mark = {
  type: 'rule',
  encode: {
    enter: {
      x: { scale: 'x', value: 0 },
      y: { scale: 'y', value: 0 },
      x2: { scale: 'x', value: 1 },
      y2: { scale: 'y', value: 1 },
      stroke: { value: '#888' },
      strokeDash: { value: [4, 4] },
    },
  },
};

const position = { x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' } };

const curves: Mark = {
  type: 'group',
  from: { facet: { name: 'curve', data: 'points', groupby: 'series' } },
  marks: [
    {
      type: 'line',
      from: { data: 'curve' },
      encode: { enter: { ...position, stroke: { scale: 'colour', field: 'series' }, strokeWidth: { value: 2 } } },
    },
  ],
};

const discs: Mark = {
  type: 'symbol',
  from: { data: 'points' },
  encode: {
    enter: {
      ...position,
      size: { signal: 'datum.size || 16' },
      fill: { scale: 'colour', field: 'series' },
      fillOpacity: { value: 0.7 },
    },
  },
};
