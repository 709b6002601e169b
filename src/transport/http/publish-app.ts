import type { OpenPublication } from '../../systems/published-app';
import { checkSecured } from './check-secured';
import { HttpServerPublication } from './http-server-publication';
import { resolveSettings } from './publish-settings';

/**
 * Puts an app on the network with a server of its own, which answers 503 until the app is there.
 * @throws HOLON_INVALID_ARGUMENT, HOLON_INSECURE_PUBLISH, HOLON_PUBLISH_FAILED
 */
export const publishApp: OpenPublication = async (app, options) => {
  const settings = resolveSettings(options, 'publish');
  checkSecured(app, settings);
  const publication = new HttpServerPublication(app, settings);
  await publication.listen();
  return publication;
};
