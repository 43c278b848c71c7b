import { it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import * as f from './emit-fixtures.ts';
it('prints', () => {
  const which = (process.env.FIX ?? 'scaleProgram') as keyof typeof f;
  const p = (f[which] as (d?: string) => never)(process.env.DIM);
  const { js, dts } = emitJs(p, { source: 'x.blr', version: '0.1.0' });
  console.log(js.split('// ---- Numerics')[0]);
  if (process.env.DTS) console.log(dts);
});
