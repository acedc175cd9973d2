/** The sign of the application, for the browser's tab. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#9a3412"/><path d="M9 11h14M9 16h14M9 21h8" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/></svg>`

/** The one stylesheet. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#faf8f4, #16150f);
  --card: light-dark(#ffffff, #211f18);
  --ink: light-dark(#26221a, #f2eee4);
  --soft: light-dark(#665e4e, #b5ad9b);
  --line: light-dark(#e2dccf, #3a3629);
  --accent: light-dark(#9a3412, #fdba74);
  --on-accent: light-dark(#ffffff, #2b1503);
  --warm: light-dark(#fdeedd, #33230f);
}
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100vh; display: grid; grid-template-rows: auto 1fr auto;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 ui-rounded, system-ui, sans-serif;
}
header, main, footer { width: min(44rem, 100%); margin-inline: auto; padding: 1.25rem; }
main { display: grid; gap: 1.5rem; align-content: start; }
footer { color: var(--soft); font-size: .9375rem; }
h1 { font-size: clamp(2.25rem, 9vw, 3.5rem); line-height: 1.05; letter-spacing: -.03em; text-wrap: balance; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; text-wrap: balance; }
p, li { text-wrap: pretty; }
a { color: var(--accent); }
.brand { display: inline-flex; gap: .625rem; align-items: center; color: inherit; font-weight: 650; text-decoration: none; }
.brand svg { width: 2rem; height: 2rem; fill: var(--accent); }
.brand path { fill: none; stroke: var(--on-accent); stroke-width: 2.5; stroke-linecap: round; }
.hero { display: grid; gap: 1.25rem; justify-items: start; padding-block: clamp(2rem, 9vh, 5rem) 2rem; }
.lead { font-size: 1.25rem; color: var(--soft); max-width: 34ch; overflow-wrap: anywhere; }
.button, button {
  display: inline-block; min-height: 2.75rem; padding: .5625rem 1.25rem; border: 1px solid var(--line);
  border-radius: .75rem; background: var(--card); color: inherit; font: inherit; font-weight: 600;
  text-decoration: none; cursor: pointer;
}
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.button:hover, button:hover { filter: brightness(1.08); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.steps { margin-top: .75rem; padding: 0; display: grid; gap: .75rem; list-style: none; counter-reset: step; }
.steps li { position: relative; padding: 1rem 1.25rem 1rem 3.5rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); color: var(--soft); }
.steps li::before { counter-increment: step; content: counter(step); position: absolute; left: 1.25rem; font-weight: 700; color: var(--accent); }
.steps strong { display: block; color: var(--ink); }
.person { display: flex; flex-wrap: wrap; gap: .875rem; align-items: center; padding-block: 1rem; }
.person div { min-width: 0; }
.person h1 { font-size: 1.5rem; line-height: 1.2; overflow-wrap: anywhere; }
.person p { color: var(--soft); overflow-wrap: anywhere; }
.person form { margin-inline-start: auto; }
.avatar { display: grid; place-items: center; width: 3.25rem; height: 3.25rem; border-radius: 50%; background: var(--warm); color: var(--accent); font-size: 1.375rem; font-weight: 700; }
.card { padding: 1.25rem; border: 1px solid var(--line); border-radius: 1.25rem; background: var(--card); display: grid; gap: 1rem; }
.hint, .empty, time { color: var(--soft); font-size: .9375rem; }
.add { display: grid; grid-template-columns: 1fr auto; gap: .5rem .75rem; }
.add label { grid-column: 1 / -1; font-weight: 600; }
.add input { min-width: 0; min-height: 2.75rem; padding: .5rem .875rem; border: 1px solid var(--soft); border-radius: .75rem; background: var(--paper); color: inherit; font: inherit; }
.problem { padding: .875rem 1rem; border-radius: .75rem; background: var(--warm); overflow-wrap: anywhere; }
.notes { padding: 0; list-style: none; }
.notes span { flex: 1 1 16rem; }
.notes li { display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; padding-block: .75rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.tv { color-scheme: dark; grid-template-rows: 1fr; font-size: clamp(1.0625rem, 2vw, 1.75rem); }
.tv main { width: min(72rem, 100%); grid-template-columns: 1fr auto; gap: 4vw; align-content: center; align-items: center; }
.tv section { display: grid; gap: .75em; }
.where { color: var(--accent); font-weight: 650; overflow-wrap: anywhere; }
.user-code { font: 700 clamp(2.25rem, 7vw, 5rem)/1.1 ui-monospace, monospace; letter-spacing: .06em; white-space: nowrap; }
.qr svg { display: block; width: min(20rem, 32vw); height: auto; border-radius: .75rem; }
@media (max-width: 44rem) { .tv main { grid-template-columns: 1fr; } .qr svg { width: 12rem; } }
@media (max-width: 26rem) { .add { grid-template-columns: 1fr; gap: .75rem; } .add label { margin-bottom: -.25rem; } .person form { margin-inline-start: 0; width: 100%; } .person button { width: 100%; } }
`
