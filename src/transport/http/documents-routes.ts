import { jsonTextAnswer, withHeaders } from './answer';
import { asyncApiDocument } from './documents-asyncapi';
import { openApiDocument } from './documents-openapi';
import type { Part } from './documents-operation';
import { pageHeaders } from './page-headers';
import { pageRoutes } from './page-routes';
import type { PublicationParts } from './publication-parts';
import type { HttpRoute, RouteFactory } from './route';

/** The machine-readable documents of the app, and a page that shows them. */
export const documentsRoutes: RouteFactory = (publication) =>
  publication.settings.documents
    ? [
        documentRoute('/openapi.json', publication, openApiDocument),
        documentRoute('/asyncapi.json', publication, asyncApiDocument),
        ...pageRoutes,
      ]
    : [];

/** Written again only when systems built by hand have added something. */
function documentRoute(
  pattern: string,
  publication: PublicationParts,
  write: (publication: PublicationParts) => Part,
): HttpRoute {
  let written: { readonly of: string; readonly text: string } | undefined;
  return {
    method: 'GET',
    pattern,
    access: 'caller',
    handle: (request) => {
      request.checkGuarded();
      const { app, channels } = publication;
      const of = JSON.stringify([
        channels.all().map(({ id }) => id),
        app.systems().map(({ descriptor }) => descriptor.systemId),
      ]);
      if (written?.of !== of) written = { of, text: JSON.stringify(write(publication)) };
      return withHeaders(jsonTextAnswer(written.text), pageHeaders(request));
    },
  };
}
