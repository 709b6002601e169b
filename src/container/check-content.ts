import { createContentValidator } from '../content/content-validator';
import { jsonSchemaOf } from '../content/json-schema';
import { readChannelMetadata, readExposed } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import { ownersOf } from './check-ids';
import { isFirstReplica, pathOf, type SystemPlan } from './system-plan';

/** Whether everything can be checked and described that the content types of channels and exposed methods declare. */
export function checkContent(plans: readonly SystemPlan[]): readonly HolonError[] {
  const ofChannels = [...ownersOf(plans)].flatMap(([channel, [owner]]) => {
    const content = readChannelMetadata(channel)?.content;
    const path = owner === undefined ? [channel.name] : [...pathOf(owner), channel.name];
    return problemsOf(path, () => createContentValidator(content));
  });
  const ofServices = plans
    .filter(isFirstReplica)
    .flatMap((plan) =>
      readExposed(plan.systemClass).flatMap(({ method, input, output }) =>
        [input, output].flatMap((type) =>
          problemsOf([...pathOf(plan), `${method}()`], () => jsonSchemaOf(type)),
        ),
      ),
    );
  return [...ofChannels, ...ofServices];
}

function problemsOf(path: readonly string[], attempt: () => unknown): HolonError[] {
  try {
    attempt();
    return [];
  } catch (error) {
    if (!(error instanceof HolonError)) throw error;
    return [new HolonError(error.code, error.message, { path, hint: error.hint, cause: error })];
  }
}
