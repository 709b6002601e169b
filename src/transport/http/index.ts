/** `holon/http`: an app inside an HTTP server of your own. `app.publish()` needs nothing of it. */
export { mountApp, type MountedApp, type MountedHandler, type MountOptions } from './mount-app';
export type {
  HttpApp,
  Published,
  PublishLimits,
  PublishOptions,
  RegistryAddress,
} from '../../systems/publish-options';
