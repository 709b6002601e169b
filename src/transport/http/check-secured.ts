import { HolonError } from '../../errors/holon-error';
import type { ChannelSecurity } from '../../model/channel-security';
import type { PublishedApp } from '../../systems/published-app';
import { isLoopback } from './host-check';
import type { PublishSettings } from './publish-settings';

/**
 * Refuses to let other machines in where nothing checks who calls; says so in the log where only this machine gets in.
 * @throws HOLON_INSECURE_PUBLISH
 */
export function checkSecured(app: PublishedApp, settings: PublishSettings): void {
  const open = whatIsOpen(app);
  if (open.length === 0) return;
  const { host, port } = settings;
  const { logger } = app.environment;
  if (isLoopback(host)) {
    logger.warn('http.unsecured', {
      host,
      open,
      hint: 'Everybody on this machine may call it; createApp(Root, { security }) checks who does.',
    });
    return;
  }
  if (settings.allowInsecure) {
    logger.warn('http.insecure', {
      host,
      open,
      hint: 'allowInsecure lets everybody in who reaches this address.',
    });
    return;
  }
  throw insecure(`${host}:${String(port)}`, open);
}

/** What everybody could use who reaches the app, in words. */
export function whatIsOpen(app: PublishedApp): readonly string[] {
  const open = app
    .channels()
    .filter(({ info, security }) => info.visibility === 'public' && isOpen(security))
    .map(({ id }) => `channel '${id}'`);
  if (isOpen(app.environment.security)) {
    for (const { descriptor } of app.systems()) {
      if (descriptor.services.length > 0) open.push(`services of '${descriptor.systemId}'`);
    }
  }
  return open;
}

export function insecure(where: string, open: readonly string[]): HolonError {
  const shown = open.length > 5 ? [...open.slice(0, 5), '…'] : open;
  return new HolonError(
    'HOLON_INSECURE_PUBLISH',
    `Nothing checks who calls, and other machines could reach the app at ${where}: ${shown.join(', ')}`,
    {
      hint: 'Pass createApp(Root, { security: new JwtSecurity({ secret }) }), or publish on 127.0.0.1.',
    },
  );
}

function isOpen(security: ChannelSecurity | undefined): boolean {
  return security === undefined || security.trustsCallers === true;
}
