import type { IncomingMessage, ServerResponse } from 'node:http';

import { publicationPointOf, type App } from '../../container/app';
import type { PublishOptions } from '../../systems/publish-options';
import { insecureMount, warnMounted, whatIsOpen } from './check-secured';
import { HostCheck, isLoopback } from './host-check';
import { HttpPublication } from './http-publication';
import { resolveSettings } from './publish-settings';

/** What `mountApp` takes: all of `publish` but what belongs to the server, which is the user's own. */
export type MountOptions = Omit<PublishOptions, 'host' | 'port' | 'configure'>;

const CHANNELS_ALONE = { metrics: false, documents: false };

/** Answers holon's paths and hands on all others: `server.use('/holon', handler)`. */
export type MountedHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void;

export interface MountedApp {
  readonly handler: MountedHandler;
}

/**
 * Launches `app` and puts it on the network inside a server of the user's own, with everything `publish` does but the
 * listening. Where nothing checks who calls, it answers on connections of loopback only.
 * @throws HOLON_INVALID_ARGUMENT
 */
export async function mountApp(app: App, options: MountOptions = {}): Promise<MountedApp> {
  const settings = resolveSettings(options, 'mountApp');
  const point = publicationPointOf(app);
  const hosts = new HostCheck(settings.publicUrl);
  const publication = new HttpPublication(
    point.app,
    settings,
    (request) => {
      // Asked each time: systems built by hand add channels while they are set up, and later.
      if (settings.allowInsecure || whatIsOpen(point.app, settings).length === 0) return;
      const { localAddress = '' } = request.socket;
      if (isLoopback(localAddress)) hosts.check(request.headers.host);
      // Metrics and documents are kept from other machines by themselves.
      else if (whatIsOpen(point.app, CHANNELS_ALONE).length > 0) throw insecureMount();
    },
    true,
  );
  publication.url = settings.publicUrl ?? '';
  await point.add(publication);
  warnMounted(point.app, settings);
  return {
    handler: (request, response, next) => {
      response.removeHeader('X-Powered-By');
      if (!publication.handle(request, response)) next();
    },
  };
}
