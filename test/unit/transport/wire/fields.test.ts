import {
  countOf,
  fieldsOf,
  flagOf,
  numberOf,
  queryFields,
  spanMsOf,
  textOf,
  textsOf,
  wordOf,
} from '../../../../src/transport/wire/fields';
import { refusal } from '../../../helpers/refusal';

const query = (value: string) => queryFields(new Map([['x', value]]));
const body = (value: unknown) => fieldsOf({ x: value });

describe('fields of a request', () => {
  it.each([
    ['a count', () => countOf(query('10'), 'x', 10), 10],
    ['a number in a query', () => numberOf(query('-1.5'), 'x'), -1.5],
    ['a number in a body', () => numberOf(body(1.5), 'x'), 1.5],
    ['seconds', () => spanMsOf(query('0.25'), 'x'), 250],
    ['microseconds', () => spanMsOf(body(0.000_001), 'x'), 0.001],
    ['a text', () => textOf(body('t'), 'x'), 't'],
    ['an empty text of a body', () => textOf(body(''), 'x'), ''],
    ['an empty value of a query', () => textOf(query(''), 'x'), undefined],
    ['null', () => textOf(body(null), 'x'), undefined],
    ['texts', () => textsOf(body(['a']), 'x'), ['a']],
    ['a word', () => wordOf(query('now'), 'x', ['start', 'now']), 'now'],
    ['True', () => flagOf(query('True'), 'x'), true],
    ['off', () => flagOf(query('off'), 'x'), false],
    ['nothing', () => flagOf(query(''), 'x'), false],
    ['what objects inherit', () => textOf(fieldsOf({}), 'constructor'), undefined],
  ])('are read: %s', (_, read, expected) => {
    expect(read()).toEqual(expected);
  });

  it.each([
    ['a count above the limit', () => countOf(query('11'), 'x', 10)],
    ['a count of nothing', () => countOf(query('0'), 'x', 10)],
    ['a fraction as a count', () => countOf(query('1.5'), 'x', 10)],
    ['an exponent', () => numberOf(query('1e3'), 'x')],
    ['hexadecimal', () => numberOf(query('0x10'), 'x')],
    ['a number with a space', () => numberOf(query(' 1'), 'x')],
    ['a number of 30 digits', () => numberOf(query('1'.repeat(30)), 'x')],
    ['a number as a list', () => numberOf(body([1]), 'x')],
    ['less than no time', () => spanMsOf(query('-1'), 'x')],
    ['more than the longest time', () => spanMsOf(query('2'), 'x', 1_000)],
    ['more time than there is', () => spanMsOf(body(1e306), 'x')],
    ['a number as a text', () => textOf(body(1), 'x')],
    ['numbers as texts', () => textsOf(body(['a', 1]), 'x')],
    ['another word', () => wordOf(query('toString'), 'x', ['start', 'now'])],
    ['neither true nor false', () => flagOf(query('2'), 'x')],
    ['a number as true', () => flagOf(body(1), 'x')],
    ['a list in place of an object', () => fieldsOf([])],
    ['null in place of an object', () => fieldsOf(null)],
  ])('are refused: %s', async (_, read) => {
    expect((await refusal(read)).code).toBe('HOLON_INVALID_REQUEST');
  });
});
