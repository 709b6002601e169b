import { providerList } from '../decorators/check-provider';
import type { Provider } from '../decorators/declarations';
import type { SystemClass } from '../decorators/metadata';
import { HolonError } from '../errors/holon-error';
import { checkContent } from './check-content';
import { checkGrants } from './check-grants';
import { checkIds } from './check-ids';
import { checkInboxes } from './check-inboxes';
import { checkProviders } from './check-providers';
import { explore } from './explore';
import { flatten, type SystemPlan } from './system-plan';
import { VisibleProviders } from './visible-providers';

/** An app that has been read and checked, and of which nothing exists yet. */
export interface AppPlan {
  readonly root: SystemPlan | undefined;
  /** Parents first. */
  readonly systems: readonly SystemPlan[];
  readonly providers: VisibleProviders;
  readonly problems: readonly HolonError[];
}

/**
 * Reads and checks the app below `root`; finds every problem and constructs nothing.
 * @throws HOLON_INVALID_ARGUMENT when `appProviders` are none
 */
export function planApp(root: SystemClass, appProviders: readonly Provider[]): AppPlan {
  checkAppProviders(appProviders);
  const { root: plan, problems } = explore(root);
  const systems = plan === undefined ? [] : flatten(plan);
  const providers = new VisibleProviders(appProviders);
  return {
    root: plan,
    systems,
    providers,
    problems: [
      ...problems,
      ...checkIds(systems),
      ...checkContent(systems),
      ...checkGrants(systems),
      ...checkInboxes(systems),
      ...checkProviders(systems, providers),
    ],
  };
}

/** What `@System` checks of its providers when a class is defined, for those of the app. */
function checkAppProviders(providers: unknown): void {
  try {
    providerList('createApp', 'providers', providers);
  } catch (error) {
    if (!(error instanceof HolonError)) throw error;
    throw new HolonError('HOLON_INVALID_ARGUMENT', error.message, { hint: error.hint });
  }
}
