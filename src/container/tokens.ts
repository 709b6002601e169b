/** Tokens of what every app provides. Classes that holon injects (`ChannelClient`, `Inbox`, `Outbox`) are their own tokens. */

/** The app's `Logger`, naming the system it is injected into. */
export const LOGGER = Symbol.for('holon:logger');

/** The app's `Clock`. */
export const CLOCK = Symbol.for('holon:clock');

/** The `ServiceDescriptor` of the system it is injected into: what a system registers at a discovery channel. */
export const DESCRIPTOR = Symbol.for('holon:descriptor');
