/** Systems and channels as cards, their list, and the start of it all. */
export const PAGE_SCRIPT_VIEWS = String.raw`
  const segment = encodeURIComponent;
  const KINDS = {
    passthrough: 'passthrough',
    broadcast: 'broadcast',
    'work-queue': 'work queue',
    mailbox: 'mailbox',
    periodic: 'periodic',
    discovery: 'discovery',
  };

  function badge(text, kind) {
    return make('span', { class: kind === undefined ? 'badge' : 'badge ' + kind }, text);
  }

  function operationAt(path, method) {
    const paths = Object(state.document.paths);
    return Object(Object.hasOwn(paths, path) ? paths[path][method] : {});
  }

  function bodySchema(operation) {
    const content = Object(Object(operation.requestBody).content);
    return Object(Object(content['application/json']).schema);
  }

  function answerSchema(operation) {
    const answer = Object(Object(operation.responses)['200']);
    return Object(Object(Object(answer.content)['application/json']).schema);
  }

  function card(anchor, { name, id, description, badges }, ...children) {
    const title = name === id ? [make('span', { class: 'name' }, name)] : [make('span', { class: 'name' }, name), make('code', {}, id)];
    return make(
      'article',
      { class: 'card', id: anchor, 'data-find': (name + ' ' + id).toLowerCase() },
      make(
        'header',
        {},
        make('h3', {}, ...title, ...badges),
        description === '' ? '' : make('p', {}, description),
      ),
      ...children,
    );
  }

  function serviceView(systemId, service) {
    const path = 'systems/' + segment(systemId) + '/services/' + segment(service.name);
    const operation = operationAt('/' + path, 'post');
    const input = bodySchema(operation);
    const output = Object(Object(answerSchema(operation).properties).result);
    const isOptional = Object(operation.requestBody).required !== true;
    return make(
      'details',
      {},
      make(
        'summary',
        {},
        make('span', { class: 'name' }, service.name),
        service.read_only ? badge('reads only', 'good') : '',
        service.idempotent ? badge('idempotent') : '',
        typeof service.timeout === 'number' ? badge('at most ' + service.timeout + ' s') : '',
        make('span', { class: 'hint' }, service.description),
      ),
      make(
        'div',
        { class: 'body' },
        make('div', { class: 'columns' }, schemaView('Takes', input), schemaView('Returns', output)),
        requestPanel({ method: 'POST', path, schema: input, action: 'Call', isOptional }),
      ),
    );
  }

  function systemView(system) {
    const facts = { name: system.system_name, id: system.system_id, description: system.description, badges: [] };
    const services = system.services.map((service) => serviceView(system.system_id, service));
    return card('system-' + segment(system.system_id), facts, ...services);
  }

  function channelView(channel) {
    const path = 'channels/' + segment(channel.id);
    const data = bodySchema(operationAt('/' + path, 'put'));
    const message = inner(Object(answerSchema(operationAt('/' + path, 'get')).properties).messages);
    const content = Object(Object(message.schema.properties).content);
    const hasStream = operationAt('/' + path + '/events', 'get').operationId !== undefined;
    const badges = [badge(KINDS[channel.kind] || channel.kind)];
    if (typeof channel.period === 'number') badges.push(badge('every ' + channel.period + ' s'));
    const section = (title, hint, ...children) =>
      make(
        'details',
        {},
        make('summary', {}, make('span', {}, title), make('span', { class: 'hint' }, hint)),
        make('div', { class: 'body' }, ...children),
      );
    const tail = hasStream
      ? section('Tail', 'messages as they come', tailPanel(channel.id))
      : section('Work', 'each message goes to one worker', make('p', { class: 'nothing' }, 'This channel is claimed from; looking at it here would take work away from workers.'));
    return card(
      'channel-' + segment(channel.id),
      { name: channel.name, id: channel.id, description: channel.description, badges },
      section('Message', typeText(content), schemaView('Content', content)),
      tail,
      section('Write', 'PUT /' + path, schemaView('Takes', data), requestPanel({ method: 'PUT', path, schema: data, action: 'Write' })),
    );
  }

  function contents(title, entries) {
    if (entries.length === 0) return [];
    const items = entries.map(({ anchor, name, id }) =>
      make('li', { 'data-find': (name + ' ' + id).toLowerCase() }, make('a', { href: '#' + segment(anchor) }, name)),
    );
    return [make('h3', {}, title), make('ul', {}, ...items)];
  }

  function showList(id, views) {
    const section = byId(id);
    for (const old of section.querySelectorAll('.card')) old.remove();
    section.append(...views);
    section.hidden = views.length === 0;
  }

  function find() {
    const wanted = byId('find').value.trim().toLowerCase();
    for (const element of document.querySelectorAll('[data-find]')) {
      element.hidden = !element.dataset.find.includes(wanted);
    }
  }

  function notice(text, isBad) {
    const element = byId('notice');
    element.textContent = text;
    element.className = isBad ? 'notice bad' : 'notice';
    element.hidden = text === '';
  }

  async function load() {
    for (const stop of state.stops) stop();
    try {
      const [description, listed, offered] = await Promise.all([
        get('openapi.json'),
        get('channels'),
        get('systems'),
      ]);
      state.document = description;
      const { title, description: about } = Object(description.info);
      document.title = title + ' · reference';
      byId('title').textContent = title;
      byId('about').textContent = about || '';
      showList('systems', offered.systems.map(systemView));
      showList('channels', listed.channels.map(channelView));
      clear(byId('contents')).append(
        ...contents('Systems', offered.systems.map((one) => ({ anchor: 'system-' + segment(one.system_id), name: one.system_name, id: one.system_id }))),
        ...contents('Channels', listed.channels.map((one) => ({ anchor: 'channel-' + segment(one.id), name: one.name, id: one.id }))),
      );
      const isEmpty = offered.systems.length + listed.channels.length === 0;
      notice(isEmpty ? 'There is nothing here that you may use.' : '', false);
      find();
    } catch (error) {
      showList('systems', []);
      showList('channels', []);
      clear(byId('contents'));
      const needsToken = error.status === 401;
      if (needsToken) byId('token').focus();
      const isFirst = needsToken && state.token === '';
      notice(isFirst ? 'This app asks for a token.' : error.message, !isFirst);
    }
  }

  /** A link cannot carry the token, so documents are fetched and shown as what they are: text. */
  async function openDocument(event) {
    if (state.token === '') return;
    event.preventDefault();
    const link = event.currentTarget;
    try {
      const text = JSON.stringify(await get(link.getAttribute('href')), null, 2);
      const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      const saved = make('a', { href: address, download: link.getAttribute('href') });
      saved.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      notice(error.message, true);
    }
  }

  byId('token-form').addEventListener('submit', (event) => {
    event.preventDefault();
    state.token = byId('token').value.trim();
    void load();
  });
  byId('find').addEventListener('input', find);
  for (const link of document.querySelectorAll('[data-document]')) {
    link.addEventListener('click', (event) => void openDocument(event));
  }
  void load();
`;
