import { runService } from '@mz/service-kit';
import { service } from './app.ts';

await runService(service);
