import { Witness } from '../shared/witness';

/** What the station's file holds. */
export interface StationFile {
  readonly integrity: string;
  /** Ids of the findings. */
  readonly findings: ReadonlySet<string>;
  /** Samples that were acknowledged, each together with a finding. */
  readonly analysed: number;
  /** Ids of the samples that wait or are claimed. */
  readonly unsettled: readonly string[];
}

/** As SQLite alone reads it; the station may be running. */
export function lookAt(file: string): StationFile {
  const witness = new Witness(file);
  try {
    const rows = witness.rows<{ channel: string; id: string; state: string }>(
      "SELECT channel, id, state FROM channel_messages WHERE channel IN ('findings', 'raw-samples')",
    );
    const samples = rows.filter(({ channel }) => channel === 'raw-samples');
    const open = samples.filter(({ state }) => state !== 'acknowledged' && state !== 'dead');
    return {
      integrity: witness.integrity(),
      findings: new Set(rows.filter(({ channel }) => channel === 'findings').map(({ id }) => id)),
      analysed: samples.filter(({ state }) => state === 'acknowledged').length,
      unsettled: open.map(({ id }) => id),
    };
  } finally {
    witness.close();
  }
}
