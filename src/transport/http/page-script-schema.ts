/** JSON Schemas as tables of fields, and as a first draft of what to send. */
export const PAGE_SCRIPT_SCHEMA = String.raw`
  const REFERENCE = '#/components/schemas/';

  /** The schema meant, references followed and allOf joined. */
  function resolve(schema) {
    let current = Object(schema);
    for (let step = 0; typeof current.$ref === 'string' && step < 20; step += 1) {
      const { $ref, ...beside } = current;
      current = { ...pointed($ref), ...beside };
    }
    if (!Array.isArray(current.allOf)) return current;
    const { allOf, ...own } = current;
    return [own, ...allOf.map(resolve)].reduce((joined, part) => ({
      ...joined,
      ...part,
      properties: { ...joined.properties, ...part.properties },
      required: [...(joined.required || []), ...(part.required || [])],
    }));
  }

  function pointed(reference) {
    let found = state.document;
    for (const step of reference.slice(2).split('/')) {
      const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
      found = Object.hasOwn(Object(found), key) ? found[key] : {};
    }
    return Object(found);
  }

  const nameOf = (schema) =>
    typeof schema.$ref === 'string' && schema.$ref.startsWith(REFERENCE)
      ? decodeURIComponent(schema.$ref.slice(REFERENCE.length).split('/')[0])
      : schema.title;

  /** A line such as: integer, 0 to 10 · or null */
  function typeText(schema) {
    const meant = resolve(schema);
    if (Array.isArray(meant.enum)) return meant.enum.map((one) => JSON.stringify(one)).join(' | ');
    if ('const' in meant) return JSON.stringify(meant.const);
    const choices = meant.anyOf || meant.oneOf;
    if (Array.isArray(choices)) return choices.map(typeText).join(' or ');
    const types = [meant.type].flat().filter(Boolean);
    const words = types.map((type) => {
      if (type === 'array') {
        return meant.items === undefined ? 'list' : 'list of ' + typeText(meant.items);
      }
      return type === 'object' ? nameOf(schema) || 'object' : type;
    });
    const text = words.join(' or ') || 'anything';
    const limits = limitsOf(meant);
    return limits === '' ? text : text + ', ' + limits;
  }

  function limitsOf(schema) {
    const words = [];
    const range = (least, most, unit) => {
      if (least !== undefined && most !== undefined) words.push(least + ' to ' + most + unit);
      else if (least !== undefined) words.push('at least ' + least + unit);
      else if (most !== undefined) words.push('at most ' + most + unit);
    };
    if (schema.format !== undefined) words.push(schema.format);
    range(schema.minimum, schema.maximum, '');
    if (schema.exclusiveMinimum !== undefined) words.push('above ' + schema.exclusiveMinimum);
    if (schema.exclusiveMaximum !== undefined) words.push('below ' + schema.exclusiveMaximum);
    range(schema.minLength, schema.maxLength, ' characters');
    range(schema.minItems, schema.maxItems, ' items');
    if (schema.pattern !== undefined) words.push('/' + schema.pattern + '/');
    return words.join(', ');
  }

  /** The object whose fields are worth a table of their own: the schema's, or that of its items. */
  function inner(schema) {
    const meant = resolve(schema);
    const choice = (meant.anyOf || meant.oneOf || []).map(resolve).find((one) => one.properties);
    if (choice !== undefined) return { schema: choice, suffix: '' };
    if (meant.items !== undefined) {
      const found = inner(meant.items);
      return { schema: found.schema, suffix: '[]' + found.suffix };
    }
    return { schema: meant, suffix: '' };
  }

  function rowsOf(schema, path, seen) {
    const { properties = {}, required = [] } = schema;
    return Object.entries(properties).flatMap(([name, field]) => {
      const place = path === '' ? name : path + '.' + name;
      const optional = required.includes(name) ? '' : make('span', { class: 'optional' }, ' optional');
      const label = make('th', { scope: 'row' }, make('code', {}, place), optional);
      const note = typeof resolve(field).description === 'string' ? resolve(field).description : '';
      const row = make('tr', {}, label, make('td', {}, typeText(field), note === '' ? '' : ' – ' + note));
      const below = inner(field);
      const isKnown = seen.includes(below.schema.properties);
      if (below.schema.properties === undefined || isKnown || seen.length > 4) return [row];
      return [row, ...rowsOf(below.schema, place + below.suffix, [...seen, below.schema.properties])];
    });
  }

  /** What there is to know of a schema. */
  function schemaView(heading, schema) {
    const { schema: fields } = inner(schema);
    const rows = rowsOf(fields, '', [fields.properties]);
    const isObject = resolve(schema).properties !== undefined;
    return make(
      'div',
      {},
      make('h4', {}, heading),
      isObject ? '' : make('p', { class: 'nothing' }, typeText(schema)),
      rows.length === 0 ? '' : make('table', { class: 'fields' }, make('tbody', {}, ...rows)),
      isObject && rows.length === 0 ? make('p', { class: 'nothing' }, 'an object without fields') : '',
    );
  }

  const SAMPLES = {
    email: 'someone@example.org',
    uuid: '00000000-0000-4000-8000-000000000000',
    'date-time': '2030-01-01T00:00:00Z',
    date: '2030-01-01',
    ipv4: '127.0.0.1',
    ipv6: '::1',
    uri: 'https://example.org/',
  };

  /** Something that fits, as far as that can be told. */
  function sampleOf(schema, depth) {
    const meant = resolve(schema);
    if (Array.isArray(meant.enum)) return meant.enum[0];
    if ('const' in meant) return meant.const;
    if ('default' in meant) return meant.default;
    const choices = meant.anyOf || meant.oneOf;
    if (Array.isArray(choices)) return sampleOf(choices[0], depth);
    switch ([meant.type].flat()[0]) {
      case 'string':
        return SAMPLES[meant.format] || 'x'.repeat(Math.min(meant.minLength || 0, 200)) || 'text';
      case 'integer':
      case 'number':
        return numberOf(meant);
      case 'boolean':
        return true;
      case 'null':
        return null;
      case 'array':
        return depth > 3 ? [] : Array.from({ length: Math.min(meant.minItems || 1, 10) }, () => sampleOf(meant.items, depth + 1));
      default:
        return objectOf(meant, depth);
    }
  }

  function numberOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, type }) {
    if (minimum !== undefined) return type === 'integer' ? Math.ceil(minimum) : minimum;
    if (exclusiveMinimum !== undefined) return Math.floor(exclusiveMinimum) + 1;
    if (maximum !== undefined) return Math.min(1, Math.floor(maximum));
    if (exclusiveMaximum !== undefined) return Math.min(1, Math.ceil(exclusiveMaximum) - 1);
    return 1;
  }

  function objectOf({ properties = {}, required = [] }, depth) {
    const names = Object.keys(properties).filter((name) => depth < 2 || required.includes(name));
    return depth > 5 ? {} : Object.fromEntries(names.map((name) => [name, sampleOf(properties[name], depth + 1)]));
  }
`;
