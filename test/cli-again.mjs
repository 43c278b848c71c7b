// The command line many times in one process: its entry is loaded anew for each command, what it stands on once.
const [, , entry] = process.argv;
let told = { out: '', err: '' };
const catching =
  (stream) =>
  (text, ...more) => {
    told[stream] += typeof text === 'string' ? text : new TextDecoder().decode(text);
    more.find((given) => typeof given === 'function')?.();
    return true;
  };
process.stdout.write = catching('out');
process.stderr.write = catching('err');
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

let count = 0;
process.on('message', async (words) => {
  told = { out: '', err: '' };
  process.argv = [process.argv[0], entry, ...words];
  process.exitCode = 0;
  await import(`${entry}?${++count}`);
  process.send({ status: process.exitCode, ...told });
});
