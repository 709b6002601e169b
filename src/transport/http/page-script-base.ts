/** Building elements and asking the server. Everything that comes from the app becomes text nodes, never markup. */
export const PAGE_SCRIPT_BASE = String.raw`
  const base = new URL('.', document.baseURI);
  const state = { token: '', document: {}, stops: new Set() };

  const byId = (id) => document.getElementById(id);

  /** Properties are attributes, but for on… handlers; children are elements and texts. */
  function make(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== false) {
        element.setAttribute(name, value === true ? '' : String(value));
      }
    }
    element.append(...children.filter((child) => child !== undefined && child !== ''));
    return element;
  }

  function clear(element) {
    element.replaceChildren();
    return element;
  }

  /** JSON with its parts in colours. */
  function coloured(value, indent) {
    const text = JSON.stringify(value, null, indent);
    const parts = [];
    const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|true|false|null)/g;
    let end = 0;
    for (const match of text.matchAll(pattern)) {
      if (match.index > end) parts.push(text.slice(end, match.index));
      const kind = match[1] === undefined ? 'n' : match[2] === undefined ? 's' : 'k';
      parts.push(make('span', { class: kind }, match[1] || match[3]), match[2] || '');
      end = match.index + match[0].length;
    }
    parts.push(text.slice(end));
    return parts;
  }

  function headers(more) {
    const all = new Headers(more);
    if (state.token !== '') all.set('Authorization', 'Bearer ' + state.token);
    return all;
  }

  function ask(method, path, options) {
    const { body, signal, accept } = options || {};
    return fetch(new URL(path, base), {
      method,
      body,
      signal,
      cache: 'no-store',
      credentials: 'omit',
      headers: headers({
        ...(accept === undefined ? {} : { Accept: accept }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      }),
    });
  }

  /** What was answered, as JSON where it is. */
  async function contentOf(response) {
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }

  async function get(path) {
    const response = await ask('GET', path);
    const content = await contentOf(response);
    if (response.ok) return content;
    const problem = new Error(problemText(content, response.status));
    problem.status = response.status;
    throw problem;
  }

  function problemText(content, status) {
    const { detail, hint } = Object(content);
    if (typeof detail !== 'string') return 'The server answered ' + status + '.';
    return typeof hint === 'string' ? detail + '. ' + hint : detail;
  }
`;
