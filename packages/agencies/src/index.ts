export {
  type Agency,
  type AgencyCatalogue,
  CatalogueError,
  readCatalogue,
} from './catalogue.ts';
export { agencies, itemsOfAgency } from './installed.ts';
export { agreedRows, ownWords } from './mapping.ts';
export { saysSubject, subjectOf } from './subject.ts';
