import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
const require = createRequire(`${root}package.json`);
export const { mountApp } = require(
  resolve(process.env.HOLON_DIST ?? `${root}dist`, 'transport/http'),
);
