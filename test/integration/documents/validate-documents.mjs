/** Reads { openapi, asyncapi } from standard input, and writes what two independent validators find wrong. */
import { readFileSync } from 'node:fs';
import asyncapi from '@asyncapi/parser';
import { Validator } from '@seriousme/openapi-schema-validator';

const WARNING = 1;

async function problemsOfOpenApi(document) {
  const { valid, errors } = await new Validator().validate(document);
  return valid ? [] : [errors].flat().map((error) => JSON.stringify(error));
}

async function problemsOfAsyncApi(document) {
  const { diagnostics } = await new asyncapi.Parser().parse(document);
  return diagnostics
    .filter(({ severity }) => severity <= WARNING)
    .map(({ code, message, path }) => `${code} at ${path.join('.')}: ${message}`);
}

const pairs = JSON.parse(readFileSync(0, 'utf8'));
const found = [];
for (const { openapi, asyncapi: document } of pairs) {
  found.push({
    openapi: await problemsOfOpenApi(openapi),
    asyncapi: await problemsOfAsyncApi(document),
  });
}
process.stdout.write(JSON.stringify(found));
