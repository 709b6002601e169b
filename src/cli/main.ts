#!/usr/bin/env node
import { run } from './run';

// A reader that goes away (`holon graph | head`) is no failure of ours.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

void run(process.argv.slice(2)).then((exitCode) => {
  // What an entry file left running must not keep a finished command alive; what was written must arrive first.
  process.stdout.write('', () => process.exit(exitCode));
});
