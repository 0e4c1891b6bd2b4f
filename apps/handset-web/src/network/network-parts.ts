import '../styles/network.css';

export { News } from './news.tsx';
export { NetworkScreen } from './network-screen.tsx';
export { ActsScreen } from './acts-screen.tsx';
export { ActScreen } from './act-screen.tsx';
