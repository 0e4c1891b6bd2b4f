// The whole suite once more, on the primitives of a browser. The probes stay in Node: their peer brings its own primitives.
const files = import.meta.glob(['./*.test.ts', '!./*.browser.test.ts', '!./probes.test.ts']);

for (const load of Object.values(files)) await load();
