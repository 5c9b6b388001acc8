export * from './agency-records.ts';
export * from './person.ts';
export * from './population.ts';
export { createRandom, type Random } from './random.ts';
export * from './records.ts';
export * from './resident-numbers.ts';
export * from './story.ts';
export * from './story-staff.ts';
