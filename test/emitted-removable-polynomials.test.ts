// Emitted modules at, near and far from removable points that lie where a polynomial of a parameter vanishes, or beside a
// constant that reaches 0 at its edge, against mpmath 1.3 at 80 digits: A(u) = log ∫ e^{−ux}dx in closed form, μ = A′, V = A″.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import type { FamilyProgram } from '../src/model/program.ts';
import { programOf } from '../src/theorems/program.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';

/** k, other k, then mean, Fisher metric, entropy, divergence, and where a step leads (NaN: nowhere). */
type Row = readonly [number, number, number, number, number, number, number];

interface Case {
  readonly name: string;
  readonly law: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
}

const law = (range: string, constant: string, domain: string, rate: string): string => `family Tilted {
  variable  x in Interval(${range})${constant && `\n  constant  ${constant} in Positive`}
  parameter k in ${domain}
  density   ∝ exp(-(${rate})*x)
}`;

const cases: readonly Case[] = [
  {
    name: 'k³ + k',
    law: law('-1, 1', '', 'Real', 'k^3 + k'),
    constants: {},
    rows: [
      [0.0, 0.3, 0.0, 0.3333333333333333, 0.6931471805599453, 0.01775840665296177, -0.3047086154734615],
      [
        1e-12, 0.300000000001, -3.3333333333333334e-13, 0.3333333333333333, 0.6931471805599453, 0.017758406652990225,
        -0.3047086154728905,
      ],
      [
        1e-9, 0.300000001, -3.333333333333333e-10, 0.3333333333333333, 0.6931471805599453, 0.0177584066814149,
        -0.3047086149024987,
      ],
      [
        -1e-5, 0.29999, 3.3333333336444443e-6, 0.33333333352666666, 0.6931471805432786, 0.017758122132042153,
        -0.30471432500575774,
      ],
      [
        0.001, 0.301, -0.0003333336444443799, 0.3333352666691439, 0.693147013892962, 0.017786963754158225,
        -0.30413668906168795,
      ],
      [
        -0.1, 0.2, 0.033643793309820494, 0.3529130171698909, 0.6914487463631289, 0.01589663960132794,
        -0.3535121403329642,
      ],
      [
        0.6, 0.9, -0.26064372319175944, 1.2686397670591136, 0.5890739654392978, 0.08814650499342318,
        0.36504477946254793,
      ],
      [3.0, 3.3, -0.9666666666666667, 0.8711111111111111, -2.4011973816621555, 0.03947720248703036, 2.5104467447329863],
      [
        -4.0, -3.7, 0.9852941176470589, 0.5192474048442907, -3.2195077051761065, 0.023316718869553766,
        -3.8322847380535845,
      ],
    ],
  },
  {
    name: 'a range that a constant ends',
    law: law('0, b', 'b', 'Real', 'k'),
    constants: { b: 2 },
    rows: [
      [0.0, 0.3, 1.0, 0.3333333333333333, 0.6931471805599453, 0.014955255419671123, -0.333],
      [
        1e-12, 0.300000000001, 0.9999999999996667, 0.3333333333333333, 0.6931471805599453, 0.014955255419670528,
        -0.33299999999927,
      ],
      [
        1e-9, 0.300000001, 0.9999999996666666, 0.3333333333333333, 0.6931471805599453, 0.014955255419076219,
        -0.33299999927,
      ],
      [
        -1e-5, 0.29999, 1.0000033333333334, 0.33333333332666665, 0.6931471805432786, 0.01495526136840547,
        -0.33300730000666,
      ],
      [
        0.001, 0.301, 0.9996666666888889, 0.33333326666667723, 0.6931470138932954, 0.014954657559170309,
        -0.33227006660000274,
      ],
      [
        -0.1, 0.2, 1.0333111322539896, 0.332667723388165, 0.6914821787981268, 0.014985028497843413,
        -0.40666627477256767,
      ],
      [0.6, 0.9, 0.8046411452800004, 0.3106387354824915, 0.635227893073557, 0.013628085159635204, 0.08067173626111969],
      [
        3.0, 3.3, 0.32836351001964414, 0.10114676533996347, -0.11600358797813673, 0.004319408392357878,
        1.0925847774081663,
      ],
      [
        -4.0, -3.7, 1.7506711504016825, 0.06115724875377334, -0.3893144816346974, 0.002886965846032498,
        -4.73499335339462,
      ],
    ],
  },
  {
    name: 'k³ + ck over a range of c',
    law: law('0, c', 'c', 'Real', 'k^3 + c*k'),
    constants: { c: 2 },
    rows: [
      [0.0, 0.3, 1.0, 1.3333333333333333, 0.6931471805599453, 0.06468370561854661, -0.08296447345642462],
      [
        1e-12, 0.300000000001, 0.9999999999993333, 1.3333333333333333, 0.6931471805599453, 0.06468370561859106,
        -0.08296447345570207,
      ],
      [
        1e-9, 0.300000001, 0.9999999993333333, 1.3333333333333333, 0.6931471805599453, 0.0646837056629904,
        -0.08296447273388459,
      ],
      [
        -1e-5, 0.29999, 1.000006666666667, 1.3333333336266666, 0.6931471804932786, 0.06468326119378306,
        -0.08297169884445607,
      ],
      [
        0.001, 0.301, 0.999333333177778, 1.3333362666660773, 0.6931465138928786, 0.0647282813727492,
        -0.08224181125266111,
      ],
      [
        -0.1, 0.2, 1.0668202337562127, 1.3626048785732279, 0.6864407687609709, 0.06156072829634226,
        -0.15421476111186358,
      ],
      [0.6, 0.9, 0.5810534319687765, 2.2079722398007124, 0.4142351596722946, 0.1210464389074886, 0.40596699927655494],
      [
        3.0, 3.3, 0.030303030303030304, 0.7722681359044995, -2.4965075614664802, 0.03513327604294966,
        2.4656851918627902,
      ],
      [
        -4.0, -3.7, 1.9861111111111112, 0.48225308641975306, -3.2766661190160553, 0.021601399287601995,
        -3.8349191714055344,
      ],
    ],
  },
  {
    name: 'k² − 1',
    law: law('0, 1', '', 'Positive', 'k^2 - 1'),
    constants: {},
    rows: [
      [1.0, 1.3, 0.5, 0.3333333333333333, 0.0, 0.019759384246775334, 0.5779273310719956],
      [
        1.000000000001, 1.300000000001, 0.49999999999983336, 0.333333333334, -1.6666666666683334e-25,
        0.01975938424680866, 0.5779273310738349,
      ],
      [
        1.000001, 1.300001, 0.49999983333325, 0.33333400000026664, -1.6666683333335832e-13, 0.019759417573790006,
        0.5779291704006043,
      ],
      [
        0.999, 1.299, 0.5001665833222388, 0.3326669335331273, -1.665000250333101e-7, 0.01972606522205258,
        0.5760850025241887,
      ],
      [
        1.1, 1.4, 0.4825128490092484, 0.4024455372970227, -0.0018354765170014767, 0.02315714052027943,
        0.739263024938614,
      ],
      [0.2, 0.5, 0.5787975562748143, 0.012740699128414022, -0.03753632506942225, 0.001766765274738494, Number.NaN],
      [4.0, 4.3, 0.06666636076425259, 0.28442486668395456, -1.7080550955407885, 0.01242043091470411, 2.971179919257116],
    ],
  },
];

