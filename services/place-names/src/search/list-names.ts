import type { SearchName } from '@mz/contracts';
import type { Static } from 'typebox';
import { idOf } from './document-ids.ts';
import type { IndexKeeper } from './keep-index.ts';
import { textOf } from './pool.ts';
import type { Segment } from './segment.ts';
import { closedUp, unpackPinyin } from './spelling.ts';
import { unpackName } from './whole-characters.ts';

/** Lines in one chunk of the stream. */
const linesEach = 500;

/** All names of the index, one JSON object a line. */
export async function* listNames(index: IndexKeeper): AsyncGenerator<string> {
  const { all } = await index.current();
  for (const [place, segment] of all.entries()) yield* linesOf(segment, place);
}

function* linesOf(segment: Segment, place: number): Generator<string> {
  let chunk = '';
  for (let name = 0; name < segment.nameDocuments.length; name += 1) {
    const document = segment.nameDocuments[name] ?? 0;
    if (segment.gone[document] !== 1)
      chunk += `${JSON.stringify({ document: `${place}.${document}`, ...lineOf(segment, name) })}\n`;
    if ((name + 1) % linesEach !== 0) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

function lineOf(segment: Segment, name: number): Omit<Static<typeof SearchName>, 'document'> {
  const document = segment.nameDocuments[name] ?? 0;
  return {
    id: idOf(segment, document),
    code: segment.codes[document] ?? 0,
    level: segment.levels[document] ?? 0,
    category: segment.categories[document] ?? 0,
    role: segment.nameRoles[name] ?? 0,
    text: unpackName(textOf(segment.texts.pool, name)),
    toned: closedUp(unpackPinyin(textOf(segment.pinyin, name))),
    plain: textOf(segment.plain.pool, name),
    initials: textOf(segment.initials.pool, name),
    from: segment.nameFrom[name] ?? 0,
    to: segment.nameTo[name] ?? 0,
    extinctFrom: segment.extinctFrom[document] ?? 0,
  };
}
