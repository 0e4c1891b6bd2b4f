export const viewStyle: string = `
:root { color-scheme: light dark; font: 1rem/1.4 system-ui, sans-serif; --accent: light-dark(#1f5f5b, #7fd0c6); --line: light-dark(#565a5e, #a9afb5); --bar: light-dark(#1f5f5b2e, #7fd0c638); color: light-dark(#1b1d1f, #eceae6); background: transparent; }
html, body { margin: 0; }
body { padding: 0.25rem; overflow-wrap: anywhere; }
fieldset { border: 0; margin: 0; padding: 0; min-inline-size: 0; }
legend { padding: 0; font-weight: 600; }
p { margin: 0.25rem 0; }
p:empty { margin: 0; }
#hint, #facts { font-size: 0.875rem; }
ul { list-style: none; margin: 0.5rem 0; padding: 0; display: grid; gap: 0.25rem; }
label { box-sizing: border-box; position: relative; display: flex; align-items: center; gap: 0.5rem; min-block-size: 2.75rem; padding: 0.25rem 0.5rem; border: 1px solid var(--line); border-radius: 0.5rem; overflow: hidden; cursor: pointer; }
label > * { position: relative; }
label .bar { position: absolute; inset-block: 0; inset-inline-start: 0; background: var(--bar); }
label .text { flex: 1; }
label:has(:focus-visible), button:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
label:has(:disabled) { cursor: default; }
input { accent-color: var(--accent); inline-size: 1.25rem; block-size: 1.25rem; margin: 0; flex: none; }
.mine { font-weight: 600; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem; }
button { font: inherit; min-block-size: 2.75rem; padding-inline: 1rem; border: 1px solid var(--accent); border-radius: 0.5rem; background: transparent; color: inherit; cursor: pointer; }
button:disabled { border-color: GrayText; color: GrayText; cursor: default; }
[hidden] { display: none; }
.aside { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) { label .bar { border-block-end: 4px solid Highlight; } }
`;
