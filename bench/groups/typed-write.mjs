import { createRequire } from 'node:module';
import { resolve } from 'node:path';

import { assertEqual, content } from '../harness/message.mjs';

const root = new URL('../../', import.meta.url).pathname;
const require = createRequire(`${root}package.json`);
const requireOfBench = createRequire(import.meta.url);

/** @param open answers how content is judged: true when it is right. @param takesExtra a key that was not declared */
const checkCase = (title, open, { takesExtra = false } = {}) => ({
  title,
  batch: 500,
  batches: 400,
  warmupBatches: 200,
  async prepare() {
    const isRight = await open();
    let right = 0;
    const isExtraRight = await isRight({ ...content(), colour: 'red' });
    assertEqual(isExtraRight, takesExtra, `${title}: a key that was not declared`);
    assertEqual(
      await isRight({ ...content(), quantity: 'three' }),
      false,
      `${title}: wrong content`,
    );
    return {
      async run(count) {
        for (let n = 0; n < count; n += 1) if (await isRight(content())) right += 1;
      },
      check: (judged) => assertEqual(right, judged, `${title}: right content`),
    };
  },
});

const SCHEMA = {
  type: 'object',
  properties: {
    order: { type: 'string' },
    item: { type: 'string' },
    quantity: { type: 'number' },
    urgent: { type: 'boolean' },
    note: { type: 'string' },
  },
  required: ['order', 'item', 'quantity', 'urgent', 'note'],
  additionalProperties: false,
};

function orderClass() {
  require('reflect-metadata');
  const { IsBoolean, IsNumber, IsString } = require('class-validator');
  class Order {}
  for (const name of ['order', 'item', 'note']) IsString()(Order.prototype, name);
  IsNumber()(Order.prototype, 'quantity');
  IsBoolean()(Order.prototype, 'urgent');
  return Order;
}

function openHolon() {
  const dist = resolve(process.env.HOLON_DIST ?? `${root}dist`);
  const { createContentValidator } = require(`${dist}/content/content-validator`);
  const validator = createContentValidator(orderClass());
  return async (value) => {
    const checked = validator.validate(value);
    return 'issues' in (checked instanceof Promise ? await checked : checked) === false;
  };
}

function openAjv() {
  const { default: Ajv } = require('ajv/dist/2020');
  const validate = new Ajv().compile(SCHEMA);
  return async (value) => validate(value);
}

function openHand() {
  return async (value) =>
    typeof value === 'object' &&
    value !== null &&
    typeof value.order === 'string' &&
    typeof value.item === 'string' &&
    typeof value.quantity === 'number' &&
    typeof value.urgent === 'boolean' &&
    typeof value.note === 'string';
}

function openClassValidator() {
  const Order = orderClass();
  const { plainToInstance } = require('class-transformer');
  const { validate } = require('class-validator');
  const options = { whitelist: true, forbidNonWhitelisted: true };
  return async (value) => (await validate(plainToInstance(Order, value), options)).length === 0;
}

/** As a controller of Nest has it for a body. */
function openNestPipe() {
  const { ValidationPipe } = requireOfBench('@nestjs/common');
  const metadata = { type: 'body', metatype: orderClass() };
  const pipe = new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true });
  return async (value) => {
    try {
      await pipe.transform(value, metadata);
      return true;
    } catch {
      return false;
    }
  };
}

async function openZod() {
  const { z } = await import('zod');
  const text = z.string();
  const schema = z.object({
    order: text,
    item: text,
    quantity: z.number(),
    urgent: z.boolean(),
    note: text,
  });
  return async (value) => schema.safeParse(value).success;
}

export const group = {
  name: 'typed-write',
  title: 'Checking typed content',
  about:
    'Five fields, judged behind one await each. holon judges by what it compiled from the decorators of class-validator; ' +
    'a property test holds that the verdicts are those of class-validator itself. A key that was not declared is refused ' +
    'by holon, Ajv (additionalProperties: false), class-validator and Nest’s pipe (both forbidNonWhitelisted), taken out ' +
    'by zod, and let through by the code by hand; each is held to that before it is measured. holon, Ajv and the code by ' +
    'hand judge the value as it is; zod, class-validator and the pipe make another object of it, which costs them a part ' +
    'of the time. holon, class-validator, zod and the pipe say what is wrong, all of it; Ajv says the first.',
  cases: {
    'by hand': checkCase('by hand', openHand, { takesExtra: true }),
    ajv: checkCase('ajv', openAjv),
    holon: checkCase('holon', openHolon),
    zod: checkCase('zod', openZod, { takesExtra: true }),
    'nest ValidationPipe': checkCase('nest ValidationPipe', openNestPipe),
    'plainToInstance + validate': checkCase('plainToInstance + validate', openClassValidator),
  },
  rows: [
    {
      name: 'check of a DTO of five fields',
      ours: 'holon',
      peers: ['ajv', 'zod', 'plainToInstance + validate', 'nest ValidationPipe'],
      limit: 'by hand',
      goal: { of: 'ajv', atMost: 4 },
    },
  ],
};
