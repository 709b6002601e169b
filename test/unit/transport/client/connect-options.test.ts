import { connectFake } from './fake-app';

describe('an option of connectRemote', () => {
  it('that does not exist is refused with the nearest that does', () => {
    const options = { tokn: 'a' } as object; // a mistake that only a program without types can make
    expect(() => connectFake(options)).toThrow(
      "connectRemote: there is no option 'tokn', did you mean 'token'?",
    );
    expect(() => connectFake({ timeoutMs: undefined } as object)).not.toThrow();
  });
});
