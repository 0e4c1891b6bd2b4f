import type { KindView } from '@sotto/core';
import { pollWords } from '../words.ts';
import { viewScript } from './script.ts';
import { viewStyle } from './style.ts';

/** One group of native radio buttons or checkboxes, so that keyboards and screen readers know it. */
export const pollView: KindView = Object.freeze({
  markup: `<fieldset id="poll">
<legend id="question" dir="auto"></legend>
<p id="hint"></p>
<ul id="options"></ul>
</fieldset>
<p class="row"><button id="vote" type="button"></button><button id="back" type="button" hidden></button></p>
<p id="facts"></p>
<p id="told" role="status"></p>`,
  style: viewStyle,
  script: `'use strict';\nconst allWords = ${JSON.stringify(pollWords)};\n${viewScript}`,
});
