/** Prints the bytes of heap for each channel of an app: `node --expose-gc channels-held.mjs <function of growing-app> <count>`. */
import { content } from './message.mjs';

const [name, count] = [process.argv[2], Number(process.argv[3])];
const apps = await import('./growing-app.mjs');
// What the first channel compiles and loads is not what a channel costs; it stays, so that its leaving is not counted.
const first = await apps[name](1);
globalThis.gc();
const before = process.memoryUsage().heapUsed;
const opened = await apps[name](count);
globalThis.gc();
const after = process.memoryUsage().heapUsed;
for (let n = 0; n < count; n += 1) await opened.write(n, content());
if ((await opened.count()) !== count) throw new Error('a channel did not take its message');
await first.close();
console.log(String((after - before) / count));
process.exit(0);
