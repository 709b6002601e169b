import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';

import { assertEqual } from '../harness/message.mjs';

const SIZES = [1, 10, 100, 1_000];
const TICKS_TIMEOUT_MS = 10_000;
const require = createRequire(import.meta.url);

/** Waits until each has ticked, once a second, which is after the clock has stopped. */
async function untilTicked({ ticked }, size, title) {
  for (const endMs = performance.now() + TICKS_TIMEOUT_MS; ticked() < size;) {
    if (performance.now() > endMs) throw new Error(`${title}: ${ticked()} of ${size} tick`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @param name of a function of `growing-app.mjs` */
const bootCase = (title, size, name, packages = []) => ({
  title,
  async measure() {
    const apps = await import('../harness/growing-app.mjs');
    for (const one of packages) require(one);
    const { tookMs, opened } = await apps.timeOnce(() => apps[name](size));
    assertEqual(opened.ready(), size, `${title} set up`);
    if (opened.ticked !== undefined) await untilTicked(opened, size, title);
    await opened.close();
    return tookMs;
  },
});

const cases = {};
for (const size of SIZES) {
  cases[`by hand/${size}`] = bootCase('by hand', size, 'openObjects');
  cases[`holon/${size}`] = bootCase('holon', size, 'openSystems');
  cases[`tsyringe/${size}`] = bootCase('tsyringe', size, 'openTsyringe', ['tsyringe']);
  const nest = ['reflect-metadata', '@nestjs/common', '@nestjs/core'];
  cases[`nest/${size}`] = bootCase('nest', size, 'openNest', nest);
}
const pointsOf = (name) => SIZES.map((size) => [size, `${name}/${size}`]);

export const group = {
  name: 'systems-growth',
  unit: 'ms',
  title: 'Starting ever more systems',
  about:
    'createApp and launch, once in a fresh process that has loaded its packages: from the decorators to the last ' +
    'system that is set up; each of them has to tick within its second, when the clock has stopped. By hand: objects made with `new`, set up, a timer each. tsyringe registers and ' +
    'resolves as many classes, Nest creates an application context with as many providers; in neither anything ticks. ' +
    'Goal: ten times as many cost at most ten times as much.',
  cases,
  rows: [
    {
      name: 'start of 1 000 systems : of 100',
      ours: 'holon/1000',
      relativeTo: 'holon/100',
      limit: { of: 'by hand/1000', relativeTo: 'by hand/100' },
      goal: { atMost: 10 },
    },
    {
      name: 'start of 1 000 systems, beside Nest',
      ours: 'holon/1000',
      peers: ['nest/1000', 'tsyringe/1000'],
      limit: 'by hand/1000',
      goal: { of: 'nest/1000', atMost: 1 },
    },
  ],
  plot: {
    file: 'systems-growth',
    x: 'systems',
    scale: 'log',
    series: {
      holon: pointsOf('holon'),
      'by hand': pointsOf('by hand'),
      tsyringe: pointsOf('tsyringe'),
      nest: pointsOf('nest'),
    },
  },
};
