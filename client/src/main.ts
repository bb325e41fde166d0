import { createApp } from 'vue';
import App from './App.vue';
import { followPushLinks } from './channels/follow-push-links.ts';
import { SERVER, openServer } from './connection/use-server.ts';
import './styles/tokens.css';
import './styles/page.css';
import './styles/header.css';
import './styles/chart.css';
import './styles/anomalies.css';
import './styles/watches.css';
import './styles/replay.css';
import './styles/verdicts.css';

followPushLinks();
createApp(App).provide(SERVER, openServer()).mount('#app');
