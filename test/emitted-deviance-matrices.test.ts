// Emitted Wishart laws far out, whose log Γ's, traces and log determinants cancel, against mpmath 1.3 at 50 digits: the closed
// forms of log q, E[−log q] and KL; every number given is one of single precision.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import type { FamilyProgram } from '../src/model/program.ts';
import { programOf } from '../src/theorems/program.ts';
import { load, loadTensors } from './emit-run.ts';

type Matrix = readonly (readonly number[])[];

interface Row {
  readonly ν: number;
  readonly V: Matrix;
  readonly otherν: number;
  readonly otherV: Matrix;
  readonly X: Matrix;
  readonly logDensity: number;
  readonly entropy: number;
  readonly kl: number;
}

const rows: readonly Row[] = [
  {
    ν: 5.0,
    V: [
      [0.25, 0.0625],
      [0.0625, 0.5],
    ],
    otherν: 6.0,
    otherV: [
      [0.251953125, 0.0625],
      [0.0625, 0.498046875],
    ],
    X: [
      [1.8090169429779053, 0.5920084714889526],
      [0.5920084714889526, 1.9409830570220947],
    ],
    logDensity: -3.3267711507833604,
    entropy: 3.6437630193421207,
    kl: 0.13227142236934877,
  },
  {
    ν: 1000.0,
    V: [
      [0.0009765625, 0.000244140625],
      [0.000244140625, 0.001953125],
    ],
    otherν: 1001.0,
    otherV: [
      [0.00098419189453125, 0.000244140625],
      [0.000244140625, 0.00194549560546875],
    ],
    X: [
      [1.007444143295288, 0.25958144664764404],
      [0.25958144664764404, 1.922243356704712],
    ],
    logDensity: 5.61640445577165,
    entropy: -4.493057079795981,
    kl: 0.022165476855611498,
  },
  {
    ν: 1000.0,
    V: [
      [0.0009765625, 0.000244140625],
      [0.000244140625, 0.001953125],
    ],
    otherν: 1024.0,
    otherV: [
      [0.00098419189453125, 0.000244140625],
      [0.000244140625, 0.00194549560546875],
    ],
    X: [
      [1.007444143295288, 0.25958144664764404],
      [0.25958144664764404, 1.922243356704712],
    ],
    logDensity: 5.61640445577165,
    entropy: -4.493057079795981,
    kl: 0.35373087378698453,
  },
  {
    ν: 100000.0,
    V: [
      [7.62939453125e-6, 1.9073486328125e-6],
      [1.9073486328125e-6, 1.52587890625e-5],
    ],
    otherν: 100064.0,
    otherV: [
      [7.68899917602539e-6, 1.9073486328125e-6],
      [1.9073486328125e-6, 1.519918441772461e-5],
    ],
    X: [
      [0.7653520703315735, 0.19194117188453674],
      [0.19194117188453674, 1.5234662294387817],
    ],
    logDensity: 13.277602460875045,
    entropy: -12.139080841068193,
    kl: 2.1150952873922977,
  },
  {
    ν: 1000000.0,
    V: [
      [9.5367431640625e-7, 2.384185791015625e-7],
      [2.384185791015625e-7, 1.9073486328125e-6],
    ],
    otherν: 1000256.0,
    otherV: [
      [9.611248970031738e-7, 2.384185791015625e-7],
      [2.384185791015625e-7, 1.8998980522155762e-6],
    ],
    X: [
      [0.9546279907226562, 0.23889541625976562],
      [0.23889541625976562, 1.9063949584960938],
    ],
    logDensity: 16.063016603200577,
    entropy: -14.92350682644338,
    kl: 20.212346066523377,
  },
  {
    ν: 5.0,
    V: [
      [0.5, 0.125, 0.0625],
      [0.125, 0.25, 0.03125],
      [0.0625, 0.03125, 0.125],
    ],
    otherν: 6.0,
    otherV: [
      [0.5, 0.125, 0.0625],
      [0.125, 0.250244140625, 0.03125],
      [0.0625, 0.03125, 0.125],
    ],
    X: [
      [2.779508590698242, 0.625, 0.4522542357444763],
      [0.625, 1.8090169429779053, 0.15625],
      [0.4522542357444763, 0.15625, 0.345491498708725],
    ],
    logDensity: -3.8409007121701615,
    entropy: 4.22561817383447,
    kl: 0.23327861231788666,
  },
  {
    ν: 1000.0,
    V: [
      [0.001953125, 0.00048828125, 0.000244140625],
      [0.00048828125, 0.0009765625, 0.0001220703125],
      [0.000244140625, 0.0001220703125, 0.00048828125],
    ],
    otherν: 1001.0,
    otherV: [
      [0.001953125, 0.00048828125, 0.000244140625],
      [0.00048828125, 0.0009775161743164062, 0.0001220703125],
      [0.000244140625, 0.0001220703125, 0.00048828125],
    ],
    X: [
      [1.968565821647644, 0.48828125, 0.251861035823822],
      [0.48828125, 1.007444143295288, 0.1220703125],
      [0.251861035823822, 0.1220703125, 0.47284042835235596],
    ],
    logDensity: 13.96266759316559,
    entropy: -11.73299726425332,
    kl: 0.0016312815335005428,
  },
  {
    ν: 1000.0,
    V: [
      [0.001953125, 0.00048828125, 0.000244140625],
      [0.00048828125, 0.0009765625, 0.0001220703125],
      [0.000244140625, 0.0001220703125, 0.00048828125],
    ],
    otherν: 1024.0,
    otherV: [
      [0.001953125, 0.00048828125, 0.000244140625],
      [0.00048828125, 0.0009775161743164062, 0.0001220703125],
      [0.000244140625, 0.0001220703125, 0.00048828125],
    ],
    X: [
      [1.968565821647644, 0.48828125, 0.251861035823822],
      [0.48828125, 1.007444143295288, 0.1220703125],
      [0.251861035823822, 0.1220703125, 0.47284042835235596],
    ],
    logDensity: 13.96266759316559,
    entropy: -11.73299726425332,
    kl: 0.4432681037852338,
  },
  {
    ν: 100000.0,
    V: [
      [1.52587890625e-5, 3.814697265625e-6, 1.9073486328125e-6],
      [3.814697265625e-6, 7.62939453125e-6, 9.5367431640625e-7],
      [1.9073486328125e-6, 9.5367431640625e-7, 3.814697265625e-6],
    ],
    otherν: 100064.0,
    otherV: [
      [1.52587890625e-5, 3.814697265625e-6, 1.9073486328125e-6],
      [3.814697265625e-6, 7.636845111846924e-6, 9.5367431640625e-7],
      [1.9073486328125e-6, 9.5367431640625e-7, 3.814697265625e-6],
    ],
    X: [
      [1.5270851850509644, 0.3814697265625, 0.19133801758289337],
      [0.3814697265625, 0.7653520703315735, 0.095367431640625],
      [0.19133801758289337, 0.095367431640625, 0.38026341795921326],
    ],
    logDensity: 29.27490135674564,
    entropy: -27.024217782242278,
    kl: 0.09844594466686105,
  },
  {
    ν: 1000000.0,
    V: [
      [1.9073486328125e-6, 4.76837158203125e-7, 2.384185791015625e-7],
      [4.76837158203125e-7, 9.5367431640625e-7, 1.1920928955078125e-7],
      [2.384185791015625e-7, 1.1920928955078125e-7, 4.76837158203125e-7],
    ],
    otherν: 1000256.0,
    otherV: [
      [1.9073486328125e-6, 4.76837158203125e-7, 2.384185791015625e-7],
      [4.76837158203125e-7, 9.546056389808655e-7, 1.1920928955078125e-7],
      [2.384185791015625e-7, 1.1920928955078125e-7, 4.76837158203125e-7],
    ],
    X: [
      [1.9078254699707031, 0.476837158203125, 0.23865699768066406],
      [0.476837158203125, 0.9546279907226562, 0.11920928955078125],
      [0.23865699768066406, 0.11920928955078125, 0.4763603210449219],
    ],
    logDensity: 34.8449177884152,
    entropy: -32.59306225279465,
    kl: 0.5102423691149804,
  },
];

