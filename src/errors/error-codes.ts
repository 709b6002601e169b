/** What is known of a code whatever the place it is thrown at. */
interface CodeFacts {
  /** When it is thrown, one sentence; `docs/reference/errors.md` shows the same. */
  readonly meaning: string;
  /** The cure where the thrower knows no better one. */
  readonly hint: string;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
}

const code = (meaning: string, hint: string, retryable = false): CodeFacts => ({
  meaning,
  hint,
  retryable,
});

/** The one table of codes. Codes are part of the public contract: add, never rename. */
export const ERROR_CODES = {
  HOLON_INVALID_ARGUMENT: code(
    'An argument of a public function has the wrong type or is out of range.',
    'Pass a value of the kind the message names.',
  ),
  HOLON_INVALID_DECORATOR: code(
    'A decorator got wrong options, or stands where it must not.',
    'Correct the decorator at the place the message names.',
  ),
  HOLON_NO_TYPE_INFO: code(
    'A constructor parameter has no type at run time (an interface, or a compiler that emits no metadata).',
    'Name the token with @Inject(token), or compile with tsc, swc or bun and emitDecoratorMetadata.',
  ),
  HOLON_INVALID_TOPOLOGY: code(
    'The declared systems and channels do not fit together; every problem is listed.',
    'Correct the problems listed; `holon check <file>` shows them without starting anything.',
  ),
  HOLON_GRANT_MISSING: code(
    'A system declares a channel that its parent does not hand on, or a parent hands on what it does not have.',
    "Add the channel to the parent's @Subsystem(…, { channels: […] }), up to the system that owns it.",
  ),
  HOLON_GRANT_UNUSED: code(
    'A parent hands on a channel that the subsystem neither declares nor hands on.',
    "Remove it from the parent's @Subsystem(…, { channels: […] }).",
  ),
  HOLON_GRANT_MODE: code(
    'A system declares a mode (own, read, write) that it was not given.',
    'Declare the mode that was handed on, or hand on the mode that is declared.',
  ),
  HOLON_DUPLICATE_ID: code(
    'Two systems or two channels of one app carry the same id.',
    'Give each its own id.',
  ),
  HOLON_CYCLE: code(
    'Systems, providers or inboxes form a cycle; the path is in the message.',
    'Break the cycle: move what both need into a third class.',
  ),
  HOLON_CAPTIVE_DEPENDENCY: code(
    'A provider that lives as long as the app would capture an object that belongs to one system.',
    "Give the provider scope: 'system', or remove the per-system dependency.",
  ),
  HOLON_UNKNOWN_PROVIDER: code(
    'A constructor parameter asks for a class or token that nobody provides.',
    'Add it to `providers` of @System or of createApp.',
  ),
  HOLON_PROVIDER_FAILED: code(
    'A constructor or a factory threw while the app was built; the path from the root is given.',
    'Correct what the cause names; `holon start --verbose` shows its stack.',
  ),
  HOLON_SETUP_FAILED: code(
    'A setup() or onStart() hook threw; what had been started was stopped again.',
    'Correct what the cause names; `holon start --verbose` shows its stack.',
  ),
  HOLON_UNHANDLED: code(
    'Something was thrown, or a promise rejected, where nobody could catch it; `holon start` drained the app and ended.',
    'Await or catch every promise of a step, handler or hook, also those of timers and event listeners.',
  ),
  HOLON_WRONG_STATE: code(
    'The call does not fit the state the object is in.',
    'Call it in the state that the message names.',
  ),
  HOLON_INVALID_CONTENT: code(
    'The content does not fit the content type of the channel; the fields are named.',
    'Correct the fields that the message names.',
  ),
  HOLON_NOT_SERIALISABLE: code(
    'The value cannot be written as JSON without loss (function, symbol, bigint, NaN, Map, cycle, …).',
    'Send plain data: objects, arrays, strings, finite numbers, booleans, null.',
  ),
  HOLON_CHANNEL_NOT_CONNECTED: code(
    'The client holds no handle for this channel, or not in this mode.',
    'Declare it in channelAccess({ own, read, write }) of the system.',
  ),
  HOLON_CHANNEL_NOT_STARTED: code(
    'The channel has not been started.',
    'Call start() first; inside an app launch() does it.',
  ),
  HOLON_CHANNEL_CLOSED: code(
    'The channel or queue is closed.',
    'Nothing more can be sent or received here; open a new one.',
  ),
  HOLON_DRAINING: code(
    'The channel is draining before it closes and takes no new messages.',
    'Write again once the app has restarted.',
    true,
  ),
  HOLON_BACKPRESSURE: code(
    'The channel or queue holds as many messages as its capacity allows; this one was not stored.',
    'Try again later, add consumers, or raise `capacity`.',
    true,
  ),
  HOLON_UNSUPPORTED_OPERATION: code(
    'This kind of channel does not have this operation.',
    'Use a channel of the kind that the message names.',
  ),
  HOLON_MESSAGE_NOT_FOUND: code(
    'No message of this id is or was in the channel.',
    'Read without `after` to continue at the cursor.',
  ),
  HOLON_CLAIM_LOST: code(
    'The claim expired, was settled before, or is held by another system.',
    'Stop working on the message; raise claimTimeoutMs or call extend() for long work.',
  ),
  HOLON_SENDER_MISMATCH: code(
    'A message names another sender than the system that writes it.',
    'Leave senderId to holon, or set it to the id of the writing system.',
  ),
  HOLON_REQUEST_TIMEOUT: code(
    'No reply arrived in time; the request itself may have been handled.',
    'Check that the replying system runs and copies correlationId, or raise timeoutMs.',
    true,
  ),
  HOLON_HANDLER_TIMEOUT: code(
    'A handler took longer than its timeoutMs.',
    'Pass the signal on to what the handler waits for, or raise timeoutMs.',
    true,
  ),
  HOLON_ABORTED: code('The wait was ended by its AbortSignal.', 'Nothing to do.'),
  HOLON_FORBIDDEN: code(
    'The caller may not do this: the security of the channel, or the client that was given, does not allow it.',
    'Ask for it where access is given: channelAccess and @Subsystem, or the role, grant or token of the caller.',
  ),
  HOLON_UNAUTHENTICATED: code(
    'There is no token, or it is not valid (any more); why is not said.',
    'Send `Authorization: Bearer <token>` with a token that is valid now; `holon token` issues one.',
  ),
  HOLON_INSECURE_PUBLISH: code(
    'The app would be reachable from other machines, and nothing would check who calls.',
    'Pass createApp(Root, { security: new JwtSecurity({ secret }) }), or publish on 127.0.0.1.',
  ),
  HOLON_PUBLISH_FAILED: code(
    'The app could not listen at this address.',
    'Choose a free port and an address of this machine.',
  ),
  HOLON_NOT_FOUND: code(
    'There is nothing public of this name: no channel, system, service or page.',
    'See `GET /channels` and `GET /systems` for what there is.',
  ),
  HOLON_INVALID_REQUEST: code(
    'The request cannot be understood: its method, path, query, headers or body is not what the protocol says.',
    'Send what the app takes: `/docs` shows it, `/openapi.json` says it to programs.',
  ),
  HOLON_TOO_LARGE: code(
    'The request, or its headers, has more bytes, levels or keys than the server takes.',
    'Send less at once, or raise the limit in publish({ limits }).',
  ),
  HOLON_RATE_LIMITED: code(
    'The caller has sent more requests, or holds more streams, than the server allows.',
    'Wait as long as `Retry-After` says.',
    true,
  ),
  HOLON_REMOTE_FAILED: code(
    'The other process could not be reached, or answered with something that is no answer of this protocol.',
    'Check the address and that the other process runs.',
    true,
  ),
  HOLON_SERVICE_FAILED: code(
    'The method behind a service threw, or returned what its output type does not allow.',
    'See the log of the system that offers the service.',
  ),
  HOLON_TRANSACTION_FAILED: code(
    'The transaction was used in a way it cannot keep whole; nothing of it was stored.',
    'Keep all writes and settlements of one transaction in one store, and await them inside.',
  ),
  HOLON_STORE_FAILED: code(
    'The store could not do what was asked; what was acknowledged before is safe.',
    'See the cause.',
    true,
  ),
  HOLON_STORE_UNUSABLE: code(
    'The file of the store cannot be used as it is: a wrong path, no permission, another program, a newer version, damage.',
    'Follow the message; the file was left as it is.',
  ),
  HOLON_MESSAGE_TOO_LARGE: code(
    'The message has more bytes than the store takes; nothing of it was stored.',
    'Send a reference to the data instead, or raise `maxMessageBytes` of the store.',
  ),
  HOLON_UNKNOWN_STORE: code(
    'The store address is of no known kind.',
    "Use 'memory:' or 'sqlite:<file>', or pass an object that implements ChannelStore.",
  ),
  HOLON_DEPENDENCY_MISSING: code(
    'An optional package is needed here and is not installed.',
    'Install the package that the message names.',
  ),
  HOLON_INVARIANT_BROKEN: code(
    'A simulation has found something that must not happen; the seed that does it again is in the message.',
    'Replay the seed with the faults that the message names, and follow its trace.',
  ),
  HOLON_SIMULATED_FAULT: code(
    'A simulation lets a handler, a step, a run or a setup fail. Nowhere else is it thrown.',
    'Nothing to do: the app must live with it.',
  ),
  HOLON_ENTRY_NOT_FOUND: code(
    'The entry file does not exist.',
    'Pass the path of an existing file, or set `entry` in nest-cli-style.json.',
  ),
  HOLON_ENTRY_INVALID: code(
    'The entry file cannot be loaded or exports no root system.',
    'Export the class decorated with @System as default, or as the only decorated export.',
  ),
  HOLON_INVALID_CONFIG: code(
    'nest-cli-style.json is not valid; every problem is listed.',
    'Correct the keys that the message names.',
  ),
  HOLON_UNKNOWN_OVERRIDE: code(
    'A test replaces a system or a provider that is not there, or by one that cannot stand in for it.',
    'Override what the message lists.',
  ),
  HOLON_NOT_AWAITED: code(
    'A test went on while a call of the testing kit was still under way; its place is named.',
    'Await the call that the message names.',
  ),
  HOLON_NOT_DONE: code(
    'Something that a test waits for has not come about in the virtual time it was given.',
    'See what it awaits, or allow more: { withinMs }.',
  ),
  HOLON_EXPECTATION_FAILED: code(
    'A channel does not hold what a test expects; what it holds is printed beside it.',
    'Compare the two lists of the message.',
  ),
  HOLON_LEFT_BEHIND: code(
    'A test has ended and left calls, claims, work or timers behind; each is named.',
    'End what the message names, or allow it: createTestApp(…, { allow: […] }).',
  ),
} as const satisfies Record<string, CodeFacts>;

/** A stable error code. */
export type HolonErrorCode = keyof typeof ERROR_CODES;
