/** A property that fails for a mutant has told enough: nothing is made smaller, and none goes on for long. */
const { configureGlobal } = require('fast-check');

configureGlobal({ endOnFailure: true, interruptAfterTimeLimit: 1_000 });
