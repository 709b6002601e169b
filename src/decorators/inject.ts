import type { Token } from './declarations';
import { invalidDecorator, isClass, show } from './check-options';
import { type AnyClass, isToken, ownRecord } from './metadata-storage';

/**
 * Names what a constructor parameter asks for, where its type alone does not: an interface, a string or symbol token,
 * or a compiler that emits no metadata.
 * @throws HOLON_INVALID_DECORATOR when the token is none, or the parameter is not one of a constructor
 */
export function Inject(
  token: Token,
): (target: object, method: string | symbol | undefined, index: number) => void {
  return (target, method, index) => {
    // Legacy decorators get the class for constructors and static methods, the prototype for other methods.
    const owner = (isClass(target) ? target : target.constructor) as AnyClass;
    const member = method === undefined ? 'constructor' : String(method);
    const place = `@Inject on parameter ${index} of ${owner.name}.${member}`;
    if (method !== undefined) {
      throw invalidDecorator(
        place,
        'only constructor parameters are injected',
        'Ask for it in the constructor.',
      );
    }
    if (!isToken(token)) {
      throw invalidDecorator(
        place,
        `the token must be a class, a symbol or a string that is not empty, but is ${show(token)}`,
        'Name the token; if it is undefined here, its file and this one import each other: move it into a third one.',
      );
    }
    ownRecord(owner).tokens.set(index, token);
  };
}
