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
import './mutated.test.ts';
import '../components/app-ack.test.ts';
import '../components/app-data-dictionary.test.ts';
import '../components/last-resort.test.ts';
import '../storage/damage.test.ts';
import '../storage/stored-state.test.ts';
