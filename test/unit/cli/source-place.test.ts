import { join } from 'node:path';
import { sourcePlace, userFrame } from '../../../src/cli/source-place';

const failed = (message: string, stack: string): Error =>
  Object.assign(new Error(message), { stack });

describe('sourcePlace', () => {
  it('is the frame in the file itself', () => {
    const stack =
      'Error: x\n    at f (/app/lib.js:1:1)\n    at Object.<anonymous> (/app/main.js:7:3)';
    expect(sourcePlace(failed('x', stack), '/app/main.js')).toBe('/app/main.js:7:3');
  });

  it('is the head of the stack for a syntax error, which has a line alone', () => {
    const stack = '/app/main.js:4\nconst x = ;\n          ^\n\nSyntaxError: Unexpected token';
    expect(sourcePlace(failed('Unexpected token', stack), '/app/main.js')).toBe('/app/main.js:4');
  });

  it('is what the compiler names in its message', () => {
    const message = '  x Expression expected\n   ,-[/app/main.ts:1:26]\n 1 | const';
    expect(sourcePlace(failed(message, 'Error\n    at node:internal:1:1'), '/app/main.ts')).toBe(
      '/app/main.ts:1:26',
    );
  });

  it('is the nearest file that is no dependency where the file itself is not on the stack', () => {
    const stack =
      'Error: x\n    at f (/app/node_modules/p/i.js:1:1)\n    at g (file:///app/my%20dir/a.mjs:2:5)';
    expect(sourcePlace(failed('x', stack), '/app/main.js')).toBe('/app/my dir/a.mjs:2:5');
  });

  it('is the file where nothing is known', () => {
    expect(sourcePlace('text', '/app/main.js')).toBe('/app/main.js');
  });
});

describe('userFrame', () => {
  it('is the innermost frame that is neither a dependency, nor node, nor holon itself', () => {
    const holon = join(__dirname, '..', '..', '..', 'src', 'systems', 'system-tree.ts');
    const stack = [
      'Error: see /app/other.ts:1:1',
      '    at f (/app/node_modules/p/i.js:1:1)',
      `    at begin (${holon}:9:9)`,
      '    at node:internal/process:1:1',
      '    at async Plant.setup (file:///app/my%20dir/plant.ts:12:5)',
      '    at main (/app/main.ts:1:1)',
    ];
    expect(userFrame(failed('x', stack.join('\n')))).toBe('/app/my dir/plant.ts:12:5');
  });

  it('is unknown for what has no stack', () => {
    expect(userFrame('text')).toBeUndefined();
    expect(userFrame(failed('x', 'Error: x'))).toBeUndefined();
  });
});
