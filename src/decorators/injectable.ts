import { checkParameters } from './type-info';
import type { AnyClass } from './metadata-storage';

/**
 * For providers with constructor parameters: compilers emit parameter types only for decorated classes.
 * @throws HOLON_NO_TYPE_INFO when a constructor parameter names nothing to inject
 */
export function Injectable(): (target: AnyClass) => void {
  return (target) => {
    checkParameters(target);
  };
}
