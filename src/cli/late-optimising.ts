// When code is optimised: late, since most commands end before it pays. Measured on one family, a check takes half the time.
import { setFlagsFromString } from 'node:v8';

// V8 11 (Node 20) alone knows this flag; those after it have a quick compiler for code that runs a little.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=600000');
