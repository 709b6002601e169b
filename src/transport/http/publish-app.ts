import { HolonError } from '../../errors/holon-error';
import type { OpenPublication } from '../../systems/published-app';

/** Puts an app on the network. */
export const publishApp: OpenPublication = () =>
  Promise.reject(new HolonError('HOLON_PUBLISH_FAILED', 'not there yet'));
