/** Where a message stands, as the table `messages` keeps it. Statements write the numbers out: partial indexes need it. */
export const MessageState = {
  /** Ready and never hidden so far: found by walking on from the first unclaimed one, without an index. */
  ready: 0,
  /** Ready once more, after a delay or a claim. */
  readyAgain: 1,
  delayed: 2,
  claimed: 3,
  acknowledged: 4,
  dead: 5,
} as const;

/** Lane of messages that are for all, on an addressed channel. */
export const EVERYBODY = 0;

/** Whether the message counts against the log's capacity. */
export function isUnsettled({ state }: { readonly state: number }): boolean {
  return state !== MessageState.acknowledged && state !== MessageState.dead;
}
