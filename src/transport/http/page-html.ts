/** The reference page. It holds nothing of the app: what it shows it fetches, with the token of whoever looks. */
export const PAGE_HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Reference</title>
    <link rel="icon" href="docs/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="docs/page.css" />
    <script src="docs/page.js" defer></script>
  </head>
  <body>
    <a class="skip" href="#content">Skip to content</a>
    <header class="top">
      <div class="brand">
        <img src="docs/icon.svg" alt="" width="28" height="28" />
        <h1 id="title">Reference</h1>
      </div>
      <form id="token-form" class="token" autocomplete="off">
        <label for="token">Token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          spellcheck="false"
          placeholder="kept in this page only"
        />
        <button type="submit">Use</button>
      </form>
      <p class="documents">
        <a href="openapi.json" data-document>OpenAPI</a>
        <a href="asyncapi.json" data-document>AsyncAPI</a>
      </p>
    </header>
    <div class="frame">
      <nav aria-label="Contents">
        <label class="find" for="find">Find</label>
        <input id="find" type="search" placeholder="name or id" autocomplete="off" />
        <div id="contents"></div>
      </nav>
      <main id="content" tabindex="-1">
        <p id="notice" class="notice" role="status">Loading…</p>
        <p id="about" class="about"></p>
        <section id="systems" aria-labelledby="systems-title" hidden>
          <h2 id="systems-title">Systems</h2>
        </section>
        <section id="channels" aria-labelledby="channels-title" hidden>
          <h2 id="channels-title">Channels</h2>
        </section>
        <noscript><p class="notice">This page needs JavaScript; the documents do not.</p></noscript>
      </main>
    </div>
  </body>
</html>
`;

/** Two systems on a channel. */
export const PAGE_ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none">
  <rect width="32" height="32" rx="8" fill="#2f5fd0"/>
  <path d="M10 16h12" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/>
  <circle cx="9" cy="16" r="4" fill="#fff"/>
  <circle cx="23" cy="16" r="4" fill="#2f5fd0" stroke="#fff" stroke-width="2.5"/>
</svg>
`;
