import { Expose } from '../../../src/decorators/expose';
import { readExposed } from '../../../src/decorators/metadata-storage';
import { refusal } from './refusal';

class Image {
  url = '';
}

describe('@Expose', () => {
  it('stores its options with their defaults', () => {
    class Resizer {
      @Expose() resize(): void {}
      @Expose({
        description: 'Counts.',
        input: Image,
        timeoutMs: 50,
        readOnly: true,
        idempotent: true,
      })
      count(): number {
        return 0;
      }
    }
    expect(readExposed(Resizer)).toEqual([
      { method: 'resize', description: '', readOnly: false, idempotent: false },
      {
        method: 'count',
        description: 'Counts.',
        input: Image,
        timeoutMs: 50,
        readOnly: true,
        idempotent: true,
      },
    ]);
  });

  it.each([
    [{ timeoutMs: -1 }, 'timeoutMs must be a finite number of milliseconds above 0, but is -1'],
    [{ readonly: true }, "there is no option readonly, did you mean 'readOnly'?"],
    [{ input: 'Image' }, "input must be a DTO class or a Standard Schema, but is 'Image'"],
    [{ idempotent: 1 }, 'idempotent must be true or false, but is 1'],
  ])('refuses %j', (options, problem) => {
    const error = refusal(() => {
      class Resizer {
        @Expose(options as never) resize(): void {}
      }
      return Resizer;
    });
    expect(error.code).toBe('HOLON_INVALID_DECORATOR');
    expect(error.message).toBe(`@Expose on Resizer.resize: ${problem}`);
  });

  it('refuses a getter, a static method, a symbol and a second @Expose', () => {
    const decorate = Expose() as unknown as MethodDecorator;
    class Resizer {
      get size(): number {
        return Number.MAX_VALUE;
      }
      static make(): void {}
      [Symbol.iterator](): void {}
      @Expose() resize(): void {}
    }
    const attempt = (target: object, member: string | symbol) =>
      refusal(() => {
        decorate(target, member, Object.getOwnPropertyDescriptor(target, member) ?? {});
      }).message;
    expect(attempt(Resizer.prototype, 'size')).toContain('Resizer.size: this is no method');
    expect(attempt(Resizer, 'make')).toContain('Resizer.make: it stands on a static member');
    expect(attempt(Resizer.prototype, Symbol.iterator)).toContain('a symbol names the member');
    expect(attempt(Resizer.prototype, 'resize')).toContain('Resizer.resize: it stands here twice');
  });
});