const wishart = readFileSync(new URL('../families/exponential/wishart.blr', import.meta.url), 'utf8');

function program(source: string): FamilyProgram {
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${source} does not compile`);
  return programOf(declared.findings);
}

/** `moved` is what a relative change of a matrix moves the value by. */
const holds = (found: unknown, wanted: number, tolerance: number, moved: number): boolean =>
  Math.abs(Number(found) - wanted) <= tolerance * Math.max(1e-3, Math.abs(wanted), 0.02 * moved);
/** A divergence is ν times a square. */
const movedBy = ({ ν, kl }: Row, i: number): number => (i === 2 ? Math.sqrt(ν * kl) : 0);
const matrix = (m: Matrix): tf.Tensor2D => tf.tensor2d(m.map((row) => [...row]));

describe('Wishart laws far out', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const origin = { source: 'Wishart', version: '0.0.0' };

  it('js: to 1e-12', async () => {
    const m = await load(emitJs(program(wishart), origin).js);
    const flat = (x: Matrix): Float64Array => Float64Array.from(x.flat());
    const wrong = rows.flatMap((r) => {
      const [own, other] = [
        { ν: r.ν, V: flat(r.V) },
        { ν: r.otherν, V: flat(r.otherV) },
      ];
      const found = [m.logDensity(own, flat(r.X)), m.entropy(own), m.kl(own, other)];
      const wanted = [r.logDensity, r.entropy, r.kl];
      return found.flatMap((x, i) =>
        holds(x, wanted[i] ?? Number.NaN, 1e-12, movedBy(r, i)) ? [] : [[r.ν, i, x, wanted[i]]],
      );
    });
    expect(wrong).toEqual([]);
  });

  it('tfjs: to 1e-5', async () => {
    const m = await loadTensors(emitTfjs(program(wishart), origin).js);
    const wrong = rows.flatMap((r) => {
      const own = { ν: tf.scalar(r.ν), V: matrix(r.V) };
      const other = { ν: tf.scalar(r.otherν), V: matrix(r.otherV) };
      const given = [m.logDensity(own, matrix(r.X)), m.entropy(own), m.kl(own, other)] as tf.Tensor[];
      const found = given.map((t) => t.dataSync()[0]);
      const wanted = [r.logDensity, r.entropy, r.kl];
      return found.flatMap((x, i) =>
        holds(x, wanted[i] ?? Number.NaN, 1e-5, movedBy(r, i)) ? [] : [[r.ν, i, x, wanted[i]]],
      );
    });
    expect(wrong).toEqual([]);
  });
});