async function numbers(value: unknown): Promise<readonly number[]> {
  if (typeof value === 'number') return [value];
  if (value instanceof tf.Tensor) return [...(await value.data())];
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  return (await Promise.all(Object.values(value as object).map(numbers))).flat();
}

function program(text: string): FamilyProgram {
  const [declared] = compile(text, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${text} does not compile`);
  return programOf(declared.findings);
}

const whats = ['mean', 'fisher', 'entropy', 'kl', 'update'];

/** Below the floor a value counts as 0 beside the terms that it is made of. */
async function misses(m: EmittedModule, c: Case, tolerance: number, floor: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [k, other, ...wanted] of c.rows) {
    const at = { k, ...c.constants };
    const given = [
      m.toMean(at),
      m.fisher(at),
      m.entropy(at),
      m.kl(at, { k: other, ...c.constants }),
      m.update(at, { k: 0.37 }, { rho: 0.3, tau: 0.9 }),
    ];
    for (const [i, value] of given.entries()) {
      const [found = Number.NaN] = await numbers(value);
      const want = wanted[i] ?? Number.NaN;
      const holds = Number.isNaN(want)
        ? Number.isNaN(found)
        : Math.abs(found - want) <= tolerance * Math.max(floor, Math.abs(want));
      if (!holds) lines.push(`${whats[i]} at ${k}: ${found} instead of ${want}`);
    }
  }
  return lines;
}

describe.each(cases)('$name near its removable points', (c) => {
  beforeAll(() => tf.setBackend('cpu'));
  const origin = { source: c.name, version: '0.0.0' };

  it('js: to 1e-12', async () => {
    expect(await misses(await load(emitJs(program(c.law), origin).js), c, 1e-12, 0.1)).toEqual([]);
  });

  it('tfjs: to 1e-5', async () => {
    expect(await misses(await loadTensors(emitTfjs(program(c.law), origin).js), c, 1e-5, 1)).toEqual([]);
  });
});

const located = `family Located {
  variable  x in Real
  parameter m in Real
  constant  k in Real
  density   exp(-(x - m log(sinh(k)/k)/k^2)^2/2)/sqrt(2 pi)
}`;

/** k, and log(sinh(k)/k)/k², of which an eighth of the square is the divergence from m = 1 to m = 1.5. */
const locations: readonly (readonly [number, number])[] = [
  [0, 0.16666666666666666],
  [1e-12, 0.16666666666666666],
  [1e-6, 0.1666666666666611],
  [-1e-3, 0.16666666111111145],
  [0.1, 0.16661114635804605],
  [0.9, 0.16238489743363768],
];

describe('a logarithm of a quotient that tends to 1, over what vanishes', () => {
  it('js: to 1e-12 of the squares that a divergence is made of', async () => {
    const m = await load(emitJs(program(located), { source: 'Located', version: '0.0.0' }).js);
    for (const [k, mean] of locations) {
      const [found = Number.NaN] = await numbers(m.toMean({ m: 1, k }));
      expect(Math.abs(found - mean)).toBeLessThan(1e-15);
      expect(Math.abs(Number(m.kl({ m: 1, k }, { m: 1.5, k })) - mean ** 2 / 8)).toBeLessThan(1e-12 * mean ** 2);
    }
  });
});
