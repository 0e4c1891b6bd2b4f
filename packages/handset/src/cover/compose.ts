import type { Chance } from './chance.ts';
import { arabic } from './material-ar.ts';
import { english } from './material-en.ts';
import type { Material } from './material.ts';

/** The material for somebody who reads this language, as a BCP 47 tag. */
export function materialFor(language: string): Material {
  return language.toLowerCase().split('-')[0] === 'ar' ? arabic : english;
}

/** One line of a scene. */
export interface Line {
  /** 0: the owner. Else the number of the other one. */
  readonly who: number;
  readonly text: string;
}

/** A scene with its slots filled, in the manner of somebody who is not always careful. */
export function composeScene(
  chance: Chance,
  material: Material,
  scene: readonly string[],
  name: string,
): readonly Line[] {
  const fill = filler(chance, material, name);
  return scene.map((line) => {
    const said = line[0] ?? '';
    const who = said === '>' ? 0 : said === '<' ? 1 : Number(said);
    return { who, text: careless(chance, fill(line.slice(1).trim())) };
  });
}

export function composeText(
  chance: Chance,
  material: Material,
  template: string,
  name: string,
): string {
  return filler(chance, material, name)(template);
}

function filler(chance: Chance, { words }: Material, name: string): (template: string) => string {
  const chosen = new Map<string, string>([['name', name]]);
  return (template) =>
    template.replaceAll(/\{(\w+?)(\d?)\}/gu, (_, slot: string, number: string) => {
      const key = slot + number;
      let word = chosen.get(key);
      if (word === undefined) {
        const taken = [...chosen.values()];
        word = chance.of((words[slot] ?? []).filter((each) => !taken.includes(each)));
        chosen.set(key, word);
      }
      return word;
    });
}

function careless(chance: Chance, text: string): string {
  if (chance.in100(20)) return text.toLowerCase();
  if (chance.in100(15) && !/\p{P}$/u.test(text))
    return `${text} ${chance.of(['🙂', '😊', '..', '!'])}`;
  if (chance.in100(10)) return text.replaceAll(',', '');
  return text;
}
