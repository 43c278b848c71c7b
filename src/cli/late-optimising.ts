// When code is optimised: late, since most commands end before it pays. Of one family a check then takes half the processor's time.
import { setFlagsFromString } from 'node:v8';

// V8 11 (Node 20) alone knows this flag; those after it have a quick compiler for code that runs a little.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=600000');
