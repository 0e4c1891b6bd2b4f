// With ts-mls once more in a real browser, ours on the primitives of the browser. The build of OpenMLS loads in Node alone.
import './ts-mls.test.ts';
import './ts-mls-successors.test.ts';
