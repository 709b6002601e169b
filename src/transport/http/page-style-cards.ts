/** How systems, channels, fields and forms of the reference page look. */
export const PAGE_STYLE_CARDS = `.card {
  background: var(--panel);
  border: 1px solid var(--line);
  border-radius: 12px;
  margin-bottom: 1.1rem;
  overflow: hidden;
}
.card > header { padding: 1rem 1.25rem 0.9rem; }
.card > header h3 {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.35rem 0.65rem;
  font-size: 1.06rem;
  font-weight: 620;
}
.card h3 .name { overflow-wrap: anywhere; }
.card h3 code { color: var(--quiet); font-weight: 400; overflow-wrap: anywhere; }
.card header p { color: var(--quiet); margin-top: 0.2rem; overflow-wrap: anywhere; }
.badge {
  padding: 0.06rem 0.55rem;
  border-radius: 99px;
  background: var(--sunken);
  border: 1px solid var(--line);
  color: var(--quiet);
  font: 500 0.75rem/1.5 var(--sans);
  white-space: nowrap;
}
.badge.good { background: var(--good-soft); border-color: transparent; color: var(--good); }

details { border-top: 1px solid var(--line); }
summary {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  gap: 0.2rem 0.7rem;
  padding: 0.65rem 1.25rem;
  cursor: pointer;
  list-style: none;
}
summary::-webkit-details-marker { display: none; }
summary::before {
  content: '';
  width: 0.42rem;
  height: 0.42rem;
  border: solid var(--quiet);
  border-width: 0 2px 2px 0;
  transform: translateY(-0.12rem) rotate(-45deg);
  transition: transform 0.12s;
  flex: none;
}
details[open] > summary::before { transform: translateY(-0.2rem) rotate(45deg); }
summary:hover { background: var(--sunken); }
summary:focus-visible { outline-offset: -2px; }
summary .name { font-family: var(--mono); font-size: 0.92em; font-weight: 600; overflow-wrap: anywhere; }
summary .hint { color: var(--quiet); font-size: 0.92em; overflow-wrap: anywhere; }
.body { padding: 0.3rem 1.25rem 1.15rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0.9rem 1.5rem; }
.body h4 {
  margin: 0.6rem 0 0.35rem;
  font-size: 0.78rem;
  font-weight: 600;
  letter-spacing: 0.03em;
  color: var(--quiet);
}
.fields { width: 100%; border-collapse: collapse; font-size: 0.92em; }
.fields th, .fields td {
  text-align: left;
  vertical-align: top;
  padding: 0.28rem 0.75rem 0.28rem 0;
  border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere;
}
.fields tr:last-child th, .fields tr:last-child td { border-bottom: 0; }
.fields th { font-weight: 400; width: 45%; }
.fields th .optional { color: var(--quiet); font-size: 0.85em; }
.nothing { color: var(--quiet); font-size: 0.92em; }

input, textarea {
  font: inherit;
  color: inherit;
  background: var(--sunken);
  border: 1px solid var(--line);
  border-radius: 7px;
  padding: 0.32rem 0.6rem;
}
input::placeholder { color: var(--quiet); opacity: 0.8; }
textarea { width: 100%; min-height: 5rem; padding: 0.6rem 0.75rem; resize: vertical; tab-size: 2; font-family: var(--mono); font-size: 0.87em; }
button {
  font: 600 0.88rem/1.4 var(--sans);
  color: var(--accent);
  background: var(--panel);
  border: 1px solid var(--line);
  border-radius: 7px;
  padding: 0.36rem 0.95rem;
  cursor: pointer;
}
button:hover { border-color: var(--accent); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button:disabled { opacity: 0.5; cursor: default; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.6rem; margin-top: 0.6rem; }
.outcome { font-size: 0.88rem; color: var(--quiet); }
.outcome.good { color: var(--good); }
.outcome.bad { color: var(--bad); }
pre {
  margin: 0.6rem 0 0;
  padding: 0.65rem 0.8rem;
  max-height: 24rem;
  overflow: auto;
  background: var(--sunken);
  border: 1px solid var(--line);
  border-radius: 7px;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
.k { color: var(--key); }
.s { color: var(--string); }
.n { color: var(--number); }
.tail { list-style: none; padding: 0; margin-top: 0.6rem; max-height: 26rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 7px; background: var(--sunken); }
.tail:empty { display: none; }
.tail li { padding: 0.45rem 0.8rem; border-bottom: 1px solid var(--line); }
.tail li:last-child { border-bottom: 0; }
.tail .meta { display: flex; flex-wrap: wrap; gap: 0 0.8rem; color: var(--quiet); font-size: 0.8rem; }
.tail code { display: block; white-space: pre-wrap; overflow-wrap: anywhere; }
.live::before {
  content: '';
  display: inline-block;
  width: 0.5rem;
  height: 0.5rem;
  margin-right: 0.4rem;
  border-radius: 50%;
  background: var(--good);
}
`;
