import { createMessage } from '../../../../src/model/channel-message';
import { Entry } from '../../../../src/stores/memory/entry';
import { EntryList } from '../../../../src/stores/memory/entry-list';
import { Lanes } from '../../../../src/stores/memory/lanes';

function mailTo(recipientId: string, seq: number): Entry {
  const fields = { id: String(seq), timestampMs: 0, senderId: 's', content: null };
  return new Entry(seq, createMessage({ ...fields, recipientId }));
}

describe('Lanes', () => {
  it('keep nothing of a recipient whose mail is gone', () => {
    const lanes = new Lanes(new EntryList(), true);
    const entries = [mailTo('me', 1), mailTo('me', 2), mailTo('you', 3)];
    for (const entry of entries) lanes.add(entry);
    const gone = ['me', 'me'].map((recipient, index) => {
      entries[index]?.markRemoved();
      lanes.noteRemoval(recipient);
      return lanes.claimableBy('me') === undefined;
    });
    expect(gone).toEqual([false, true]);
    expect(lanes.claimableBy('you')?.takeReady()).toBe(entries[2]);
  });
});
