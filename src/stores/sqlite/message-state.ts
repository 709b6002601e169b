/** Where a message stands, as the table `states` keeps it. Statements write the numbers out: partial indexes need it. */
export const MessageState = {
  /** Ready, never delayed or claimed: no row in `states`. */
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
