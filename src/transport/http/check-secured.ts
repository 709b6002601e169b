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
  refuseOpen(app, settings);
  const open = whatIsOpen(app, settings);
  if (open.length === 0) return;
  const { host } = settings;
  const { logger } = app.environment;
  if (isLoopback(host)) {
    logger.warn('http.unsecured', {
      host,
      open,
      hint: 'Everybody on this machine may call it; createApp(Root, { security }) checks who does.',
    });
    return;
  }
  logger.warn('http.insecure', {
    host,
    open,
    hint: 'allowInsecure lets everybody in who reaches this address.',
  });
}

/** Says in the log what a server of the user's own lets everybody do. */
export function warnMounted(app: PublishedApp, settings: PublishSettings): void {
  const open = whatIsOpen(app, settings);
  if (open.length === 0) return;
  const { logger } = app.environment;
  if (settings.allowInsecure) {
    logger.warn('http.insecure', {
      open,
      hint: 'allowInsecure lets everybody in who reaches the server it is mounted in.',
    });
    return;
  }
  logger.warn('http.unsecured', {
    open,
    hint: 'Everybody on this machine may call it, and nobody else; createApp(Root, { security }) checks who does.',
  });
}

/** For a caller from elsewhere, who need not know what there is. */
export function insecureMount(): HolonError {
  return new HolonError(
    'HOLON_INSECURE_PUBLISH',
    'Nothing checks who calls, so this app answers on connections of its own machine only',
    {
      hint: 'Whoever runs it: createApp(Root, { security: new JwtSecurity({ secret }) }), or mountApp(app, { allowInsecure: true }) behind a proxy that checks who calls.',
    },
  );
}

/**
 * Refuses to let other machines in where nothing checks who calls. Asked again when the app runs: systems built by hand
 * add channels while they are set up.
 * @throws HOLON_INSECURE_PUBLISH
 */
export function refuseOpen(app: PublishedApp, settings: PublishSettings): void {
  if (settings.allowInsecure || isLoopback(settings.host)) return;
  const open = whatIsOpen(app, settings);
  if (open.length > 0) throw insecure(`${settings.host}:${String(settings.port)}`, open);
}

/** What everybody could use who reaches the app, in words. Lists show only what their reader may use. */
export function whatIsOpen(
  app: PublishedApp,
  { metrics, documents }: Pick<PublishSettings, 'metrics' | 'documents'>,
): readonly string[] {
  const open = app
    .channels()
    .filter(({ info, security }) => info.visibility === 'public' && isOpen(security))
    .map(({ id }) => `channel '${id}'`);
  if (isOpen(app.environment.security)) {
    for (const { descriptor } of app.systems()) {
      if (descriptor.services.length > 0) open.push(`services of '${descriptor.systemId}'`);
    }
    if (metrics && app.environment.metrics !== undefined) open.push('/metrics');
    if (documents) open.push('/openapi.json', '/asyncapi.json');
  }
  return open;
}

function insecure(where: string, open: readonly string[]): HolonError {
  const shown = open.length > 5 ? [...open.slice(0, 5), '…'] : open;
  return new HolonError(
    'HOLON_INSECURE_PUBLISH',
    `Nothing checks who calls, and other machines could reach the app at ${where}: ${shown.join(', ')}`,
    {
      hint: 'Pass createApp(Root, { security: new JwtSecurity({ secret }) }), or publish on 127.0.0.1. Metrics and documents can be switched off: publish({ metrics: false, documents: false }).',
    },
  );
}

/** Whether everybody who reaches it is let in by `security`. */
export function isOpen(security: ChannelSecurity | undefined): boolean {
  return security === undefined || security.trustsCallers === true;
}
