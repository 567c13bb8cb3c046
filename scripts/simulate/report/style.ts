/** Phone first; light, dark and on paper. Contrast of text is 4.5 : 1 at least. */
export const STYLE = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --ink: #1b2126; --soft: #55616a; --line: #d5dade;
  --wall: #ece5dc; --theirs: #fff; --mine: #d7f8cf; --mail: #eef3fb; --link: #0a58a8; --mark: #fff6d6; --bubble-ink: #15191c; --stamp: #5b666e; }
@media (prefers-color-scheme: dark) { :root { --page: #101519; --card: #181f24; --ink: #e9edef; --soft: #a6b1b8; --line: #323c43;
  --wall: #0c1317; --theirs: #212c33; --mine: #0b5345; --mail: #1d2a3c; --link: #7cbcff; --mark: #3a3320; --bubble-ink: #e9edef; --stamp: #b4bfc5; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); line-height: 1.45;
  font: 1rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", "Noto Sans Bengali", sans-serif; }
header, main { max-width: 78rem; margin: 0 auto; padding: 1rem; }
main { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
h1 { font-size: 1.5rem; line-height: 1.2; margin: .25rem 0; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 0 0 .25rem; }
p { margin: .25rem 0; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; min-width: 0; }
.place { color: var(--soft); font-size: .875rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
caption { text-align: start; font-weight: 600; padding: .5rem 0; }
th, td { text-align: start; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); }
td p { margin: 0 0 .2rem; }
th { font-weight: 600; }
a { color: var(--link); }
.phone { list-style: none; margin: .75rem 0; padding: .75rem; border-radius: .75rem; background: var(--wall); display: flex; flex-direction: column; gap: .5rem; }
.day, .fact { align-self: center; max-width: 100%; text-align: center; font-size: .8125rem; border-radius: .5rem; padding: .2rem .6rem; color: var(--bubble-ink); background: var(--card); }
.fact { background: var(--mark); }
.theirs { align-self: flex-start; max-width: min(92%, 32rem); }
.bubble { border-radius: .75rem; padding: .5rem .65rem; overflow-wrap: anywhere; box-shadow: 0 1px 1px rgb(0 0 0 / .18); color: var(--bubble-ink); background: var(--theirs); border-start-start-radius: 0; }
.bubble p { margin: 0; min-height: 1.45em; }
.bubble.mine { align-self: flex-end; max-width: min(92%, 32rem); background: var(--mine); border-radius: .75rem; border-start-end-radius: 0; }
.bubble.mail { background: var(--mail); border-radius: .35rem; }
.subject { font-weight: 600; border-bottom: 1px solid var(--line); margin: 0 0 .4rem; padding-bottom: .3rem; }
.label { font-size: .75rem; font-weight: 600; border: 1px solid currentcolor; border-radius: .25rem; padding: 0 .3rem; }
.bubble .stamp { display: block; text-align: end; font-size: .75rem; color: var(--stamp); }
.link { color: var(--link); text-decoration: underline; }
.why { font-size: .8125rem; color: var(--soft); margin: .2rem .25rem .35rem; }
.staff { margin: 0; padding-inline-start: 1.2rem; }
.staff li { margin-bottom: .6rem; overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: 600; padding: .4rem 0; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media (max-width: 30rem) { section { padding: .75rem; } table { font-size: .8125rem; } th, td { padding-inline-end: .4rem; } }
@media (min-width: 60rem) { main { grid-template-columns: repeat(2, minmax(0, 1fr)); align-items: start; } .wide { grid-column: 1 / -1; } }
@media print { body { background: #fff; } main { display: block; } section { break-inside: auto; border: 0; padding: .5rem 0; }
  .bubble, .theirs, tr { break-inside: avoid; } .phone { border: 1px solid #999; } .bubble { border: 1px solid #999; box-shadow: none; } }
`;
