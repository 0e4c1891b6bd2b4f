// The lives of groups in a real browser, on its primitives.
import './joining.test.ts';
import './updating.test.ts';
import './leaving.test.ts';
import './psks.test.ts';
import './group-extensions.test.ts';
import './successors.test.ts';
import './messages.test.ts';
import './races.test.ts';
import './suites.test.ts';
