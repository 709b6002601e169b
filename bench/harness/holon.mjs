import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
/** The build that is measured. `HOLON_DIST` names another one, to compare two. */
export const dist = resolve(process.env.HOLON_DIST ?? `${root}dist`);
const require = createRequire(`${root}package.json`);

require('reflect-metadata');
export const holon = require(dist);
/** A module of the build by its path inside it: `stores/open-store`. */
export const holonModule = (path) => require(`${dist}/${path}.js`);
/** The driver that holon uses, for the floors. */
export const Database = (file) => new (require('better-sqlite3'))(file);
