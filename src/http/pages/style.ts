/** Of all pages for customers; part of the page, which loads nothing. Its exact text is what the policy allows. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --back: #f4f5f7; --line: #8b949e;
  --act: #0b6b3a; --on-act: #ffffff; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f3f6; --soft: #b7bfc8; --paper: #16191d; --back: #0c0e11;
  --line: #78828c; --act: #4cc38a; --on-act: #04170d; --bad: #ff9b94; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.25rem 1rem 3rem; background: var(--back); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 30rem; margin: 0 auto; }
header { padding: 0 .25rem .75rem; font-weight: 600; color: var(--soft); }
main { background: var(--paper); border-radius: .9rem; padding: 1.5rem 1.25rem; box-shadow: 0 1px 3px rgb(0 0 0 / .14); }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
main > :last-child { margin-bottom: 0; }
label, legend { display: block; font-weight: 600; padding: 0; }
fieldset { border: 0; margin: 0 0 1.25rem; padding: 0; }
.field { margin: 0 0 1.25rem; }
.hint { margin: 0 0 .4rem; color: var(--soft); font-size: .9375rem; }
.wrong { margin: 0 0 .4rem; color: var(--bad); font-weight: 600; }
.summary { border: 2px solid var(--bad); border-radius: .6rem; padding: .75rem 1rem; margin: 0 0 1.25rem; }
.summary p { margin: 0 0 .25rem; } .summary ul { margin: 0; padding-left: 1.1rem; } .summary a { color: var(--bad); }
input[type=tel], select { display: block; width: 100%; min-height: 3rem; padding: .5rem .75rem; font: inherit;
  color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; }
[aria-invalid=true] { border: 2px solid var(--bad) !important; }
.choice { display: grid; grid-template-columns: 1.75rem 1fr; gap: .6rem; align-items: start; margin: 0 0 .9rem; }
.choice input { width: 1.5rem; height: 1.5rem; margin: .05rem 0 0; accent-color: var(--act); }
.choice label { font-weight: 400; }
button { display: block; width: 100%; min-height: 3.25rem; padding: .6rem 1rem; border: 0; border-radius: .6rem;
  background: var(--act); color: var(--on-act); font: inherit; font-weight: 600; cursor: pointer; }
form { margin: 0 0 1rem; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
@media (min-width: 48rem) { body { padding-top: 4rem; } main { padding: 2rem; } }
`;
