import { didYouMean } from '../../util/did-you-mean';
import { checkOptions, hasMethods, isFunction, kindOf, type OptionKind } from './check-options';
import { kitError } from './kit-error';

const LEFTOVERS: readonly string[] = ['claims', 'work', 'timers'];
const TICKS: readonly unknown[] = ['by-hand', 'by-clock'];

const ARRAY: OptionKind['1'] = (value) => Array.isArray(value);

const KINDS = {
  providers: ['an array of providers, such as [[Token, value]]', ARRAY],
  override: ['an array of pairs [Real, Fake]', ARRAY],
  channels: ['an array of pairs [Channel, contents], such as [[Jobs, [{ url }]]]', ARRAY],
  ticks: ["'by-hand' or 'by-clock'", (value) => TICKS.includes(value)],
  store: ['a MemoryStore: a test app keeps its messages in memory', hasMethods('open', 'commit')],
  clock: ['a VirtualClock', hasMethods('advance', 'settle', 'setTimer', 'nextDueMs')],
  allow: [
    "an array of 'claims', 'work' and 'timers'",
    ARRAY, // each of them is looked at below
  ],
  logger: ['a Logger', hasMethods('debug', 'info', 'warn', 'error', 'child')],
  security: ['a ChannelSecurity', hasMethods('authenticate', 'authorize')],
} satisfies Readonly<Record<string, OptionKind>>;

const PLACE = {
  call: 'createTestApp',
  aliases: {
    seed: 'channels',
    seeds: 'channels',
    messages: 'channels',
    contents: 'channels',
    mocks: 'providers',
    fakes: 'override',
    replace: 'override',
    subsystems: 'override',
    time: 'clock',
    leave: 'allow',
  },
};

/** What `createTestApp` is given, as a whole and part by part. @throws HOLON_INVALID_ARGUMENT */
export function checkTestOptions(options: unknown): void {
  checkOptions(options, KINDS, PLACE);
  const {
    allow = [],
    channels = [],
    override = [],
  } = options as {
    allow?: unknown[];
    channels?: unknown[];
    override?: unknown[];
  }; // checked above
  checkAllowed(allow, 'createTestApp');
  channels.forEach((pair, index) => {
    const [channel, contents] = pairOf(pair, `channels[${String(index)}]`, '[Channel, contents]');
    if (!isFunction(channel)) {
      throw wrong(
        `channels[${String(index)}][0] must be a channel class, not ${kindOf(channel)}`,
        'Write channels: [[Jobs, [{ url }]]], the class of the channel first.',
      );
    }
    const name = kindOf(channel);
    if (!Array.isArray(contents)) {
      throw wrong(
        `the contents of ${name} must be an array, not ${kindOf(contents)}`,
        `Write channels: [[${name}, [first, second]]].`,
      );
    }
  });
  override.forEach((pair, index) => {
    pairOf(pair, `override[${String(index)}]`, '[Real, Fake]');
  });
}

/** What a test may leave behind, word by word. @throws HOLON_INVALID_ARGUMENT */
export function checkAllowed(allow: readonly unknown[], call: string): void {
  allow.forEach((one, index) => {
    if (typeof one === 'string' && LEFTOVERS.includes(one)) return;
    const meant = typeof one === 'string' ? didYouMean(one, LEFTOVERS) : '';
    const what = `allow[${String(index)}] must be 'claims', 'work' or 'timers', not ${kindOf(one)}${meant}`;
    throw kitError('HOLON_INVALID_ARGUMENT', `${call}: ${what}`, {
      hint: "Write allow: ['claims'], and what else the test is to leave behind.",
    });
  });
}

/** How a mocked client is to be called. @throws HOLON_INVALID_ARGUMENT */
export function checkMock(access: unknown, options: unknown): void {
  const list: OptionKind = [
    'an array of channel classes',
    (value) => Array.isArray(value) && value.every(isFunction),
  ];
  const hint = 'Write mockClient(channelAccess({ own: […], read: […], write: […] })).';
  if (isFunction(access)) {
    throw kitError(
      'HOLON_INVALID_ARGUMENT',
      `mockClient: the access must be what channelAccess answers, not the class ${kindOf(access)}`,
      { hint: `Write mockClient(channelAccess({ read: [${kindOf(access)}] })).` },
    );
  }
  checkOptions(
    access,
    { own: list, read: list, write: list },
    { call: 'mockClient, access', hint },
  );
  const kinds: Readonly<Record<string, OptionKind>> = {
    systemId: ['a text', (value) => typeof value === 'string'],
    clock: KINDS.clock,
  };
  checkOptions(options, kinds, { call: 'mockClient', aliases: { id: 'systemId' } });
}

function pairOf(pair: unknown, place: string, form: string): readonly unknown[] {
  if (Array.isArray(pair) && pair.length === 2) return pair as readonly unknown[];
  throw wrong(`${place} must be a pair ${form}, not ${kindOf(pair)}`, `Write [${form}].`);
}

function wrong(what: string, hint: string): Error {
  return kitError('HOLON_INVALID_ARGUMENT', `createTestApp: ${what}`, { hint });
}
