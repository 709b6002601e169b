import { HolonError } from '../errors/holon-error';
import type { ParameterMetadata } from './metadata';
import { type AnyClass, NO_METADATA, constructingClass, readParameters } from './metadata-storage';

/** Refuses a class with a constructor parameter that names nothing to inject. @throws HOLON_NO_TYPE_INFO */
export function checkParameters(target: AnyClass): void {
  const nameless = readParameters(target).find((parameter) => parameter.token === undefined);
  if (nameless !== undefined) throw noTypeInfo(target, nameless);
}

/** The error of a constructor parameter without token. */
export function noTypeInfo(target: AnyClass, parameter: ParameterMetadata): HolonError {
  const declaring = constructingClass(target);
  const inherited = declaring === target ? '' : `, inherited from ${declaring.name},`;
  const name = parameterNames(declaring)[parameter.index];
  const label = `${String(parameter.index)}${name === undefined ? '' : ` (${name})`}`;
  const { reason, cure } = explain(parameter.typeName);
  return new HolonError(
    'HOLON_NO_TYPE_INFO',
    `${target.name}: constructor parameter ${label}${inherited} has no type at run time: ${reason}`,
    { hint: cure },
  );
}

function explain(typeName: string): { readonly reason: string; readonly cure: string } {
  if (typeName === NO_METADATA) {
    return {
      reason:
        'the compiler emitted no type metadata (tsx and esbuild never do, others do for decorated classes only)',
      cure: 'Name the token with @Inject(token), or compile with tsc, swc or bun, with emitDecoratorMetadata and a decorator on the class (@Injectable() where there is no other).',
    };
  }
  if (typeName === 'undefined') {
    return {
      reason: 'the compiler saw undefined, so its class was not loaded yet (a circular import)',
      cure: 'Move the class into a file that does not import this one, or name another token with @Inject(token).',
    };
  }
  return {
    reason: `the compiler saw ${typeName}, which names no class to inject (an interface, a type alias, a primitive or an \`import type\`)`,
    cure: 'Name the token with @Inject(token), or type the parameter as a class that is imported without `type`.',
  };
}

/** Names of constructor parameters, for messages; none where the source is not simple enough to be sure. */
function parameterNames(target: AnyClass): readonly string[] {
  const source = Function.prototype.toString.call(target);
  const list = /\bconstructor\s*\(([\w$\s,]*)\)/.exec(source)?.[1];
  return list === undefined ? [] : list.split(',').map((name) => name.trim());
}
