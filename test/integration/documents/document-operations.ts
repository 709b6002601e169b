import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { resolve, type JsonSchema } from './schema-values';

/** One operation of an OpenAPI document, with the schemas that it has. */
export interface DocumentedOperation {
  readonly method: string;
  /** As in the document: `/channels/{id}/info`. */
  readonly template: string;
  /** Complete. */
  readonly path: string;
  readonly parameters: readonly JsonSchema[];
  readonly body: JsonSchema | undefined;
  /** Schema of the body of status 200, where that is JSON. */
  readonly answer: JsonSchema | undefined;
  readonly statuses: readonly string[];
}

/** Every operation; of those for several ids one for each. */
export function operationsOf(document: JsonSchema): readonly DocumentedOperation[] {
  const paths = Object.entries(document.paths as Readonly<Record<string, JsonSchema>>);
  return paths.flatMap(([template, item]) =>
    idsOf(item).flatMap((id) =>
      Object.entries(item).flatMap(([method, operation]) =>
        method === 'parameters'
          ? []
          : [read(document, method, template, id, operation as JsonSchema)],
      ),
    ),
  );
}

function idsOf({ parameters }: JsonSchema): readonly string[] {
  const [id] = (parameters ?? []) as readonly { readonly schema: { readonly enum: string[] } }[];
  return id?.schema.enum ?? [''];
}

function read(
  document: JsonSchema,
  method: string,
  template: string,
  id: string,
  operation: JsonSchema,
): DocumentedOperation {
  const {
    parameters = [],
    requestBody,
    responses,
  } = operation as {
    parameters?: readonly unknown[];
    requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
    responses: Readonly<
      Record<
        string,
        { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
      >
    >;
  };
  return {
    method: method.toUpperCase(),
    template,
    path: template.replace('{id}', encodeURIComponent(id)),
    parameters: parameters.map((parameter) => resolve(parameter, document)),
    body: requestBody?.content['application/json']?.schema,
    answer: responses['200']?.content['application/json']?.schema,
    statuses: Object.keys(responses),
  };
}

/** Tells whether a value fits a schema of the document. */
export function checkerOf(
  document: JsonSchema,
): (schema: JsonSchema) => (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  return (schema) => ajv.compile({ ...schema, components: document.components });
}
