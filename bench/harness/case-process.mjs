/** One case, alone in its process: `node case-process.mjs <group> <case>` sends what an operation costs to its parent. */
import { loadGroup } from './groups.mjs';
import { measure } from './measure.mjs';

const [groupName, caseName] = process.argv.slice(2);
const group = await loadGroup(groupName);
const microseconds = await measure(group.cases[caseName]);
if (process.send === undefined)
  console.log(`${groupName} ${caseName}: ${microseconds.toFixed(3)} µs`);
else process.send({ microseconds });
process.disconnect?.();
