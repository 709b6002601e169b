/** How the frame of the reference page looks, in light and dark, wide and narrow. */
export const PAGE_STYLE = `:root {
  --ground: #f6f7f9;
  --panel: #ffffff;
  --sunken: #f0f2f6;
  --line: #dde1e9;
  --text: #1a2130;
  --quiet: #5a6478;
  --accent: #2f5fd0;
  --accent-soft: #e8eefc;
  --on-accent: #ffffff;
  --good: #1b7a4b;
  --good-soft: #e2f4ea;
  --bad: #b3261e;
  --bad-soft: #fdeceb;
  --key: #7a3e9d;
  --string: #1b7a4b;
  --number: #a2560a;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151d;
    --panel: #191f2a;
    --sunken: #131822;
    --line: #2b3444;
    --text: #e4e8f0;
    --quiet: #98a3b8;
    --accent: #8bacff;
    --accent-soft: #222f4d;
    --on-accent: #0d1424;
    --good: #6fd3a0;
    --good-soft: #17342a;
    --bad: #ff9a92;
    --bad-soft: #3d2023;
    --key: #cfa1ea;
    --string: #7fd8a6;
    --number: #f0b46c;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--text);
  font: 15px/1.55 var(--sans);
}
h1, h2, h3, h4, p, ul, table, figure { margin: 0; }
code, pre, textarea, .mono { font-family: var(--mono); font-size: 0.87em; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
[hidden] { display: none !important; }
.skip {
  position: absolute;
  left: -999px;
  top: 0.5rem;
  padding: 0.4rem 0.8rem;
  background: var(--panel);
  z-index: 3;
}
.skip:focus { left: 0.5rem; }

.top {
  position: sticky;
  top: 0;
  z-index: 2;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem 1.5rem;
  padding: 0.6rem 1.5rem;
  background: var(--panel);
  border-bottom: 1px solid var(--line);
}
.brand { display: flex; align-items: center; gap: 0.65rem; margin-right: auto; min-width: 0; }
.brand img { border-radius: 7px; flex: none; }
.brand h1 { font-size: 1.1rem; font-weight: 650; overflow-wrap: anywhere; }
.token { display: flex; align-items: center; gap: 0.5rem; }
.token label, nav .find { font-size: 0.8rem; color: var(--quiet); }
.documents { display: flex; gap: 1rem; font-size: 0.88rem; }
.frame {
  display: grid;
  grid-template-columns: 15rem minmax(0, 58rem);
  gap: 2.5rem;
  justify-content: center;
  max-width: 80rem;
  margin: 0 auto;
  padding: 1.5rem;
}
nav { position: sticky; top: 4.9rem; align-self: start; max-height: calc(100vh - 6rem); overflow-y: auto; }
nav input { width: 100%; margin: 0.2rem 0 1rem; }
nav h3 {
  margin: 0.9rem 0 0.25rem;
  font-size: 0.72rem;
  letter-spacing: 0.07em;
  text-transform: uppercase;
  color: var(--quiet);
}
nav ul { list-style: none; padding: 0; }
nav li a {
  display: block;
  padding: 0.22rem 0.6rem;
  border-radius: 6px;
  color: var(--text);
  overflow-wrap: anywhere;
}
nav li a:hover { background: var(--accent-soft); text-decoration: none; }

main > section { margin-top: 1.75rem; }
main > section > h2 { font-size: 1.25rem; font-weight: 650; margin-bottom: 0.75rem; }
.about { color: var(--quiet); overflow-wrap: anywhere; }
.notice {
  padding: 0.7rem 1rem;
  border-radius: 8px;
  background: var(--accent-soft);
  margin-bottom: 1rem;
}
.notice.bad { background: var(--bad-soft); color: var(--bad); }

@media (max-width: 56rem) {
  .frame { grid-template-columns: minmax(0, 1fr); gap: 1rem; padding: 1rem; }
  nav { position: static; max-height: none; }
  nav input { margin-bottom: 0.2rem; }
  nav ul { display: flex; flex-wrap: wrap; gap: 0.1rem; }
  .top { position: static; padding: 0.6rem 1rem; }
  .token { order: 3; flex: 1 1 100%; }
  .token input { flex: 1; min-width: 0; }
  html { scroll-padding-top: 0.5rem; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`;
