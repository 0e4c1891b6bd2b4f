/** What is said of the network outside its own screens. */
export const enNetwork = {
  network: 'The network',
  networkExplain: 'Who runs it, what they did, and who watches them.',
  screenUnshown: 'This screen could not be loaded.',
  networkUnshown: 'There is news of the network that could not be shown.',
  frozenHereSending:
    'Nothing can be sent until {date}: the operators paused it. What you wrote is kept.',
  frozenHereMembers: 'Nobody new can come in until {date}: the operators paused it.',
  frozenWhyButton: 'Why?',
};
