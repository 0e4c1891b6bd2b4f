// With the other engines once more in a real browser, ours on the primitives of the browser.
import './ts-mls.test.ts';
import './ts-mls-successors.test.ts';
import './openmls.test.ts';
