/** Every proof, one after the other. One that says nothing at its end counts as failed: a proof is never skipped. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const PROOFS = ['kill', 'processes', 'disk', 'corrupt', 'station', 'fuzz', 'simulation'] as const;

async function main(): Promise<void> {
  const endings = [];
  for (const name of PROOFS) {
    console.log(`\n== ${name}\n`);
    endings.push(await run(name));
  }
  console.log();
  for (const { line } of endings) console.log(line);
  if (endings.some(({ isGood }) => !isGood)) process.exitCode = 1;
}

function run(name: string): Promise<{ readonly line: string; readonly isGood: boolean }> {
  const program = join(__dirname, name, `${name}.ts`);
  const proof = spawn(process.execPath, ['-r', '@swc-node/register', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  proof.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text);
    output += text;
  });
  return new Promise((resolve) => {
    proof.on('close', (code) => {
      const line = output.trimEnd().split('\n').at(-1) ?? '';
      const isWhole = line.startsWith(`proof ${name}: `);
      resolve({
        line: isWhole ? line : `proof ${name}: did not come to its end — FAILED`,
        isGood: isWhole && code === 0,
      });
    });
  });
}

void main();
