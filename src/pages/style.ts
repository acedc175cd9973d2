import { SURFACES } from '../protocol/brand.ts'

const { light, dark } = SURFACES

const css = `
:root {
  color-scheme: light dark;
  --paper: #f3f1ec;
  --wall: #ebe8e1;
  --stone: #e3dfd6;
  --card: ${light.card};
  --ink: #1b1d22;
  --soft: #5c5f66;
  --line: #e2dfd8;
  --edge: #84878e;
  --accent: #2a48c8;
  --on-accent: #fff;
  --accent-deep: #1e37a3;
  --own: #2a48c8; --own-wash: ${light.tint};
  --good: #17653a; --good-wash: #e8f5ec;
  --known: #5a4a8c; --known-wash: #f2effa;
  --warn: #8a4300; --warn-wash: #fdf2e0;
  --bad: #a8201a; --bad-wash: #fdeeec;
  --gap: 1rem;
  --round: .75rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #111317;
    --wall: #15181d;
    --stone: #1a1d23;
    --card: ${dark.card};
    --ink: #eceae6;
    --soft: #a9abb2;
    --line: #32363f;
    --edge: #7c818c;
    --accent: #a9baff;
    --on-accent: #10173a;
    --accent-deep: #c6d1ff;
    --own: #a9baff; --own-wash: ${dark.tint};
    --good: #84d6a3; --good-wash: #1b3125;
    --known: #c6b7f5; --known-wash: #2c2740;
    --warn: #f3b967; --warn-wash: #382a17;
    --bad: #ff9d94; --bad-wash: #3d2021;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html {
  font: 1rem/1.5 ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  background: var(--card);
  color: var(--ink);
  -webkit-text-size-adjust: 100%;
  scroll-padding-bottom: 8rem;
}
body { margin: 0; min-height: 100vh; min-height: 100dvh; overflow-wrap: anywhere; }
h1, h2, p, dl, dd, ul, pre { margin: 0; padding: 0; }
[hidden] { display: none !important; }
ul { list-style: none; }
bdi, q { overflow-wrap: anywhere; }
small { font-size: .875rem; color: var(--soft); }
em { font-style: normal; }
h1:lang(ar) { letter-spacing: 0; }
:lang(ar) { quotes: '«' '»'; }
input:is([type='email'], [type='password'], [inputmode='numeric']):lang(ar) { direction: ltr; text-align: end; }
:lang(ja) { word-break: auto-phrase; line-break: strict; }

.door { padding: 1.25rem 1.25rem 0; max-width: 30rem; margin: 0 auto; }
.door.wide { max-width: 46rem; padding-bottom: 2rem; }
header {
  display: flex; align-items: center; gap: .5rem;
  font-weight: 600; font-size: .9375rem; color: var(--soft); margin-bottom: 1.75rem;
}
header img { max-height: 2rem; max-width: 12rem; }
header .icon { color: var(--accent); width: 1.375rem; height: 1.375rem; }
main { display: grid; gap: var(--gap); }
main > *, form > * { min-width: 0; }
.asking header { margin-bottom: .75rem; }
p, .note { text-wrap: pretty; }
h1 { text-wrap: balance; font-size: 1.625rem; line-height: 1.2; letter-spacing: -.018em; font-weight: 650; }
.asking h1 { font-size: 1.5rem; }
h2 { font-size: 1rem; line-height: 1.4; font-weight: 650; }
form { display: grid; gap: var(--gap); margin: 0; }
.icon {
  flex: none; width: 1.25rem; height: 1.25rem; fill: none; stroke: currentColor;
  stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round;
}
a { color: var(--accent); text-underline-offset: .2em; }
.aside { color: var(--soft); font-size: .9375rem; }
.aside a { display: inline-block; padding: .6875rem 0; font-weight: 600; }

.field { display: grid; gap: .375rem; }
label { font-weight: 600; font-size: .9375rem; }
.field input, .field select {
  font: inherit; color: inherit; width: 100%; min-height: 3rem; padding: .5rem .875rem;
  background: var(--card); border: 1px solid var(--edge); border-radius: var(--round);
}
.field input[aria-invalid] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
input.code {
  font: 600 1.375rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
  letter-spacing: .12em; text-transform: uppercase; text-align: center; direction: ltr;
}
button, .button {
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
  min-height: 2.75rem; padding: .625rem 1.125rem; border-radius: var(--round);
  color: var(--ink); background: transparent; border: 1px solid var(--edge);
}
.button { display: block; }
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.primary, a.primary { min-height: 3rem; }
@media (hover: hover) {
  button:hover, .button:hover { border-color: var(--accent); color: var(--accent); }
  button.primary:hover, a.primary:hover {
    background: var(--accent-deep); border-color: var(--accent-deep); color: var(--on-accent);
  }
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.field input:focus-visible { outline-offset: -1px; border-color: transparent; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
.pair button { min-height: 3rem; padding-inline: .5rem; }

.problem, .notice { padding: .75rem 1rem; border-radius: var(--round); font-size: .9375rem; }
.problem { color: var(--bad); background: var(--bad-wash); }
.notice { color: var(--good); background: var(--good-wash); }
.person {
  display: flex; align-items: center; justify-content: space-between;
  padding-inline-start: .875rem; border-radius: var(--round); background: var(--own-wash);
}
.alone { min-height: 2.75rem; gap: .5rem; padding-inline-end: .875rem; }
.person .tag { flex: none; }
.match { padding: .875rem; border: 1px solid var(--line); border-radius: var(--round); }
.number { font-size: 1.75rem; font-weight: 650; line-height: 1; }
.numbers { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem; }
.numbers button { font-size: 1.75rem; min-height: 4.5rem; }
button { flex: none; }
.link { border-color: transparent; color: var(--accent); }
.account { display: grid; text-align: start; padding-block: .75rem; }
.account bdi + bdi { font-weight: 400; font-size: .9375rem; color: var(--soft); }
.or { color: var(--soft); font-size: .9375rem; text-align: center; }
.elsewhere { gap: .75rem; }

.client { border: 1px solid var(--line); border-radius: var(--round); overflow: hidden; }
.trust { display: flex; gap: .625rem; padding: .5rem .875rem; font-size: .9375rem; line-height: 1.35; }
.first-party .trust { color: var(--own); background: var(--own-wash); }
.verified .trust { color: var(--good); background: var(--good-wash); }
.domain .trust { color: var(--known); background: var(--known-wash); }
.unidentified .trust { color: var(--warn); background: var(--warn-wash); }
dl { display: grid; gap: .25rem; padding: .625rem .875rem; font-size: .9375rem; line-height: 1.4; }
dl div { display: grid; grid-template-columns: 9.25rem 1fr; gap: 0 .5rem; }
dt { color: var(--soft); }
.note { grid-column: 1 / -1; font-size: .875rem; font-weight: 500; color: var(--warn); }
.claims { border-top: 1px dashed var(--edge); padding-top: .5rem; }
.claims h2 { padding: 0 .875rem; font-size: .8125rem; font-weight: 500; color: var(--soft); }
.logo { float: inline-end; margin: .125rem .875rem; border-radius: .375rem; object-fit: contain; }
.claims dl { padding-top: .125rem; }
.claims dd {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
}

.consent { gap: .5rem; }
.identifier { font-size: .875rem; color: var(--soft); margin-top: -.5rem; }
.before { margin-top: 0; }
.scopes li + li { border-top: 1px solid var(--line); }
.scopes label, .scopes div {
  display: flex; align-items: center; gap: .75rem; min-height: 2.75rem; padding: .25rem 0;
  font-weight: 400; font-size: 1rem; line-height: 1.3;
}
.scopes div { min-height: 2.25rem; }
.scopes label { cursor: pointer; }
.scopes .icon { color: var(--soft); }
.check { display: flex; align-items: center; gap: .75rem; min-height: 2.75rem; font-weight: 400; cursor: pointer; }
.scopes input, .check input { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); flex: none; }
.scopes small { display: block; font-size: .8125rem; }
.high em { color: var(--warn); font-weight: 600; }
.decide {
  position: sticky; bottom: 0; display: grid; gap: .5rem; background: var(--card);
  padding: .625rem 0 .875rem; border-top: 1px solid var(--line); margin-top: -.5rem;
}
.decide p { font-size: .875rem; color: var(--soft); }
@supports (container-type: scroll-state) {
  .decide { container-type: scroll-state; border-top-color: transparent; }
  .decide::before { content: ''; position: absolute; inset: -1px 0 auto; border-top: 1px solid var(--line); }
  @container scroll-state(stuck: bottom) {
    .decide::before {
      inset: -2.5rem 0 100%; border: 0; pointer-events: none;
      background: linear-gradient(transparent, var(--card));
    }
  }
}

.row { display: flex; align-items: center; justify-content: space-between; gap: 1rem; flex-wrap: wrap; }
.row > :first-child { flex: 1 1 11rem; }
.row p > small { display: block; }
.rows .row { align-items: start; padding: .875rem 0; border-top: 1px solid var(--line); }
.row > details { flex: 1 0 100%; }
section > .notice { margin-bottom: .75rem; }
.last { padding-top: .875rem; border-top: 1px solid var(--line); }
.last .button { display: inline-block; }
.rows:empty + .last { border: 0; }
.wide section > form { justify-items: start; padding-top: .875rem; border-top: 1px solid var(--line); }
.wide section > p + form { border: 0; }
.wide h2 { margin: 1.5rem 0 .5rem; font-size: 1.125rem; }
.can { font-size: .875rem; list-style: disc; padding-inline-start: 1.125rem; margin-top: .25rem; }
.tag {
  display: inline-block; margin-inline-start: .5rem; padding: 0 .5rem; border-radius: 1rem;
  font-size: .8125rem; color: var(--good); background: var(--good-wash);
}
nav { display: grid; gap: .75rem; }
.places { display: flex; flex-wrap: wrap; gap: 0 1.25rem; border-bottom: 1px solid var(--line); }
.places a { padding: .625rem 0; color: var(--soft); text-decoration: none; font-size: .9375rem; font-weight: 600; }
.places [aria-current] { color: var(--ink); box-shadow: inset 0 -2px var(--accent); }
.narrow { max-width: 25rem; }
.quiet { font-size: .875rem; padding: .5rem 0; color: var(--soft); }
.about { background: var(--warn-wash); padding: .75rem 1rem; border-radius: var(--round); }
button.danger { background: var(--bad); border-color: var(--bad); color: var(--card); }
summary { cursor: pointer; padding: .625rem 0; color: var(--soft); }
.languages { margin-top: 1rem; font-size: .875rem; }
.languages summary { display: flex; align-items: center; gap: .5rem; min-height: 2.75rem; }
.languages summary::-webkit-details-marker { display: none; }
.languages .icon { width: 1.125rem; height: 1.125rem; }
.languages form { display: flex; flex-wrap: wrap; gap: 0; margin-inline: -1.125rem; }
pre, code { font: .875rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
code { unicode-bidi: isolate; }
pre { unicode-bidi: plaintext; white-space: pre-wrap; padding: .875rem; border-radius: var(--round); background: var(--paper); }

.whose { display: block; }
.qr { width: 13rem; max-width: 100%; border-radius: var(--round); background: #fff; justify-self: center; shape-rendering: crispEdges; }
.key { user-select: all; }
.codes { columns: 2; }
@media print { button, .button { display: none; } }

@media (max-width: 22rem) { dl div { grid-template-columns: 1fr; } }
@media (max-height: 46rem) {
  .door.asking { padding-top: .875rem; }
  .asking header { margin-bottom: .375rem; }
  .asking main { gap: .75rem; }
  .asking dl { gap: .125rem; }
  .decide { padding: .5rem 0 .75rem; }
}
@media (max-height: 30rem) { .decide { position: static; } }
@media (min-width: 40rem) {
  html { background: var(--paper); }
  body { display: grid; padding: 2rem 1.25rem; }
  body::before {
    content: ''; position: fixed; z-index: -1; inset: 9vh 0 0; margin: 0 auto; width: 40rem;
    border-radius: 20rem 20rem 0 0;
    background: var(--stone); box-shadow: 0 0 0 5rem var(--wall);
  }
  .door {
    margin: auto; width: 100%; padding: 2.25rem 2.5rem; background: var(--card);
    border: 1px solid var(--line); border-radius: 1.25rem;
    box-shadow: 0 1px 2px #00000008, 0 1.5rem 3rem -1.5rem #0003;
  }
  .decide { margin-bottom: -.875rem; }
}
@media (min-width: 40rem) and (max-height: 52rem) {
  body { padding-block: 1rem; }
  .door.asking { padding-block: 1.5rem; }
  .scopes label, .scopes div { min-height: 2.5rem; }
}
@media (prefers-reduced-motion: no-preference) {
  button, .button { transition: background-color .12s, border-color .12s, color .12s; }
}
@media (forced-colors: active) { .primary { border-width: 2px; } }
`

const body = css
  .replace(/\s*\n\s*/g, '\n')
  .replace(/\s*([{};,])\s*/g, '$1')
  .replace(/;}/g, '}')
  .trim()

/** The one stylesheet; its path changes with its content, so it may be cached for ever. */
export const stylesheet = { path: `/style/${fnv1a(body)}.css`, body }

/** FNV-1a, 32 bits, base 36: tells versions apart, protects nothing. */
export function fnv1a(text: string): string {
  let hash = 0x811c9dc5
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  }
  return hash.toString(36)
}
