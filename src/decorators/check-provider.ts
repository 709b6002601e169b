import {
  type Check,
  type Place,
  invalidDecorator,
  isClass,
  listOf,
  must,
  oneOf,
  show,
} from './check-options';
import { isToken } from './metadata-storage';

const token = must('a class, a symbol or a string that is not empty', isToken);
const scope = oneOf('app', 'system');

/** The ways to provide, each with what its value must be. */
const WAYS: Readonly<Record<string, Check>> = {
  useClass: must('a class', isClass),
  useValue: () => undefined,
  useFactory: must('a function', (value) => typeof value === 'function'),
  useExisting: token,
};

/** The check of `providers`, as @System and createApp take them. */
export const providerList = listOf((place, option, value) => {
  if (isClass(value)) return;
  if (Array.isArray(value) && value.length === 2) {
    token(place, `${option}[0]`, value[0]);
  } else if (typeof value === 'object' && value !== null && 'provide' in value) {
    checkObject(place, option, value);
  } else {
    throw invalidDecorator(
      place,
      `${option} must be a class, a pair [token, value] or an object with \`provide\`, but is ${show(value)}`,
      'Write one of the three; an undefined class is not loaded yet: its file and this one import each other.',
    );
  }
});

function checkObject(
  place: Place,
  option: string,
  { provide, ...rest }: { provide: unknown },
): void {
  token(place, `${option}.provide`, provide);
  const given = new Map<string, unknown>(Object.entries(rest));
  const ways = Object.keys(WAYS).filter((way) => given.has(way));
  const [way] = ways;
  if (way === undefined || ways.length > 1) {
    const names = Object.keys(WAYS).join(', ');
    const which = way === undefined ? 'none of them' : ways.join(' and ');
    throw invalidDecorator(
      place,
      `${option} must have one of ${names}, but has ${which}`,
      'Say in one way how it is provided.',
    );
  }
  WAYS[way]?.(place, `${option}.${way}`, given.get(way));
  const inject = given.get('inject');
  if (inject !== undefined) listOf(token)(place, `${option}.inject`, inject);
  const lifetime = given.get('scope');
  if (lifetime !== undefined) scope(place, `${option}.scope`, lifetime);
}
