import fc from 'fast-check';

/** Keys that mean something to JavaScript, and others. */
const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'prototype', 'hasOwnProperty', 'toJSON'),
  fc.constantFrom('data', 'content', 'sensor', 'value', 'id', 'then', 'length', ''),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
);

/** Any JSON, as text, so that no object of ours takes a key away. */
const json: fc.Arbitrary<string> = fc.letrec<{ value: string; list: string; record: string }>(
  (tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        'null',
        'true',
        '0',
        '-0',
        '1e999',
        '-1e-999',
        '123456789012345678901234567890',
      ),
      fc.constantFrom('"\\ud800"', '"\\u0000"', '"x"', '"__proto__"', '""'),
      fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => JSON.stringify(text)),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      tie('list'),
      tie('record'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }).map((all) => `[${all.join(',')}]`),
    record: fc
      .array(fc.tuple(key, tie('value')), { maxLength: 4 })
      .map(
        (all) => `{${all.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`,
      ),
  }),
).value;

const id = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('"m1"', '"m2"', '"m3"', 'null') },
  { weight: 1, arbitrary: json },
);
const number = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('0', '1', '0.5', 'null', '1e9', '-1', '1e308') },
  { weight: 1, arbitrary: json },
);
const list = (of: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.array(of, { maxLength: 3 }).map((all) => `[${all.join(',')}]`) },
    { weight: 1, arbitrary: json },
  );

/** An object of these fields, each of which may be missing. */
function record(fields: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const parts = Object.entries(fields).map(([name, value]) =>
    fc.option(
      value.map((text) => `"${name}":${text}`),
      { nil: undefined, freq: 4 },
    ),
  );
  return fc.tuple(...parts).map((all) => `{${all.filter((part) => part !== undefined).join(',')}}`);
}

const settlement = {
  message_ids: list(id),
  claim_tokens: list(json),
  delay: number,
  timeout: number,
  reason: json,
  release: fc.constantFrom('true', 'false', 'null', '"yes"', '7'),
};
const reading = record({
  sensor: fc.oneof(fc.constant('"s1"'), json),
  value: fc.oneof(fc.constantFrom('1', '2'), number),
  note: fc.oneof(fc.constant('"n"'), json),
});
const terms = {
  id,
  metadata: fc.oneof(fc.constant('{"a":1}'), json),
  recipient_id: id,
  correlation_id: id,
  reply_to: id,
};

/** Bodies in the form that a route takes. */
const FORMS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  '/channels/{id}': fc.oneof(
    record({ ...terms, content: json, timestamp: number, sender_id: id }),
    reading,
    json,
  ),
  '/channels/{id}/messages': record({
    messages: list(record({ ...terms, data: fc.oneof(json, reading), delay: number })),
  }),
  '/channels/{id}/peek': record({
    limit: number,
    wait: fc.constantFrom('0', '0.1', 'null', '"x"'),
    done: record({ position: json, count: number }),
  }),
  '/channels/{id}/clear': record({ sender_id: id, recipient_id: id, correlation_id: id }),
  '/channels/{id}/evict': record({ before: number, max_count: number }),
  '/systems/{system}/services/{service}': fc.oneof(reading, json),
};

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** What may be sent to a route: in its form, as any JSON, broken, or no JSON at all. */
export function bodies(pattern: string): fc.Arbitrary<Buffer> {
  const form = FORMS[pattern] ?? record(settlement);
  return fc.oneof(
    { weight: 8, arbitrary: form.map((text) => Buffer.from(text)) },
    { weight: 3, arbitrary: json.map((text) => Buffer.from(text)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(form, fc.nat({ max: 100 }))
        .map(([text, percent]) =>
          Buffer.from(text).subarray(0, Math.floor((Buffer.byteLength(text) * percent) / 100)),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(nested(31), nested(33), nested(5_000), `[${'1,'.repeat(20_000)}1]`)
        .map((text) => Buffer.from(text)),
    },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    },
  );
}
