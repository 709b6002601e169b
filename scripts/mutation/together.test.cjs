/**
 * Runs the tests that MUTATION_TESTS names, paths in the project, as one file: what they import is then loaded once for
 * each mutant, and not once for each file.
 */
const { join } = require('node:path');

const ROOT = join(__dirname, '..', '..');

for (const file of JSON.parse(process.env.MUTATION_TESTS)) require(join(ROOT, file));
