// Preloaded into tsc: what it measures are milliseconds of the processor, which hardly change when others use it too.
'use strict';

globalThis.performance.now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
