/** The parts of the page that send something: one request, or the live tail of a channel. */
export const PAGE_SCRIPT_PANELS = String.raw`
  const MOST_SHOWN = 100;

  /** A form that sends JSON and shows what comes back. */
  function requestPanel({ method, path, schema, action, isOptional }) {
    const sample = isOptional ? '' : JSON.stringify(sampleOf(schema, 0), null, 2);
    const label = action + ' ' + method + ' ' + path;
    const input = make('textarea', { 'aria-label': 'Body of ' + label, spellcheck: 'false' });
    input.value = sample;
    input.rows = Math.min(20, Math.max(3, sample.split('\n').length));
    const send = make('button', { type: 'submit', class: 'main' }, action);
    const stop = make('button', { type: 'button', hidden: true }, 'Cancel');
    const outcome = make('span', { class: 'outcome', role: 'status' });
    const result = make('pre', { hidden: true, tabindex: '0', 'aria-label': 'Answer to ' + label });

    const show = (kind, text, content) => {
      outcome.className = 'outcome ' + kind;
      outcome.textContent = text;
      result.hidden = content === undefined;
      clear(result).append(...(content === undefined ? [] : coloured(content, 2)));
    };
    const run = async () => {
      const body = input.value.trim();
      try {
        if (body !== '') JSON.parse(body);
      } catch (error) {
        show('bad', 'This is not JSON: ' + error.message);
        return;
      }
      const controller = new AbortController();
      const abort = () => controller.abort();
      stop.addEventListener('click', abort);
      state.stops.add(abort);
      send.disabled = true;
      stop.hidden = false;
      show('', 'Waiting…');
      const startedMs = performance.now();
      try {
        const sent = body === '' ? undefined : body;
        const response = await ask(method, path, { body: sent, signal: controller.signal });
        const content = await contentOf(response);
        const tookMs = Math.round(performance.now() - startedMs);
        show(response.ok ? 'good' : 'bad', response.status + ' in ' + tookMs + ' ms', content);
      } catch (error) {
        show('bad', controller.signal.aborted ? 'Cancelled' : 'The server cannot be reached: ' + error.message);
      } finally {
        send.disabled = false;
        stop.hidden = true;
        stop.removeEventListener('click', abort);
        state.stops.delete(abort);
      }
    };
    const form = make(
      'form',
      {
        onsubmit: (event) => {
          event.preventDefault();
          void run();
        },
      },
      make('h4', {}, 'Try it'),
      input,
      make('div', { class: 'row' }, send, stop, outcome),
      result,
    );
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    return form;
  }

  /** One event of a stream: its name and its data. */
  function parseEvent(text) {
    const fields = {};
    for (const line of text.split('\n')) {
      const split = line.indexOf(':');
      if (split > 0) fields[line.slice(0, split)] = line.slice(split + 1).replace(/^ /, '');
    }
    return fields;
  }

  /** Calls onEvent for every event until the stream ends. */
  async function readEvents(response, onEvent) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const texts = (rest + value).split('\n\n');
      rest = texts.pop();
      for (const text of texts) onEvent(parseEvent(text));
    }
  }

  /** The messages of a channel as they come, the newest first. */
  function tailPanel(id) {
    const list = make('ol', { class: 'tail', tabindex: '0', 'aria-label': 'Messages of ' + id, 'aria-live': 'polite' });
    const outcome = make('span', { class: 'outcome', role: 'status' });
    const start = make('button', { type: 'button', class: 'main' }, 'Start tail');
    const stop = make('button', { type: 'button', hidden: true }, 'Stop');
    const say = (kind, text) => {
      outcome.className = 'outcome ' + kind;
      outcome.textContent = text;
    };
    const add = (message) => {
      const time = new Date(message.timestamp * 1000).toLocaleTimeString();
      const meta = make(
        'div',
        { class: 'meta' },
        make('span', {}, time),
        make('span', {}, message.sender_id),
        make('span', { class: 'mono' }, message.id),
      );
      list.prepend(make('li', {}, meta, make('code', {}, ...coloured(message.content))));
      while (list.childElementCount > MOST_SHOWN) list.lastElementChild.remove();
    };
    const onEvent = ({ event, data }) => {
      if (event === 'ready') say('good live', 'Live');
      else if (event === 'end') say('bad', 'Ended: ' + problemText(JSON.parse(data), 200));
      else if (event === undefined && data !== undefined) add(JSON.parse(data));
    };
    const run = async () => {
      const controller = new AbortController();
      const abort = () => controller.abort();
      stop.addEventListener('click', abort);
      state.stops.add(abort);
      start.hidden = true;
      stop.hidden = false;
      stop.focus();
      say('', 'Connecting…');
      try {
        const path = 'channels/' + encodeURIComponent(id) + '/events';
        const response = await ask('GET', path, { signal: controller.signal, accept: 'text/event-stream' });
        if (!response.ok) say('bad', problemText(await contentOf(response), response.status));
        else await readEvents(response, onEvent);
        if (outcome.classList.contains('live')) say('bad', 'The stream was cut off');
      } catch (error) {
        if (controller.signal.aborted) say('', 'Stopped');
        else say('bad', 'The stream was cut off: ' + error.message);
      } finally {
        const hadFocus = document.activeElement === stop;
        start.hidden = false;
        stop.hidden = true;
        if (hadFocus) start.focus();
        stop.removeEventListener('click', abort);
        state.stops.delete(abort);
      }
    };
    start.addEventListener('click', () => void run());
    return make('div', {}, make('h4', {}, 'Live tail'), make('div', { class: 'row' }, start, stop, outcome), list);
  }
`;
