import { it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import * as f from './emit-fixtures.ts';
it('prints', () => {
  const which = (process.env.FIX ?? 'scaleProgram') as keyof typeof f;
  const p = (f[which] as (d?: string) => never)(process.env.DIM);
  const emit = process.env.TF ? emitTfjs : emitJs;
  const { js, dts } = emit(p, { source: 'x.blr', version: '0.1.0' });
  console.log(js.split('// ---- ')[0]);
  if (process.env.DTS) console.log(dts);
});
