export { cloneDatabase, createTemplateDatabase, type TemplateDatabase, type TestDatabase } from './databases.ts';
